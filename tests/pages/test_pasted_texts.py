"""What the desk makes of pasted texts: pieces for the stream of an article, and words for what it cannot take."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from hoaban.kit.pasted_markup import MOST_TAGS_SENT
from hoaban.kit.pasted_tables import MOST_ROWS
from hoaban.pages.pasting import MOST_LINES, MOST_PIECES, MOST_TAGS, converter
from tests.builders import an_editor
from tests.support.blocks import rendered

pytestmark = pytest.mark.django_db


@pytest.fixture
def pasted(client):
    client.force_login(an_editor())
    return lambda **given: client.post(reverse("pages_pasted"), given)


def test_pieces_come_as_the_stream_takes_them(pasted):
    link = '<a href="https://a.example/"><b>đậm</b></a>'
    html = f'<p>Trước {link}</p><table><tr><th>a<th>b<tr><td>1<td><a href="/x/">2</a></table><img data-number="0">'
    answer = pasted(html=html).json()
    text, table, photo = answer["pieces"]
    content = json.loads(text["value"])
    assert [block["text"] for block in content["blocks"]] == ["Trước đậm"]
    assert [entity["data"]["url"] for entity in content["entityMap"].values()] == ["https://a.example/"]
    assert table["value"]["data"] == [["a", "b"], ["1", "2"]]
    assert photo == {"type": "photo", "number": 0}
    assert answer["html"] == f"<p>Trước {link}</p><p>a | b</p><p>1 | 2</p>"
    assert answer["notes"] == ["Ô trong bảng chỉ giữ chữ: đã bỏ 1 liên kết trong đó."]


def test_levels_of_lists_and_signs_above_the_line_come_and_are_kept(pasted):
    html = "<ul><li>25 m<sup>2</sup><ol><li>CO<sub>2</sub><ul><li>c</li></ul></li></ol></li></ul>"
    value = pasted(html=html).json()["pieces"][0]["value"]
    blocks = json.loads(value)["blocks"]
    assert [(block["type"], block["depth"]) for block in blocks] == [
        ("unordered-list-item", 0),
        ("ordered-list-item", 1),
        ("unordered-list-item", 2),
    ]
    assert [style["style"] for block in blocks for style in block["inlineStyleRanges"]] == ["SUPERSCRIPT", "SUBSCRIPT"]
    kept = converter().to_database_format(value)
    assert re.sub(r' data-block-key="\w+"', "", kept) == html
    assert "m<sup>2</sup>" in rendered("article_body", "text", kept)


def test_plain_text_comes_as_paragraphs_with_links(pasted):
    answer = pasted(text="Một\nhttps://a.example/").json()
    assert answer["html"] == '<p>Một</p><p><a href="https://a.example/">https://a.example/</a></p>'


def test_films_and_fields_that_do_not_come_along_are_told(pasted):
    notes = pasted(html="<p>x</p><iframe></iframe><video></video>").json()["notes"]
    assert notes == ["2 phim, khung nhúng hoặc ô nhập liệu không đi kèm: văn bản không chứa được."]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"<table>{'<tr><td>1</td><td>2</td></tr>' * (MOST_ROWS + 1)}</table>", f"{MOST_ROWS + 1} hàng"),
        ("<div>" * 30_000, "khối văn bản mới"),
        ("<p>a</p>" * (MOST_LINES + 1), "quá dài"),
        ("<hr>" * (MOST_LINES + 1), "quá dài"),
        ("<b>a</b>" * MOST_TAGS, "quá dài"),
        ("<br>" * (MOST_TAGS_SENT + 1), "quá dài"),
        ("<table><tr><td>1</td><td>2</td></tr></table>" * (MOST_PIECES + 1), "quá dài"),
    ],
)
def test_what_cannot_be_taken_is_told_in_words(pasted, html, words):
    answer = pasted(html=html)
    assert answer.status_code == 422
    assert words in answer.json()["error"]


@pytest.mark.parametrize(
    "given", [{}, {"html": "", "text": ""}, {"html": "<p></p>"}, {"text": "\n\n"}, {"text": "\t\n\t\n"}]
)
def test_nothing_is_no_fault(pasted, given):
    assert pasted(**given).json()["pieces"] == []

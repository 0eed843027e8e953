"""What one editor's form can hold that no editor's hand makes: it costs nothing, stops nothing, and is said."""

from __future__ import annotations

import json
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import streamfield

from hoaban.desk.spreadsheets import printable
from hoaban.front.directory import PublishedDirectory
from hoaban.news.models import Article, Event
from hoaban.pages.text_editor import bounded
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.publication.searchable import Document
from hoaban.search import actions as search
from hoaban.search import queries
from hoaban.search.queries import Filters
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.scene import article_form

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
HALF = "\ud83d"
# What the browser sends for it: half of a sign that a field cut in two.
SENT = "a\\ud83db"


@pytest.fixture
def article():
    return an_article(a_section(a_portal()), "Bài", slug="bai", posted_at=timezone.now())


@pytest.fixture
def desk(client):
    client.force_login(an_editor())
    return client


def text_block(**fields):
    block = {"key": "a", "type": "unstyled", "text": "x", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [{**block, **fields}], "entityMap": {}})


def save(desk, article, *blocks, **said):
    form = article_form(article, "action-publish", body=streamfield(list(blocks)), **{"title": article.title, **said})
    return desk.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form)


def ranges(count):
    return [{"offset": place, "length": 2 * (count - place), "style": "BOLD"} for place in range(count)]


HOSTILE = {
    "a list of endless depth": text_block(type="ordered-list-item", depth=10**12),
    "a depth that is none": text_block(depth="tief"),
    "a depth below nothing": text_block(depth=-1),
    "styles over styles": text_block(text="x" * 20_000, inlineStyleRanges=ranges(8_000)),
    "links over links": text_block(
        text="x" * 900, entityRanges=[{"offset": 0, "length": 900, "key": 0} for _number in range(900)]
    ),
    "a range that is none": text_block(inlineStyleRanges=[{"offset": "a"}]),
    "no blocks": json.dumps({"blocks": 5, "entityMap": {}}),
    "blocks that are none": json.dumps({"blocks": [5], "entityMap": {}}),
    "no end of blocks": json.dumps({"blocks": [{}] * 20_001, "entityMap": {}}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_editor_can_have_made_is_refused_before_it_costs_anything(desk, article, what):
    answer = save(desk, article, ("text", HOSTILE[what]))
    assert answer.status_code == 400
    assert Article.objects.get(pk=article.pk).latest_revision_id == article.latest_revision_id


def test_what_an_editor_makes_comes_through():
    styles = [
        {"offset": place * 10, "length": 8, "style": style} for place in range(90) for style in ("BOLD", "ITALIC")
    ]
    made = text_block(text="chữ " * 300, type="unordered-list-item", depth=4, inlineStyleRanges=styles)
    assert json.loads(bounded(made)) == json.loads(made)
    assert bounded("null") == "null"


def test_half_a_sign_stops_neither_the_page_nor_the_search(desk, article, settings, tmp_path):
    settings.VAR = tmp_path / "var"
    table = {"data": [["Cột", SENT], ["1", "2"]], "first_row_is_table_header": True, "first_col_is_header": False}
    table |= {"table_header_choice": "row", "table_caption": "Bảng"}
    blocks = [("text", text_block(text=SENT)), ("table", json.dumps(table))]
    answer = save(desk, article, *((name, value.replace("\\\\ud", "\\ud")) for name, value in blocks))
    assert answer.status_code == 302
    state = PressState(tmp_path / "press.sqlite3")
    press = Press(PublishedDirectory(tmp_path / "published"), state)
    press.catch_up()
    assert state.queue.failures() == []
    state.close()
    with search.open_indexers(settings.VAR) as both:
        search.catch_up(both)
    assert [result.shown.title for result in queries.search("bài", Filters()).results] == ["Bài"]


def test_a_thing_that_no_index_takes_is_left_out_by_itself(article, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path / "var"
    broken = an_article(article.get_parent().specific, "Bài hỏng")
    from hoaban.pages import searchable  # noqa: PLC0415  beside what it replaces

    original = searchable.documents

    def documents(pages):
        for document in original(pages):
            is_broken = document.pk == broken.pk
            yield Document(**{**fields_of(document), "title": HALF}) if is_broken else document

    monkeypatch.setattr(searchable, "documents", documents)
    with search.open_indexers(settings.VAR) as both:
        search.catch_up(both)
        assert [list(indexer.failing.waiting) for indexer in both] == [[f"page:{broken.pk}"]] * 2
    assert [result.shown.title for result in queries.search("bài", Filters()).results] == ["Bài"]


def fields_of(document):
    return {name: getattr(document, name) for name in Document.__slots__}


def test_signs_that_no_xml_takes_break_no_feed_and_no_workbook(desk, article, client):
    assert save(desk, article, ("text", text_block()), title="Bài \uffff\ufffe hay", lead="a\uffffb").status_code == 302
    for address in (
        "/atom.xml",
        "/rss.xml",
        "/tin-tuc/atom.xml",
        "/sitemap-news.xml",
        "/tim-kiem/atom.xml?q=%EF%BF%BF",
    ):
        ET.fromstring(client.get(address).content)
    assert Article.objects.get(pk=article.pk).title == "Bài hay"
    assert printable(f"a\uffff{HALF}\x00b") == "ab"
    report = desk.get(reverse("wagtailadmin_reports:site_history"), {"export": "xlsx"})
    assert report.status_code == 200
    assert b"".join(report.streaming_content).startswith(b"PK")


def test_days_before_the_first_and_behind_the_last_break_nothing(desk, article):
    assert save(desk, article, ("text", text_block()), go_live_at="0001-01-01 00:00").status_code in {200, 400}
    last = timezone.make_aware(datetime(9999, 12, 31, 9))  # noqa: DTZ001  made aware right here
    event = Event(title="Hội", locale=article.locale, starts_at=last, ends_at=last, all_day=True)
    assert b"99991231" in event.calendar_entry()


@pytest.mark.parametrize("table", ["5", '{"data": 5}', '{"data": [5]}', '{"data": {"0": ["a"]}}', '[["a"]]'])
def test_a_table_that_is_none_is_refused(desk, article, table):
    assert save(desk, article, ("table", table)).status_code == 400

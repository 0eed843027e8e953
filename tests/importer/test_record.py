"""The record of a page: what makes it another page, and what a line of JSON must give back."""

from __future__ import annotations

import dataclasses
import json

import pytest

from hoaban.importer.record import PageRecord, Part, Picture, Posted, Reads
from tests.support.old_portals import a_record

OF_THE_READING = {
    "file": "cu/b.txt", "aliases": ["c.txt"], "raw_sha256": "0" * 64, "charset": "tcvn3", "confidence": {"title": 0.5},
    "warnings": ["no lead"], "profile": "another", "cut": ["Liên kết web"], "doubt": "an unknown encoding",
}  # fmt: skip
OF_THE_PAGE = {
    "kind": "notice", "site": "Xã Sơn Ca", "language": "en", "source_url": "https://cu.example/1", "title": "Bài khác",
    "section_path": ["Tin"], "posted": None, "reads": Reads(1, "1"), "lead": "Lời dẫn", "dateline": "Sơn Ca",
    "body": [Part("text", text="Khác.")], "byline": {"raw": "Hà An"}, "images": [Picture("a.jpg")],
    "attachments": [{"src": "a.pdf"}], "tags": ["đường"], "related": ["https://cu.example/2"],
}  # fmt: skip


def test_every_field_either_makes_another_page_or_is_of_the_reading():
    assert {field.name for field in dataclasses.fields(PageRecord)} == {*OF_THE_READING, *OF_THE_PAGE}


@pytest.mark.parametrize("name", OF_THE_READING)
def test_how_a_page_was_read_makes_no_other_page(name):
    assert a_record(**{name: OF_THE_READING[name]}).content_hash() == a_record().content_hash()


@pytest.mark.parametrize("name", OF_THE_PAGE)
def test_what_a_page_says_makes_another_page(name):
    assert a_record(**{name: OF_THE_PAGE[name]}).content_hash() != a_record().content_hash()


def test_longer_blanks_make_no_other_page_and_other_words_do():
    one, wider, other = (a_record(body=[Part("text", text=text)]) for text in ("Đi  chợ", "Đi \u00a0 chợ", "Đichợ"))
    assert one.content_hash() == wider.content_hash() != other.content_hash()


@pytest.mark.parametrize("name", [*OF_THE_PAGE, *(name for name in OF_THE_READING if name != "cut")])
def test_each_field_comes_back_from_its_line(name):
    record = a_record(**{name: {**OF_THE_PAGE, **OF_THE_READING}[name]})
    assert PageRecord.from_json(record.to_json()) == record


@pytest.mark.parametrize(
    "text", ['"}', "\\", "\n\r\t", "\u2028\u2029", "\x00\x1b", "</script>", "🎉", "\u202e", "null"]
)
def test_hostile_text_stays_in_its_field_and_on_its_line(text):
    posted, reads = Posted(text, text, text), Reads(1, text, text)
    pictures, parts = [Picture(*[text] * 6)], [Part(text, text, 0, [[text], []])]
    record = a_record(title=text, posted=posted, reads=reads, images=pictures, body=parts, byline={text: text})
    assert PageRecord.from_json(record.to_json()) == record
    assert len(record.to_json().split("\n")) == 1


def test_a_line_without_a_later_field_is_read_and_one_with_an_unknown_field_is_refused():
    values = json.loads(a_record(tags=["đường"]).to_json())
    assert PageRecord.from_json(json.dumps({key: values[key] for key in values if key != "tags"})) == a_record()
    with pytest.raises(TypeError, match="author_of_nothing"):
        PageRecord.from_json(json.dumps({**values, "author_of_nothing": "x"}))


@pytest.mark.parametrize("line", ["", "{", "[]", "null", '{"posted": 5}', "{}"])
def test_a_damaged_line_is_no_record(line):
    with pytest.raises((ValueError, TypeError, KeyError)):
        PageRecord.from_json(line)


def test_the_flat_form_says_null_for_what_is_not_there():
    flat = PageRecord(file="a.txt").flat("failed")
    lists = {"body_text": "", "images": [], "attachments": [], "tags": []}
    assert flat == {**dict.fromkeys(flat), "file": "a.txt", "status": "failed", **lists}


def test_the_flat_form_takes_the_last_section_and_only_the_paragraphs():
    parts = [
        Part("text", text="Một."),
        Part("picture", picture=0),
        Part("table", rows=[["x"]]),
        Part("text", text="Hai."),
    ]
    byline = {"raw": "Tin: Hà An", "author": "Hà An"}
    picture = Picture("a.jpg", "Chú thích", "alt", "credit")
    flat = a_record(section_path=["Tin", "Xã"], body=parts, byline=byline, images=[picture], reads=Reads(0, "0")).flat(
        "x"
    )
    assert (flat["section"], flat["body_text"], flat["views"]) == ("Xã", "Một.\n\nHai.", 0)
    assert (flat["author"], flat["byline_raw"], flat["posted"]) == ("Hà An", "Tin: Hà An", "2021-03-05T14:20")
    assert flat["images"] == [{"src": "a.jpg", "caption": "Chú thích"}]

"""What the text editor takes: everything that an editor's hand makes, and of the rest what stays within bounds."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.html_to_contentstate import HtmlToContentStateHandler

from hoaban.pages import text_editor
from hoaban.pages.text_editor import (
    DEEPEST,
    MOST_BLOCKS,
    MOST_RANGES,
    MOST_TOGETHER,
    BoundedTextArea,
    bounded,
    is_within_bounds,
    most_together,
)


def one(start, length):
    return {"offset": start, "length": length}


@pytest.mark.parametrize(
    ("ranges", "most"),
    [
        ([], 0),
        ([one(0, 5)], 1),
        ([one(0, 5), one(5, 5)], 1),
        ([one(0, 6), one(5, 5)], 2),
        ([one(0, 9), one(2, 2), one(6, 2)], 2),
        ([one(3, 0)], 0),
        ([one(-5, 10), one(0, 1)], 2),
    ],
)
def test_how_many_lie_over_one_sign(ranges, most):
    assert most_together(ranges) == most


@pytest.mark.parametrize(
    "wrong", [None, 5, "a", [], {}, {"offset": 1}, {"length": 1}, one("1", 1), one(1, 1.5), one(1, -1)]
)
def test_what_is_no_range_is_beyond_every_bound(wrong):
    assert most_together([one(0, 1), wrong]) > MOST_TOGETHER


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12))
def test_it_is_what_counting_sign_by_sign_gives(pairs):
    counted = max((sum(start <= place < start + length for start, length in pairs) for place in range(60)), default=0)
    assert most_together([one(*pair) for pair in pairs]) == counted


@pytest.mark.parametrize(
    ("block", "within"),
    [
        ({}, True),
        ({"depth": 0}, True),
        ({"depth": DEEPEST}, True),
        ({"depth": DEEPEST + 1}, False),
        ({"depth": -1}, False),
        ({"depth": "1"}, False),
        ({"depth": None}, False),
        ({"inlineStyleRanges": None}, True),
        ({"inlineStyleRanges": 5}, False),
        ({"entityRanges": {}}, True),
        ({"entityRanges": "abc"}, False),
        ({"inlineStyleRanges": [one(0, 5)] * MOST_TOGETHER}, True),
        ({"inlineStyleRanges": [one(0, 5)] * (MOST_TOGETHER + 1)}, False),
        ({"entityRanges": [one(place, 1) for place in range(MOST_RANGES)]}, True),
        ({"entityRanges": [one(place, 1) for place in range(MOST_RANGES + 1)]}, False),
    ],
)
def test_a_block_is_within_bounds(block, within):
    assert is_within_bounds(block) is within


@pytest.mark.parametrize(
    "sent",
    [
        "[]",
        "5",
        '"a"',
        "{}",
        '{"blocks": null}',
        '{"blocks": {}}',
        '{"blocks": [null]}',
        '{"blocks": [[]]}',
        json.dumps({"blocks": [{}] * (MOST_BLOCKS + 1)}),
        '{"blocks": [{"depth": 99}]}',
    ],
)
def test_what_no_editor_makes_is_refused_with_words_of_what_to_do(sent):
    with pytest.raises(ValidationError, match="khối văn bản mới"):
        bounded(sent)


@pytest.mark.parametrize("sent", ["", "{", "abc", "'a'"])
def test_what_is_no_json_is_refused(sent):
    with pytest.raises(json.JSONDecodeError):
        bounded(sent)


def test_nothing_stays_nothing():
    assert bounded("null") == "null"
    assert BoundedTextArea().value_from_datadict(QueryDict(), {}, "text") is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_text_comes_through_as_it_is(text):
    content = {"blocks": [{"text": text, "depth": 0}], "entityMap": {}}
    assert json.loads(bounded(json.dumps(content))) == content


@given(st.text(max_size=20), st.sampled_from(["\ud83d", "\udc00"]))
def test_half_a_sign_is_replaced_and_the_rest_stays(text, half):
    whole = text.encode("utf-8", "replace").decode()
    content = {"blocks": [{"text": text + half}], "entityMap": {}}
    assert json.loads(bounded(json.dumps(content)))["blocks"][0]["text"] == f"{whole}?"


def test_the_editor_makes_html_of_what_it_takes():
    block = {"key": "a", "type": "unstyled", "text": "Chữ đậm", "depth": 0, "entityRanges": []}
    content = {"blocks": [{**block, "inlineStyleRanges": [{**one(4, 3), "style": "BOLD"}]}], "entityMap": {}}
    made = BoundedTextArea().value_from_datadict({"text": json.dumps(content)}, {}, "text")
    assert "Chữ <b>đậm</b>" in made


def test_bounds_are_wider_than_what_the_editors_buttons_reach():
    assert DEEPEST > 4
    assert text_editor.MOST_TOGETHER > 10


def test_two_texts_that_are_read_at_once_are_not_mixed(monkeypatch):
    """A second thread comes in the middle of the first text: here at the moment when that has fed its first half."""
    converter = ContentstateConverter(features=["bold", "ul"])
    mine, theirs = "<p>Của tôi một.</p><p>Của tôi hai.</p>", "<p>Bí mật.</p>"
    alone = texts_of(converter.from_database_format(mine))
    real = HtmlToContentStateHandler.feed
    seen = []

    def fed(handler, html):
        if html == mine and not seen:
            half = len(html) // 2
            real(handler, html[:half])
            seen.append(texts_of(converter.from_database_format(theirs)))
            real(handler, html[half:])
        else:
            real(handler, html)

    monkeypatch.setattr(HtmlToContentStateHandler, "feed", fed)
    assert texts_of(converter.from_database_format(mine)) == alone == ["Của tôi một.", "Của tôi hai."]
    assert seen == [["Bí mật."]]


def texts_of(content):
    return [block["text"] for block in json.loads(content)["blocks"]]

"""Charts as SVG: true heights, round numbers, readable marks, and nothing that a strict page would refuse."""

import re
from xml.etree import ElementTree as ET

import pytest

from hoaban.desk.charts import BOTTOM, HEIGHT, Bar, axis, bar_chart, kind_of_mark, short_number

PLOT = "{http://www.w3.org/2000/svg}"


def drawn(bars, **more):
    words = {"key": "days", "title": "Lượt đọc", "description": "30 ngày qua", **more}
    markup = bar_chart(bars, **words)
    return markup, ET.fromstring(markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (7, [0, 2, 4, 6, 8]),
        (10, [0, 2, 4, 6, 8, 10]),
        (11, [0, 5, 10, 15]),
        (1234, [0, 500, 1000, 1500]),
        (99_999, [0, 20_000, 40_000, 60_000, 80_000, 100_000]),
        (12_345_678, [0, 5_000_000, 10_000_000, 15_000_000]),
    ],
)
def test_the_scale_has_few_round_numbers_and_reaches_the_highest_bar(highest, steps):
    assert axis(highest) == steps


def test_every_scale_is_short_whole_and_high_enough():
    for highest in [*range(3000), *(7**power for power in range(20))]:
        steps = axis(highest)
        assert 2 <= len(steps) <= 6
        assert steps[-1] >= highest
        assert steps[-2] < max(highest, 1)


def test_numbers_are_written_as_the_language_does():
    assert [short_number(value, "vi") for value in (0, 2923, 800_000, 1_500_000, 20_000_000)] == [
        *("0", "2.923", "800.000"),
        *("1,5 tr", "20 tr"),
    ]
    assert short_number(1_500_000, "en") == "1.5 M"
    assert "1.234" in drawn([Bar("1", "Ngày 1", 1234)])[0]
    assert "1,234" in drawn([Bar("1", "1 May", 1234)], language="en")[0]


def test_heights_are_true():
    _markup, tree = drawn([Bar("1", "một", 0), Bar("2", "hai", 5), Bar("3", "ba", 10)])
    heights = [float(bar.get("height")) for bar in tree.iter(f"{PLOT}rect")]
    assert heights[0] == 0
    assert heights[2] == heights[1] * 2 > 0
    feet = {float(bar.get("y")) + float(bar.get("height")) for bar in tree.iter(f"{PLOT}rect")}
    assert feet == {float(HEIGHT - BOTTOM)}


def test_a_bar_that_may_still_grow_says_so():
    markup, _tree = drawn([Bar("1", "một", 3), Bar("2", "hai", 1, is_open=True)])
    assert re.findall(r'class="(bar[^"]*)"', markup) == ["bar", "bar open"]


@pytest.mark.parametrize("count", [1, 2, 6, 7, 12, 13, 16, 30, 31, 53, 366])
def test_marks_never_crowd_and_the_last_bar_has_one(count):
    kinds = [kind_of_mark(place, count) for place in range(count)]
    assert kinds[0] == "mark"
    assert 1 <= kinds.count("mark") <= 6
    assert len([kind for kind in kinds if kind]) <= 12


def test_the_drawing_has_a_name_and_words_and_nothing_inline():
    markup, tree = drawn([Bar("1", "một", 3)])
    assert tree.get("role") == "img"
    named = {tree.find(f"{PLOT}title").get("id"), tree.find(f"{PLOT}desc").get("id")}
    assert set(tree.get("aria-labelledby").split()) == named == {"days-title", "days-desc"}
    assert not re.search(r"style|<script|\son[a-z]+=|href", markup)


def test_words_cannot_break_out():
    markup, _tree = drawn([Bar("<b>", '"><script>', 1)], title="</title><script>", description="&", key='"x')
    assert "<script" not in markup
    assert "<b>" not in markup


def test_the_same_figures_give_the_same_bytes():
    bars = [Bar(str(number), f"Ngày {number}", number**3) for number in range(31)]
    assert drawn(bars)[0] == drawn(bars)[0]


def test_no_bars_are_an_empty_frame():
    _markup, tree = drawn([])
    assert list(tree.iter(f"{PLOT}rect")) == []

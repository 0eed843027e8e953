"""Whatever colour a site picks, its pages can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.theme.colours import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    READABLE,
    WHITE,
    check_contrast,
    contrast,
    darker,
    lighter,
)
from hoaban.theme.stylesheets import for_readers
from tests.machine import ROOT

COLOURS = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda value: f"#{value:06x}")
STYLE = ROOT / "src/hoaban/theme/static/theme/portal.css"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48), ("#8a1c2b", "#8a1c2b", 1.0)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(one, other) == contrast(other, one)


def test_a_colour_that_can_be_read_is_accepted():
    assert check_contrast("#8a1c2b") == []


def test_a_pale_colour_is_refused_with_a_shade_that_will_do():
    (problem,) = check_contrast("#ffd400")
    better = re.search(r"#[0-9a-f]{6}", problem.replace("#ffd400", "")).group()
    assert check_contrast(better) == []


def test_what_is_no_colour_is_left_to_the_field():
    assert check_contrast("red") == []
    with pytest.raises(ValueError, match="red"):
        contrast("red", WHITE)


@given(COLOURS)
def test_every_accent_becomes_readable_on_every_ground(accent):
    assert all(contrast(darker(accent), ground) >= READABLE for ground in LIGHT_GROUNDS)
    assert all(contrast(lighter(accent), ground) >= READABLE for ground in DARK_GROUNDS)


@given(COLOURS)
def test_a_readable_accent_keeps_its_colour(accent):
    if min(contrast(accent, ground) for ground in LIGHT_GROUNDS) >= READABLE:
        assert f"--accent:{accent};" in for_readers(STYLE.read_text(encoding="utf-8"), accent)


def test_the_grounds_are_those_of_the_stylesheet():
    style = STYLE.read_text(encoding="utf-8").replace("--page:#fff;", f"--page:{WHITE};")
    for ground in (*LIGHT_GROUNDS, *DARK_GROUNDS):
        assert f":{ground};" in style, f"{ground} is no longer a ground in portal.css"


def test_the_stylesheets_own_accents_can_be_read():
    style = STYLE.read_text(encoding="utf-8")
    light, dark, again = re.findall(r"--accent:(#[0-9a-f]{6});", style)
    assert dark == again
    assert all(contrast(light, ground) >= READABLE for ground in LIGHT_GROUNDS)
    assert all(contrast(dark, ground) >= READABLE for ground in DARK_GROUNDS)

"""Style, script and signs keep what the look promises: light, still, whole."""

import gzip
import re
from xml.etree import ElementTree as ET

import pytest

from hoaban.theme.templatetags.theme import icon
from tests.machine import ROOT

STATIC = ROOT / "src/hoaban/theme/static/theme"
TEMPLATES = [*(ROOT / "src/hoaban").rglob("templates/**/*.html")]
SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> set[str]:
    return {symbol.get("id") for symbol in ET.parse(STATIC / "icons.svg").iter(f"{SVG}symbol")}


def used() -> set[str]:
    pattern = re.compile(r'{% icon "([a-z]+)" %}')
    return {name for path in TEMPLATES for name in pattern.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("name", "bytes_at_most"),
    [("portal.css", 6 * 1024), ("portal.js", 2816), ("suggest.js", 1792), ("suggest.css", 512), ("icons.svg", 1024)],
)
def test_files_stay_light(name, bytes_at_most):
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= bytes_at_most


def test_every_sign_that_is_used_is_drawn_and_no_other():
    assert used() == drawn()


def test_a_sign_says_nothing_to_a_screen_reader():
    markup = icon("search")
    assert 'aria-hidden="true"' in markup
    assert "icons.svg#search" in markup


def test_a_sign_cannot_bring_markup_along():
    assert "<b" not in icon('"><b')


def test_nothing_moves_by_itself():
    style = (STATIC / "portal.css").read_text(encoding="utf-8")
    assert not re.search(r"@keyframes|animation\s*:|(?<!-)transition\s*:", style)
    smooth = re.search(r"scroll-behavior:smooth", style)
    assert smooth
    assert "@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}" in style


def test_text_sizes_follow_the_reader():
    style = re.sub(r"@media print\{.*", "", (STATIC / "portal.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"font(?:-size)?:[^;}]*\d(?:px|pt)", style) == []


def test_the_pages_work_without_storage_and_ask_for_nothing_but_their_own_parts():
    script = (STATIC / "portal.js").read_text(encoding="utf-8")
    assert re.findall(r"fetch\(([^,)]*)", script) == ["place.dataset.part", '"/_reads"']
    assert 'credentials: "omit"' in script
    assert not re.search(r"XMLHttpRequest|sendBeacon|document\.cookie|innerHTML|eval\(", script)
    remembering = [line for line in script.splitlines() if "localStorage." in line]
    assert remembering
    assert all("try {" in line for line in remembering)


def test_the_emblem_is_a_picture_of_its_own():
    root = ET.parse(STATIC / "emblem.svg").getroot()
    assert root.get("viewBox") == "0 0 128 128"
    assert all(not name.endswith("href") for node in root.iter() for name in node.attrib)

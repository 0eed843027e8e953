"""Style, script and signs keep what the look promises: light, still, whole."""

import gzip
import re
from xml.etree import ElementTree as ET

import pytest

from hoaban.theme.light_files import light_copy
from hoaban.theme.templatetags.theme import icon
from tests.machine import ROOT

STATIC = ROOT / "src/hoaban/theme/static/theme"
TEMPLATES = [*(ROOT / "src/hoaban").rglob("templates/**/*.html")]
NEW_SCRIPT = re.compile(
    r"=>|\?\.(?!\d)|\?\?|\|\|=|&&=|\*\*|\.\.\.|`|\bcatch\s*\{|\bof\b"
    r"|\b(?:async|await|let|const|class|import|export|yield)\b"
    r"|[{,]\s*(?!function\b|if\b|for\b|while\b|switch\b)\w+\s*\([^()]*\)\s*\{|\b(?:var)\s*[\[{]|\]\s*=(?!=)\s*\w+;$|function\s*\w*\([^()]*="
)
SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> set[str]:
    return {symbol.get("id") for symbol in ET.parse(STATIC / "icons.svg").iter(f"{SVG}symbol")}


def used() -> set[str]:
    pattern = re.compile(r'{% icon "([a-z]+)" %}')
    return {name for path in TEMPLATES for name in pattern.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("name", "bytes_at_most"),
    [
        ("portal.css", 6 * 1024),
        ("portal.js", 2816),
        ("suggest.js", 1536),
        ("search.css", 900),
        ("figures.css", 1024),
        ("icons.svg", 1024),
    ],
)
def test_files_stay_light(name, bytes_at_most):
    """As they are published: without what only their writers read."""
    assert len(gzip.compress(light_copy(STATIC / name).read_bytes(), 9)) <= bytes_at_most


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_can_be_read_by_old_phones_and_by_the_copier(script):
    """ECMAScript 5 alone: Safari of iOS 9 and Chrome 49 read nothing of a script with one word that is new to them."""
    text = re.sub(r"(?m)^\s*//.*$", "", script.read_text(encoding="utf-8"))
    code = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)
    assert NEW_SCRIPT.findall(code) == []
    # What stands between double quotes is told from code above, and nothing else that would need to be.
    assert not re.search(r"[`']|//|/\*|[=(,:]\s*/", code)


@pytest.mark.parametrize(
    "new",
    ["a?.b", "a ?? b", "async function f() {}", "try {} catch {}", "let a;", "(a) => a", "f(...a)", "class A {}",
     "a ** 2", "a ||= b", "const { b } = a;", "[a, b] = c;", "for (var a of b) ;", "`a`", "var o = { f() {} };",
     "function f(a = 1) {}"],
)  # fmt: skip
def test_what_old_phones_cannot_read_is_recognized(new):
    assert NEW_SCRIPT.search(new)


def test_a_light_script_keeps_its_texts(tmp_path, settings):
    settings.VAR, script = tmp_path, tmp_path / "a.js"
    script.write_text('var a = "b  ; // c" + 1;\n  // gone\n  if (a === "x, y") { f(a, "\\" , "); }\n')
    assert light_copy(script).read_text() == 'var a="b  ; // c"+1;if(a==="x, y"){f(a,"\\" , ");}'


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
    assert re.findall(r"\bask\(([^,)]*)", script) == ["where", "place.dataset.part", '"/_reads"']
    assert 'credentials: "omit"' in script
    assert len(re.findall(r"fetch\(|XMLHttpRequest\(", script)) == 2
    assert not re.search(r"sendBeacon|document\.cookie|innerHTML|eval\(", script)
    remembering = [line for line in script.splitlines() if "localStorage." in line]
    assert remembering
    assert all("try {" in line for line in remembering)


def test_the_emblem_is_a_picture_of_its_own():
    root = ET.parse(STATIC / "emblem.svg").getroot()
    assert root.get("viewBox") == "0 0 128 128"
    assert all(not name.endswith("href") for node in root.iter() for name in node.attrib)

"""Browsers without custom properties, logical properties, grid or newer functions: pages have colours and measures."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import sync_playwright

from hoaban.theme.light_files import light_copy
from hoaban.theme.stylesheets import for_readers, physical
from tests.builders import a_portal, a_section, an_article
from tests.machine import ROOT

STATIC = ROOT / "src/hoaban/theme/static/theme"
LOGICAL = re.compile(r"(?<![a-z-])(?:[a-z]+-)*(?:inline|block)-(?:size|start|end)[a-z-]*:|-(?:inline|block):|inset:")
NEW_VALUES = {
    "custom properties": r"var\(|color-mix\(",
    "grid": r"grid|^gap$",
    "functions": r"clamp\(|min\(|max\(|color-mix\(|fit-content",
}


def declarations(style):
    """(name, value) of every declaration, block by block."""
    return [
        [tuple(one.split(":", 1)) for one in block.split(";") if ":" in one]
        for block in re.findall(r"\{([^{}]*)\}", style)
    ]


@pytest.mark.parametrize("name", ["portal.css", "search.css", "figures.css"])
def test_what_readers_get_has_plain_forms_beside_the_new_ones(name):
    style = light_copy(STATIC / name, "").read_text(encoding="utf-8")
    assert LOGICAL.findall(style) == []
    bare = []
    for block in declarations(style):
        plain = {property_ for property_, value in block if "var(" not in value}
        bare += [
            (property_, value)
            for property_, value in block
            if "var(" in value and not property_.startswith("--") and property_ not in plain
        ]
    assert bare == []
    assert re.findall(r"(?<!-)\b(?:inset|rotate|translate):", style) == []


@pytest.mark.parametrize(
    ("declaration", "made"),
    [
        ("padding-block:1rem 2rem", [("padding-top", "1rem"), ("padding-bottom", "2rem")]),
        ("margin-inline:auto", [("margin-left", "auto"), ("margin-right", "auto")]),
        ("border-block:1px solid", [("border-top", "1px solid"), ("border-bottom", "1px solid")]),
        ("border-inline-start:0", [("border-left", "0")]),
        ("inset-block-end:1rem", [("bottom", "1rem")]),
        ("min-inline-size:0", [("min-width", "0")]),
        ("border-start-end-radius:1px", [("border-top-right-radius", "1px")]),
        ("border-color:red", [("border-color", "red")]),
    ],
)
def test_sides_become_those_of_the_screen(declaration, made):
    assert physical(*declaration.split(":")) == made


def test_what_nothing_changes_is_put_in_and_the_rest_keeps_its_plain_form_before_it():
    style = ":root{--a:1px;--b:red}/* x */ @media print{:root{--b:blue}} p{width:var(--a);color:var(--b)}"
    assert for_readers(style) == (":root{--b:red}@media print{:root{--b:blue}}p{width:1px;color:red;color:var(--b)}")


def without(style, feature):
    """A stylesheet as a browser without a feature understands it."""
    pattern = re.compile(NEW_VALUES[feature])

    def kept(block):
        return "{" + ";".join(one for one in block[1].split(";") if not pattern.search(one)) + "}"

    return re.sub(r"\{([^{}]*)\}", kept, style)


def answered_without(feature):
    """What answers for the stylesheet."""

    def answer(route):
        found = route.fetch()
        route.fulfill(response=found, body=without(found.text(), feature))

    return answer


@pytest.fixture
def addresses(live_server):
    section = a_section(a_portal())
    article = an_article(section, "Tổng kết mười năm", text="Nội dung.")
    return [live_server.url + path for path in ("/", section.url, article.get_url())]


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_page_can_be_read_with_the_new_features_taken_away(addresses, chromium, tmp_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for feature in NEW_VALUES:
            page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
            page.route("**/look.css", answered_without(feature))
            for number, address in enumerate(addresses):
                page.goto(address)
                page.screenshot(path=tmp_path / f"{feature}-{number}.png", full_page=True)
                seen = page.evaluate(SEEN)
                assert seen["menu"] not in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}, (feature, address)
                assert seen["foot"] == seen["menu"] or feature != "custom properties", (feature, address)
                assert seen["largest"] <= 40, (feature, address)
                assert seen["width"] == 360, (feature, address)
                assert seen["skip"] <= 0, (feature, address)
        browser.close()


SEEN = """() => ({
  menu: getComputedStyle(document.querySelector(".menu")).backgroundColor,
  foot: getComputedStyle(document.querySelector(".foot")).backgroundColor,
  largest: Math.max(...[...document.querySelectorAll(".icon")].map((icon) => icon.getBoundingClientRect().width)),
  width: document.documentElement.scrollWidth,
  skip: document.querySelector(".skip").getBoundingClientRect().bottom,
})"""

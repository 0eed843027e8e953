"""Words without a gap and tables of many columns: nothing is wider than a small screen, and paper loses no column."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright
from taggit.models import Tag
from wagtail.models import Site

from hoaban.media.actions import store_file
from hoaban.pages.models import SideBlocks
from tests.builders import a_portal, a_section, an_article

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
UNBROKEN = "Vanbanhopnhatquydinhchitiet_" * 5 + ".signed.signed.signed"
COLUMNS = 14
A4 = 718  # what is left of 210 mm between the margins that browsers set, in pixels


def a_table():
    head = [f"Chỉ tiêu số {number}" for number in range(COLUMNS)]
    return {
        "data": [head, ["1.234.567"] * COLUMNS],
        "cell": [],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_caption": UNBROKEN,
        "table_header_choice": "both",
    }


@pytest.fixture
def addresses(live_server):
    section = a_section(a_portal(), UNBROKEN[:120])
    form = store_file(b"%PDF-1.4\n%%EOF", name=f"{UNBROKEN}.pdf", title=UNBROKEN)
    body = [("text", f"<h2>{UNBROKEN}</h2><p>{UNBROKEN}</p>"), ("files", [form]), ("table", a_table())]
    article = an_article(section, UNBROKEN, body=body, byline=UNBROKEN, source=UNBROKEN)
    article.tags.add(Tag.objects.create(name=UNBROKEN[:90], slug="dai"))
    article.save()
    an_article(section, f"{UNBROKEN}2")
    blocks = [("newest", {"title": UNBROKEN, "count": 5})]
    SideBlocks.objects.create(site=Site.objects.get(), blocks=blocks)
    found = {"article": article.get_url(), "section": section.url, "home": "/", "tag": "/the/dai/"}
    found |= {
        "site map": "/so-do/",
        "search": f"/tim-kiem/?q={UNBROKEN[:90]}",
        "month": f"{section.url}luu-tru/2024/1/",
    }
    return {name: live_server.url + path for name, path in found.items()}


def test_nothing_unbroken_is_wider_than_a_small_screen_and_paper_has_every_column(addresses, chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 320, "height": 740}).new_page()
        widths = {}
        for name, address in addresses.items():
            page.goto(address)
            widths[name] = page.evaluate("document.documentElement.scrollWidth")
        assert widths == dict.fromkeys(addresses, 320)
        page.set_viewport_size({"width": A4, "height": 1000})
        page.emulate_media(media="print")
        page.goto(addresses["article"])
        right = (
            "Math.max(...[...document.querySelectorAll('th, td')].map((cell) => cell.getBoundingClientRect().right))"
        )
        assert page.locator("thead th").count() == COLUMNS
        assert page.evaluate(right) <= A4
        assert page.evaluate("document.documentElement.scrollWidth") == A4
        # A number stays in one piece.
        assert page.locator("tbody td").first.bounding_box()["height"] < 25
        browser.close()

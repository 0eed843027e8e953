"""An editor reads the reports on a telephone and a screen, by keyboard, without barriers; the month goes to paper."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pypdf import PdfReader
from wagtail.models import Site

from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.figures import count_group, count_page, count_referrer, count_site, days

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
A4 = (595, 842)


@pytest.fixture
def article():
    """An article of a portal that was read for seventy days."""
    article = an_article(a_section(a_portal()), "Đường về bản")
    site, today = Site.objects.get(), timezone.localdate()
    counted = {day: 200 + number for number, day in enumerate(days(today - timedelta(days=70), today))}
    count_site(site, counted, phones=90, robots=40)
    count_page(site, article.pk, dict.fromkeys(counted, 3), phones=1)
    count_group(site, "section", str(article.listed_in_id), counted)
    count_referrer(site, article.pk, "mang.example", [today], 7)
    return article


@pytest.fixture
def tab(live_server, chromium, article, client):
    """A browser tab with a signed-in editor; the desk's own policy stays in force."""
    client.force_login(an_editor())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale="vi-VN")
        context.add_cookies([cookie])
        yield context.new_page()
        browser.close()


def test_reports_fit_every_screen_and_have_no_barrier(tab, live_server, article):
    addresses = {
        "overview": reverse("reports_overview"),
        "pages": reverse("reports_pages"),
        "page": reverse("reports_page", args=[article.pk]),
        "sections": f"{reverse('reports_sections')}?ordering=name",
        "month": reverse("reports_month"),
    }
    complaints, faults = [], {}
    tab.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    for name, address in addresses.items():
        own = None if name == "month" else {"include": [[".report"]]}
        for width in (360, 1280):
            tab.set_viewport_size({"width": width, "height": 900})
            tab.goto(live_server.url + address)
            violations = [one["id"] for one in Axe().run(tab, context=own).response["violations"]]
            # The desk hides what reaches over its main part, so that the document alone would never be too wide.
            too_wide = tab.evaluate(
                "[document.documentElement, document.querySelector('main')]"
                ".some(part => part && part.scrollWidth > window.innerWidth)"
            )
            if violations or too_wide:
                faults[f"{name} {width}"] = (violations, too_wide)
    assert faults == {}
    assert complaints == []


def test_another_period_is_chosen_by_keyboard(tab, live_server):
    tab.goto(live_server.url + reverse("reports_pages"))
    tab.locator("#id_period").focus()
    tab.keyboard.press("End")
    assert tab.locator("#id_period").input_value() == "span"
    tab.locator("#id_since").fill(str(timezone.localdate() - timedelta(days=2)))
    tab.locator(".report-choice button[type=submit]").press("Enter")
    tab.wait_for_url("**period=span**")
    assert tab.locator(".report-table td.number").nth(1).inner_text() == "9"


def test_the_month_prints_on_a4_with_its_letterhead(tab, live_server):
    tab.goto(live_server.url + reverse("reports_month"))
    assert tab.locator("[data-print]").is_visible()
    # As wide as A4 is between its margins: 175 mm.
    tab.set_viewport_size({"width": 661, "height": 900})
    tab.emulate_media(media="print")
    edges = tab.evaluate("[...document.querySelectorAll('table, svg')].map((it) => it.getBoundingClientRect().right)")
    assert len(edges) > 4
    assert max(edges) <= 662
    printed = PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True)))
    sizes = {
        tuple(round(float(side)) for side in (page.mediabox.width, page.mediabox.height)) for page in printed.pages
    }
    assert sizes == {A4}
    text = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
    assert "CỔNG THÔNG TIN ĐIỆN TỬ TỈNH HOA BAN" in text
    assert "Đường về bản" in text
    assert "XLSX" not in text

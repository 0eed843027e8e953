"""The panel of checks beside the editor counts words and finds faults in the preview of every kind of page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.builders import (
    a_gallery,
    a_photo,
    a_portal,
    a_section,
    a_standard_page,
    an_article,
    an_editor,
    an_event,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SENTENCE = "Con đường dài hai cây số"
COUNT = """(text) => [...new Intl.Segmenter("vi", {granularity: "word"}).segment(text)]
  .filter((one) => one.isWordLike).length"""


@pytest.fixture
def pages():
    """A page of each kind that editors write, each with six syllables that are no part of the shell."""
    home, photo = a_portal(), a_photo(alt="anh_1.jpg")
    body = [("photo", {"image": photo}), ("text", f"<p>{SENTENCE}</p>")]
    return {
        "article": an_article(a_section(home), "Bài", lead="", body=body),
        "event": an_event(a_section(home, "Lịch", holds="events"), "Họp", lead=SENTENCE),
        "page": a_standard_page(home, body=body),
        "gallery": a_gallery(a_section(home, "Ảnh", holds="galleries"), "Chợ", photo, lead=SENTENCE),
    }


def enter(browser, root):
    tab = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="vi-VN").new_page()
    tab.set_default_timeout(20_000)
    tab.goto(f"{root}/quan-tri/login/")
    tab.fill("[name=username]", "bien-tap")
    tab.fill("[name=password]", "mot-mat-khau-dai")
    tab.click("button[type=submit]")
    tab.wait_for_selector(".sidebar")
    return tab


def test_words_and_faults_are_told(live_server, chromium, pages):
    an_editor("bien-tap")
    refused = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = enter(browser, live_server.url)
        tab.on("console", lambda said: refused.append(said.text) if "Refused" in said.text else None)
        for kind, page in pages.items():
            tab.goto(f"{live_server.url}/quan-tri/pages/{page.pk}/edit/")
            tab.locator("[data-side-panel-toggle='checks']").click()
            expect(tab.locator("[data-content-word-count]")).to_have_text(re.compile("[0-9]"))
            if kind != "event":
                expect(tab.locator("[data-checks-panel]")).to_contain_text("Mô tả ảnh không phù hợp")
        counted = tab.evaluate(COUNT, SENTENCE)
        tab.goto(f"{live_server.url}{pages['article'].url}?in_preview_panel=true")
        scripts = tab.locator("script").evaluate_all("all => all.map((one) => one.src)")
        browser.close()
    assert counted == len(SENTENCE.split()), "a browser counts syllables"
    assert not refused, "the policy of the preview is that of readers"
    assert not [address for address in scripts if "wagtailadmin" in address]

"""An editor types days into the calendars of the desk: what was typed stays, and is what is saved."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TYPED = ["15/12/2020 08:00", "5/12/2020 08:00", "15.12.2020 08:00", "2020-12-15 08:00", "31/31/2020 08:00", "ngày mai"]


@pytest.fixture
def article():
    return an_article(a_section(a_portal()))


@pytest.fixture
def editing(live_server, chromium, article):
    """The screen of an article in the browser of a signed-in editor."""
    an_editor("bien-tap")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="vi-VN").new_page()
        tab.set_default_timeout(20_000)
        tab.goto(f"{live_server.url}{reverse('wagtailadmin_pages:edit', args=[article.pk])}")
        tab.fill("[name=username]", "bien-tap")
        tab.fill("[name=password]", "mot-mat-khau-dai")
        tab.click("button[type=submit]")
        tab.wait_for_selector("[name=posted_at]")
        yield tab
        browser.close()


def type_and_leave(tab, text):
    """Type into the field as a person does and go on to the next."""
    tab.locator("[name=posted_at]").click()
    tab.locator("[name=posted_at]").fill("")
    tab.keyboard.type(text)
    tab.keyboard.press("Tab")
    expect(tab.locator("[name=posted_at]")).not_to_be_focused()


def test_a_typed_moment_stays_and_is_saved(editing, article):
    for typed in TYPED:
        type_and_leave(editing, typed)
        expect(editing.locator("[name=posted_at]")).to_have_value(typed)
    type_and_leave(editing, "5/12/2020 08:00")
    with editing.expect_navigation():
        editing.locator("button.action-save").first.click()
    expect(editing.locator("[name=posted_at]")).to_have_value("05/12/2020 08:00")
    article.refresh_from_db()
    saved = article.get_latest_revision_as_object().posted_at
    assert f"{timezone.localtime(saved):%Y-%m-%d %H:%M}" == "2020-12-05 08:00"

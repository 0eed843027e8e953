"""An editor's morning at the desk with the autosave at work: nothing is lost, done twice or said wrongly."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowPage, WorkflowTask

from hoaban.news.models import Article
from tests.builders import a_portal, a_section, an_editor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# Wagtail takes what was typed within the first two seconds for what was there before.
NOTES_WHEN_WATCHED = """document.addEventListener("w-unsaved:watch-edits", () => {
  document.documentElement.dataset.watched = "yes";
});"""
PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def section():
    """A section whose articles go through two steps where somebody hands them in."""
    section = a_section(a_portal())
    workflow = Workflow.objects.create(name="Hai bước")
    for place in range(2):
        task = GroupApprovalTask.objects.create(name=f"Bước {place + 1}")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    WorkflowPage.objects.update_or_create(page=section, defaults={"workflow": workflow})
    return section


@pytest.fixture
def tab(live_server, chromium, section):
    an_editor("bien-tap")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(
            viewport={"width": 1280, "height": 1000}, locale="vi-VN", base_url=live_server.url
        )
        context.add_init_script(NOTES_WHEN_WATCHED)
        tab = context.new_page()
        tab.set_default_timeout(15_000)
        tab.goto("/quan-tri/login/")
        sign_in(tab)
        tab.wait_for_selector(".sidebar")
        yield tab
        browser.close()


def sign_in(tab):
    tab.fill("[name=username]", "bien-tap")
    tab.fill("[name=password]", PASSWORD)
    tab.locator("[name=password]").press("Enter")


def press(tab, name):
    """A button from the menu beside the one that saves."""
    if not tab.locator(name).is_visible():
        tab.locator("footer [data-controller~=w-dropdown] [data-w-dropdown-target=toggle]").last.click()
    tab.locator(name).click()


def acts(article):
    """How often what was done to an article."""
    done = list(PageLogEntry.objects.filter(page=article.pk).values_list("action", flat=True))
    return {name: done.count(name) for name in set(done)}


def edit(tab, article):
    tab.goto(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    tab.wait_for_selector("html[data-watched]")


def test_a_morning(tab, section):
    tab.goto(reverse("wagtailadmin_pages:add", args=["news", "article", section.pk]))
    tab.fill("[name=title]", "Đường mới đến trường")
    tab.fill("[name=lead]", "Sáng nay, con đường được thông xe.")
    # The first autosave has not begun, or runs.
    press(tab, "[name=action-publish]")
    tab.wait_for_selector(".messages .success")
    article = Article.objects.get()
    assert (article.live, article.lead) == (True, "Sáng nay, con đường được thông xe.")
    assert acts(article)["wagtail.publish"] == 1

    # The session is lost while something is typed.
    edit(tab, article)
    Session.objects.all().delete()
    tab.fill("[name=lead]", "Chiều qua, con đường được thông xe.")
    expect(tab.locator("#sign-in-again")).to_be_visible()
    tab.screenshot(path="/tmp/hb/aside14/signin-1280.png")
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.screenshot(path="/tmp/hb/aside14/signin-360.png")
    tab.set_viewport_size({"width": 1280, "height": 1000})
    with tab.context.expect_page() as beside:
        tab.locator("#sign-in-again a").click()
    sign_in(beside.value)
    expect(beside.value.locator("#signed-in")).to_be_visible()
    beside.value.wait_for_load_state("load")
    beside.value.close()
    expect(tab.locator("#sign-in-again")).to_be_hidden()
    press(tab, "[name=action-publish]")
    tab.wait_for_selector(".messages .success")
    article.refresh_from_db()
    assert article.lead == "Chiều qua, con đường được thông xe."
    assert tab.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('hoaban'))") == []

"""An editor's morning at the desk with the autosave at work: nothing is lost, done twice or said wrongly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowPage, WorkflowTask

from hoaban.news.models import Article
from tests.builders import a_portal, a_section, an_editor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# Wagtail looks twice at what a form held when it was opened, the second time after two seconds: typed before, it counts
# as having been there.
NOTES_WHEN_WATCHED = """document.addEventListener("w-unsaved:watch-edits", () => {
  const seen = document.documentElement.dataset;
  seen.watched = Number(seen.watched ?? 0) + 1;
});"""
WATCHED = "html[data-watched='2']"
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
        expect.set_options(timeout=15_000)
        tab.goto("/quan-tri/login/")
        sign_in(tab)
        tab.wait_for_selector(".sidebar")
        yield tab
        browser.close()
        expect.set_options(timeout=5_000)


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
    tab.wait_for_selector(WATCHED)


def nothing_is_kept(tab):
    """Whether the tab holds nothing more that is not saved."""
    tab.wait_for_load_state("load")
    return not tab.evaluate("Object.keys(sessionStorage).some((key) => key.startsWith('hoaban'))")


def sign_in_beside(tab):
    """Sign in in another tab, as the dialog offers."""
    expect(tab.locator("#sign-in-again")).to_be_visible()
    with tab.context.expect_page() as beside:
        tab.locator("#sign-in-again a").click()
    sign_in(beside.value)
    expect(beside.value.locator("#signed-in")).to_be_visible()
    beside.value.wait_for_load_state("load")
    beside.value.close()
    expect(tab.locator("#sign-in-again")).to_be_hidden()


def a_new_article(tab, section):
    """Published while the first autosave runs: one page, published once."""
    tab.goto(reverse("wagtailadmin_pages:add", args=["news", "article", section.pk]))
    tab.wait_for_selector(WATCHED)
    with tab.expect_request(lambda request: request.method == "POST"):
        tab.fill("[name=title]", "Đường mới đến trường")
    tab.fill("[name=lead]", "Sáng nay, con đường được thông xe.")
    press(tab, "[name=action-publish]")
    tab.wait_for_selector(".messages .success")
    article = Article.objects.get()
    assert (article.live, article.lead) == (True, "Sáng nay, con đường được thông xe.")
    assert acts(article)["wagtail.publish"] == acts(article)["wagtail.create"] == 1
    return article


def the_session_ends(tab, article):
    """Twice: while something is typed, and where the form is left all the same."""
    edit(tab, article)
    Session.objects.all().delete()
    tab.fill("[name=lead]", "Chiều qua, con đường được thông xe.")
    sign_in_beside(tab)
    press(tab, "[name=action-publish]")
    tab.wait_for_selector(".messages .success")
    article.refresh_from_db()
    assert article.lead == "Chiều qua, con đường được thông xe."
    assert nothing_is_kept(tab)

    edit(tab, article)
    Session.objects.all().delete()
    tab.fill("[name=lead]", "Hôm qua, con đường được thông xe.")
    expect(tab.locator("#sign-in-again")).to_be_visible()
    tab.locator("#sign-in-again [data-back]").click()
    tab.goto("/quan-tri/login/")
    sign_in(tab)
    tab.wait_for_selector(".sidebar")
    tab.goto(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    expect(tab.locator("#kept-text")).to_be_visible()
    tab.locator("#kept-text [data-restore]").click()
    expect(tab.locator("[name=lead]")).to_have_value("Hôm qua, con đường được thông xe.")
    assert nothing_is_kept(tab)


def two_steps(tab, article):
    """Handed in, sent back once, handed in again, approved step by step: each press decides one thing."""
    edit(tab, article)
    press(tab, "[name=action-submit]")
    tab.wait_for_selector(".messages .success")
    edit(tab, article)
    press(tab, "[data-workflow-action-name=reject]")
    tab.locator(".modal [name=comment]").fill("Ghi rõ chiều dài.")
    tab.locator(".modal [type=submit]").click()
    tab.wait_for_url("**/pages/*/")
    assert acts(article)["wagtail.workflow.reject"] == 1
    edit(tab, article)
    press(tab, "[name=action-submit]")
    tab.wait_for_selector(".messages .success")
    for step in range(1, 3):
        edit(tab, article)
        tab.locator("footer [data-w-dropdown-target=toggle]").last.click()
        tab.locator("[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])").click()
        tab.wait_for_url("**/pages/*/")
        assert acts(article)["wagtail.workflow.approve"] == step
    article.refresh_from_db()
    assert (article.live, article.lead) == (True, "Hôm qua, con đường được thông xe.")


def corrected_and_withdrawn(tab, article):
    """A public note, the withdrawal, the question before it is read again."""
    for act, note in (("news_correct", "Đúng là hai cây số."), ("pages_withdraw", "Gỡ để kiểm tra lại.")):
        tab.goto(reverse(act, args=[article.pk]))
        tab.fill("[name=note]", note)
        tab.locator("form button[type=submit].button").click()
        tab.wait_for_url("**/edit/")
    expect(tab.locator(".messages")).to_contain_text("Gỡ để kiểm tra lại.")
    assert acts(article)["news.correct"] == acts(article)["pages.withdraw"] == 1
    press(tab, "[name=action-publish]")
    expect(tab.get_by_role("button", name="Chỉ lưu bản nháp")).to_be_visible()
    article.refresh_from_db()
    assert not article.live
    tab.get_by_role("button", name="Đăng lại", exact=True).click()
    tab.wait_for_selector(".messages .success")
    article.refresh_from_db()
    assert (article.live, [one.note for one in article.corrections.all()]) == (True, ["Đúng là hai cây số."])


def scheduled(tab, article):
    """A moment to come waits, and is said so."""
    edit(tab, article)
    tab.locator("[name=posted_at]").click()
    tab.locator("[name=posted_at]").fill(f"{timezone.localtime() + timedelta(days=2):%d/%m/%Y %H:%M}")
    tab.keyboard.press("Tab")
    tab.locator("[name=title]").click()
    press(tab, "[name=action-publish]")
    expect(tab.locator(".messages .success")).to_contain_text("hẹn giờ xuất bản")
    article.refresh_from_db()
    assert acts(article)["wagtail.publish.schedule"] == 1
    assert article.scheduled_revision is not None


def test_a_morning(tab, section):
    article = a_new_article(tab, section)
    the_session_ends(tab, article)
    two_steps(tab, article)
    corrected_and_withdrawn(tab, article)
    scheduled(tab, article)
    assert Article.objects.count() == 1
    assert nothing_is_kept(tab)

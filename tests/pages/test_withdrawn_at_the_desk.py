"""A withdrawn page is known as one at the desk, nobody restores it unasked, and a deleted one says that it is gone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Site, Workflow, WorkflowPage, WorkflowTask

from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import Withdrawal
from tests.builders import a_portal, a_section, an_article, an_editor, made_private
from tests.support.scene import article_form

pytestmark = pytest.mark.django_db
NOTE = "Gỡ theo đề nghị của nguồn tin."
PUBLISH = {"action-publish": "1"}


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def editor():
    return an_editor("bien-tap")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def withdrawn(section, editor):
    article = an_article(section, "Bài đã gỡ")
    article.save_revision().publish()
    withdraw_page(article, note=NOTE, user=editor)
    return Article.objects.get(pk=article.pk)


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def edit_of(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def bulk(action, *pages):
    named = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{named}?next=/quan-tri/&" + "&".join(f"id={page.pk}" for page in pages)


def one_step(page, user):
    """Hand the page in to a workflow of one step."""
    workflow = Workflow.objects.create(name="Một bước")
    task = GroupApprovalTask.objects.create(name="Duyệt")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=page.get_parent(), defaults={"workflow": workflow})
    page.save_revision(user=user)
    return workflow.start(page, user)


@pytest.mark.parametrize("address", ["explorer", "search", "edit"])
def test_screens_say_that_it_is_withdrawn_when_and_why(desk, withdrawn, address):
    places = {
        "explorer": reverse("wagtailadmin_explore", args=[withdrawn.get_parent().pk]),
        "search": reverse("wagtailadmin_explore_root") + "?withdrawn=yes",
        "edit": edit_of(withdrawn),
    }
    shown = desk.get(places[address], follow=True).content.decode()
    for words in (NOTE, "bien-tap", "đã gỡ"):
        assert words in shown.replace("Đã", "đã"), (address, words)


@pytest.mark.parametrize(
    ("chosen", "titles"), [("yes", {"Bài đã gỡ"}), ("no", {"Bài nháp"}), ("", {"Bài đã gỡ", "Bài nháp"})]
)
def test_lists_find_what_is_withdrawn(desk, section, withdrawn, chosen, titles):
    an_article(section, "Bài nháp", live=False)
    shown = desk.get(reverse("wagtailadmin_explore", args=[section.pk]), {"withdrawn": chosen}).content.decode()
    assert {title for title in ("Bài đã gỡ", "Bài nháp") if title in shown} == titles


@pytest.mark.parametrize("more", [{}, {"go_live_at": "15/12/2126 08:00"}])
def test_a_form_asks_before_it_publishes_or_schedules(desk, withdrawn, more):
    form = article_form(withdrawn, "action-publish", title="Bài sửa lại", **more)
    asked = desk.post(edit_of(withdrawn), form).content.decode()
    assert NOTE in asked
    assert 'name="title" value="Bài sửa lại"' in asked
    assert not is_live(withdrawn)
    desk.post(edit_of(withdrawn), {**form, "restores_withdrawn": "no"})
    now = Article.objects.get(pk=withdrawn.pk)
    assert (now.live, now.get_latest_revision_as_object().title) == (False, "Bài sửa lại")
    desk.post(edit_of(withdrawn), {**form, "restores_withdrawn": "yes"})
    now = Article.objects.get(pk=withdrawn.pk)
    assert (now.live, now.scheduled_revision is not None) == (not more, bool(more))


@pytest.mark.parametrize("way", ["screen", "first screen", "bulk", "bulk above", "program"])
def test_no_way_restores_it_unasked(desk, editor, withdrawn, way):
    if "screen" in way:
        step = one_step(withdrawn, editor).current_task_state
    ways = {
        "screen": lambda: desk.post(
            edit_of(withdrawn),
            {**article_form(withdrawn, "action-workflow-action"), "workflow-action-name": "approve"},
        ),
        "first screen": lambda: desk.post(
            reverse("wagtailadmin_pages:workflow_action", args=[withdrawn.pk, "approve", step.pk]), {"comment": ""}
        ),
        "bulk": lambda: desk.post(bulk("publish", withdrawn)),
        "bulk above": lambda: desk.post(bulk("publish", withdrawn.get_parent()), {"include_descendants": "on"}),
        "program": lambda: desk.post(reverse("wagtailadmin_api:pages:action", args=[withdrawn.pk, "publish"])),
    }
    answer = ways[way]()
    assert answer.status_code == {"first screen": 302, "program": 409}.get(way, 200)
    assert not is_live(withdrawn)


@pytest.mark.parametrize("name", ["bulk", "screen", "program"])
def test_who_says_yes_restores_it(desk, editor, withdrawn, name):
    if name == "screen":
        one_step(withdrawn, editor)
        form = {**article_form(withdrawn, "action-workflow-action"), "workflow-action-name": "approve"}
        desk.post(edit_of(withdrawn), {**form, "restores_withdrawn": "yes"})
    elif name == "bulk":
        desk.post(bulk("publish", withdrawn), {"restores_withdrawn": "yes"})
    else:
        address = reverse("wagtailadmin_api:pages:action", args=[withdrawn.pk, "publish"])
        assert desk.post(f"{address}?restores_withdrawn=yes").status_code == 200
    assert is_live(withdrawn)
    assert not Withdrawal.objects.exists()


def test_what_is_read_again_and_unpublished_is_no_withdrawn_page(desk, withdrawn):
    withdrawn.get_latest_revision().publish()
    Article.objects.get(pk=withdrawn.pk).unpublish()
    now = Article.objects.get(pk=withdrawn.pk)
    assert str(now.status_string) != "đã gỡ"
    assert desk.get("/tin-tuc/bai-da-go/").status_code == 404


@pytest.mark.parametrize("way", ["screen", "bulk", "program", "above"])
def test_a_deleted_page_leaves_410(desk, section, way):
    article = an_article(section, "Bài xóa")
    ways = {
        "screen": lambda: desk.post(reverse("wagtailadmin_pages:delete", args=[article.pk])),
        "bulk": lambda: desk.post(bulk("delete", article)),
        "program": lambda: desk.post(reverse("wagtailadmin_api:pages:action", args=[article.pk, "delete"])),
        "above": lambda: desk.post(reverse("wagtailadmin_pages:delete", args=[section.pk])),
    }
    ways[way]()
    assert not Article.objects.exists()
    answer = desk.get("/tin-tuc/bai-xoa/")
    assert answer.status_code == 410
    assert "Trang đã bị xóa." in answer.content.decode()
    assert "Bài xóa" not in answer.content.decode()


def test_a_withdrawn_page_that_is_deleted_keeps_its_reason(desk, withdrawn):
    desk.post(reverse("wagtailadmin_pages:delete", args=[withdrawn.pk]))
    answer = desk.get("/tin-tuc/bai-da-go/")
    assert (answer.status_code, NOTE in answer.content.decode()) == (410, True)


@pytest.mark.parametrize("kind", ["draft", "private"])
def test_what_nobody_could_read_leaves_nothing(desk, section, kind):
    article = an_article(section, "Bài kín", live=kind != "draft")
    if kind == "private":
        made_private(article)
    desk.post(reverse("wagtailadmin_pages:delete", args=[article.pk]))
    assert not Withdrawal.objects.exists()


def test_a_portal_goes_as_a_whole(section):
    an_article(section)
    section.get_parent().delete()
    assert not Site.objects.exists()
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("address", ["screen", "bulk"])
def test_the_question_before_deleting_says_what_is_lost(desk, withdrawn, address):
    places = {"screen": reverse("wagtailadmin_pages:delete", args=[withdrawn.pk]), "bulk": bulk("delete", withdrawn)}
    assert "410" in desk.get(places[address]).content.decode()


def test_a_new_page_at_an_old_address_is_not_told_to_be_gone(desk, section):
    an_article(section, "Bài một", slug="bai-mot").delete()
    again = an_article(section, "Bài một", slug="bai-mot", live=False)
    again.save_revision().publish()
    Article.objects.get(pk=again.pk).unpublish()
    assert desk.get("/tin-tuc/bai-mot/").status_code == 404
    assert PageLogEntry.objects.filter(page=again.pk, action="wagtail.unpublish").exists()

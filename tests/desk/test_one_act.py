"""An act of the desk happens once, whatever the autosave, a second click or a second tab send again."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.db import connections
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from hoaban.news.actions import correct_article
from hoaban.news.models import Article
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = pytest.mark.django_db
ID = "6a1f0c1e-7a57-4f0c-9d55-3f6d2f1f0001"
BY_ITSELF = {"headers": {"Accept": "application/json"}}
APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}
REJECT = {"action-workflow-action": "true", "workflow-action-name": "reject"}


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def article(section):
    made = an_article(section, "Bài")
    made.save_revision().publish()
    return Article.objects.get(pk=made.pk)


@pytest.fixture
def desk(section):
    client = Client()
    client.force_login(an_editor("bien-tap"))
    return client


def edit_of(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_at(desk, address, **said):
    """The form as the editor's browser holds it, with what is typed."""
    form = querydict_from_html(desk.get(address).content.decode(), form_id="page-edit-form").dict()
    text = nested_form_data({"body": streamfield([("text", rich_text("<p>Nội dung bài viết.</p>"))])})
    return {**form, **text, "body-0-id": ID, **said}


def new_form(desk, section):
    address = reverse("wagtailadmin_pages:add", args=["news", "article", section.pk])
    return address, form_at(desk, address, title="Bài mới", slug="bai-moi", lead="Mở đầu.")


def said_by(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def acts_on(page, *actions):
    return list(PageLogEntry.objects.filter(page=page.pk, action__in=actions).values_list("action", flat=True))


def submitted(article, editor):
    """The article on its way through two steps of approval."""
    workflow = Workflow.objects.create(name="Hai bước")
    for place in range(2):
        task = GroupApprovalTask.objects.create(name=f"Bước {place + 1}")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    WorkflowPage.objects.update_or_create(page=article.get_parent(), defaults={"workflow": workflow})
    article.title = "Bài chờ duyệt"
    article.save_revision(user=editor)
    workflow.start(article, editor)
    return Article.objects.get(pk=article.pk)


@pytest.mark.parametrize("first", ["by_itself", "publish"])
@pytest.mark.parametrize("second", ["by_itself", "publish", "save", "submit"])
def test_a_form_for_a_new_page_makes_one_page(desk, section, first, second):
    address, form = new_form(desk, section)
    ways = {
        "by_itself": lambda: desk.post(address, form, **BY_ITSELF),
        "publish": lambda: desk.post(address, {**form, "action-publish": "1"}),
        "submit": lambda: desk.post(address, {**form, "action-submit": "1"}),
        "save": lambda: desk.post(address, form),
    }
    for way in (first, second):
        answer = ways[way]()
        assert answer.status_code in {200, 302, 400}, answer.content
    made = Article.objects.get()
    assert made.live == ("publish" in {first, second})
    assert len(acts_on(made, "wagtail.publish")) == int(made.live)
    assert made.has_unpublished_changes == (not made.live)


def test_a_form_that_comes_back_with_faults_still_makes_one_page(desk, section):
    address, form = new_form(desk, section)
    refused = desk.post(address, {**form, "title": "", "action-publish": "1"})
    again = querydict_from_html(refused.content.decode(), form_id="page-edit-form")
    assert again["desk_form"] == form["desk_form"]
    assert not Article.objects.exists()


def test_what_was_saved_by_itself_learns_where_its_page_is(desk, section):
    address, form = new_form(desk, section)
    first, again = (desk.post(address, form, **BY_ITSELF).json() for _ in range(2))
    assert (first["pk"], first["url"], first["hydrate_url"]) == (again["pk"], again["url"], again["hydrate_url"])
    assert "desk_shown" in desk.get(first["hydrate_url"]).content.decode()


def test_a_sign_makes_nobody_elses_page_ones_own(desk, section):
    address, form = new_form(desk, section)
    desk.post(address, form)
    other = Client()
    other.force_login(an_editor("nguoi-khac"))
    other.post(address, {**form, "slug": "bai-khac"})
    assert Article.objects.count() == 2


@pytest.mark.parametrize("act", [APPROVE, REJECT, {"action-publish": "1"}, {"action-cancel-workflow": "1"}])
def test_what_is_saved_by_itself_does_nothing_but_save(desk, article, act):
    waiting = submitted(article, an_editor("nguoi-viet"))
    before = waiting.current_workflow_task_state.pk
    form = form_at(desk, edit_of(article), title="Gõ thêm")
    answer = desk.post(edit_of(article), {**form, **act}, **BY_ITSELF)
    assert answer.json()["success"]
    now = Article.objects.get(pk=article.pk)
    assert now.current_workflow_task_state.pk == before
    assert (now.title, now.get_latest_revision_as_object().title) == ("Bài", "Gõ thêm")


@pytest.mark.parametrize("order", ["autosave first", "press first", "pressed twice"])
@pytest.mark.parametrize(("act", "status"), [(APPROVE, "in_progress"), (REJECT, "needs_changes")])
def test_one_press_decides_one_step(desk, article, order, act, status):
    submitted(article, an_editor("nguoi-viet"))
    form = {**form_at(desk, edit_of(article)), **act}
    ways = {
        True: lambda: desk.post(edit_of(article), form, **BY_ITSELF),
        False: lambda: desk.post(edit_of(article), form),
    }
    sent = {"autosave first": (True, False), "press first": (False, True), "pressed twice": (False, False)}[order]
    answers = [ways[by_itself]() for by_itself in sent]
    assert [answer.status_code for answer in answers if answer.status_code not in {200, 302, 400}] == []
    state = Article.objects.get(pk=article.pk).workflow_states.get()
    assert state.status == status
    assert sorted(one.status for one in state.task_states.all())[:1] == ["approved" if act is APPROVE else "rejected"]
    assert len(acts_on(article, "wagtail.workflow.approve", "wagtail.workflow.reject")) == 1
    assert Article.objects.get(pk=article.pk).title == "Bài"


ACTS_TWICE = {
    "publish": ({"action-publish": "1"}, "wagtail.publish"),
    "schedule": ({"action-publish": "1", "go_live_at": "15/12/2126 08:00"}, "wagtail.publish.schedule"),
    "submit": ({"action-submit": "1"}, "wagtail.workflow.start"),
}


@pytest.mark.parametrize("act", ACTS_TWICE)
def test_a_second_press_acts_once(desk, article, act):
    fields, logged = ACTS_TWICE[act]
    before = len(acts_on(article, logged))
    form = {**form_at(desk, edit_of(article), title="Bài đã sửa"), **fields}
    answers = [desk.post(edit_of(article), form) for _ in range(2)]
    assert [answer.status_code in {200, 302} for answer in answers] == [True, True]
    assert len(acts_on(article, logged)) == before + 1
    if act == "publish":
        now = Article.objects.get(pk=article.pk)
        assert (now.title, now.has_unpublished_changes) == ("Bài đã sửa", False)


@pytest.mark.parametrize("act", ["action-cancel-workflow", "action-restart-workflow"])
def test_what_is_over_is_not_called_off_again(desk, article, act):
    submitted(article, get_user_model().objects.get(username="bien-tap"))
    if act == "action-restart-workflow":
        desk.post(edit_of(article), {**form_at(desk, edit_of(article)), **REJECT})
    form = {**form_at(desk, edit_of(article)), act: "1"}
    answers = [desk.post(edit_of(article), form) for _ in range(2)]
    assert [answer.status_code in {200, 302} for answer in answers] == [True, True]
    assert len(acts_on(article, "wagtail.workflow.cancel")) == 1


def test_who_publishes_after_somebody_else_loses_nothing_and_is_told(desk, article):
    form = {**form_at(desk, edit_of(article), title="Bài của tôi"), "action-publish": "1"}
    other = Client()
    other.force_login(an_editor("nguoi-khac"))
    other.post(
        edit_of(article), {**form_at(other, edit_of(article), title="Bài của người khác"), "action-publish": "1"}
    )
    answer = desk.post(edit_of(article), form, follow=True)
    now = Article.objects.get(pk=article.pk)
    assert (now.title, now.get_latest_revision_as_object().title) == ("Bài của người khác", "Bài của tôi")
    assert "nguoi-khac" in answer.content.decode()
    # Who looked again may publish over it.
    desk.post(edit_of(article), {**form_at(desk, edit_of(article)), "action-publish": "1"})
    assert Article.objects.get(pk=article.pk).title == "Bài của tôi"


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}])
def test_a_correction_outlives_a_form_that_was_open_before_it(desk, article, button):
    form = {**form_at(desk, edit_of(article), title="Gõ dở"), **button}
    correct_article(article, note="Con số đúng là 42.")
    desk.post(edit_of(article), form)
    desk.post(edit_of(article), {**form_at(desk, edit_of(article)), "action-publish": "1"})
    now = Article.objects.get(pk=article.pk)
    assert (now.title, [one.note for one in now.corrections.all()]) == ("Gõ dở", ["Con số đúng là 42."])


@pytest.mark.parametrize(("act", "logged"), [("news_correct", "news.correct"), ("pages_withdraw", "pages.withdraw")])
def test_a_public_note_is_put_there_once(desk, article, act, logged):
    address = reverse(act, args=[article.pk])
    form = {"desk_shown": desk.get(address).content.decode().split('name="desk_shown" value="')[1].split('"')[0]}
    answers = [desk.post(address, {**form, "note": "Con số đúng là 42."}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert acts_on(article, logged) == [logged]
    assert "Lần bấm này không làm gì thêm" in desk.get(edit_of(article)).content.decode()


def test_an_approval_from_the_first_screen_is_given_once(desk, article):
    waiting = submitted(article, an_editor("nguoi-viet"))
    named = [article.pk, "approve", waiting.current_workflow_task_state.pk]
    for headers in ({}, {"X-Requested-With": "XMLHttpRequest"}):
        answer = desk.post(reverse("wagtailadmin_pages:workflow_action", args=named), {"comment": ""}, headers=headers)
        assert answer.status_code in {200, 302}
    assert "success" in json.loads(answer.content)["step"]
    assert len(acts_on(article, "wagtail.workflow.approve")) == 1


@pytest.mark.parametrize("fields", [{}, {"workflow-action-name": "approve", "workflow-action-extra-data": "{"}])
def test_half_an_approval_is_none(desk, article, fields):
    submitted(article, an_editor("nguoi-viet"))
    form = {**form_at(desk, edit_of(article)), "action-workflow-action": "true", **fields}
    assert desk.post(edit_of(article), form).status_code in {302, 400}
    assert acts_on(article, "wagtail.workflow.approve") == []


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_two_tabs_and_an_autosave_at_once_make_two_pages(section):
    user = an_editor("bien-tap")
    desks = [Client() for _ in range(5)]
    for desk in desks:
        desk.force_login(user)
    address, form = new_form(desks[0], section)
    _same, other = new_form(desks[0], section)
    publish = {"action-publish": "1"}
    sent = [(form, True), ({**form, **publish}, False), ({**form, **publish}, False)]
    sent += [({**other, "slug": "bai-khac"}, True), ({**other, "slug": "bai-khac", **publish}, False)]
    start = Barrier(len(sent))

    def post(desk, fields, by_itself):
        try:
            start.wait(60)
            return desk.post(address, fields, **(BY_ITSELF if by_itself else {})).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(sent)) as pool:
        answers = list(pool.map(post, desks, *zip(*sent, strict=True)))
    assert set(answers) <= {200, 302, 400}, answers
    assert sorted(Article.objects.values_list("slug", "live")) == [("bai-khac", True), ("bai-moi", True)]
    assert Page.find_problems() == ([], [], [], [], [])

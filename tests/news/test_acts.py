"""Correct and withdraw: acts of their own, with a note that the public reads."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import PageLogEntry

from hoaban.news.actions import correct_article
from hoaban.news.models import Article
from hoaban.pages import actions
from hoaban.pages.models import Withdrawal
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def article():
    """A published article."""
    article = an_article(a_section(a_portal()), "Bài")
    article.save_revision().publish()
    return Article.objects.get(pk=article.pk)


def test_a_correction_is_public_at_once_and_a_draft_stays_a_draft(article, client):
    draft = article.get_latest_revision_as_object()
    draft.lead = "Lời dẫn chưa đăng."
    draft.save_revision()
    live = Article.objects.get(pk=article.pk)
    correct_article(live, note="Con số đúng là 42.", user=an_editor())
    page = client.get("/tin-tuc/bai/").content.decode()
    assert "Con số đúng là 42." in page
    assert "chưa đăng" not in page
    after = Article.objects.get(pk=article.pk)
    latest = after.get_latest_revision_as_object()
    assert latest.lead == "Lời dẫn chưa đăng."
    latest.save_revision().publish()
    assert Article.objects.get(pk=article.pk).corrections.count() == 1


def test_a_withdrawn_page_says_so_and_nothing_else(article, client):
    actions.withdraw_page(article, note="Gỡ vì sai số liệu.", user=an_editor())
    answer = client.get("/tin-tuc/bai/")
    assert answer.status_code == 410
    assert "Gỡ vì sai số liệu." in answer.content.decode()
    assert article.lead not in answer.content.decode()
    assert "/tin-tuc/bai/" not in client.get("/tin-tuc/").content.decode()


def test_a_page_that_is_published_again_is_there_again(article, client):
    actions.withdraw_page(article, note="Gỡ.", user=an_editor())
    Article.objects.get(pk=article.pk).save_revision().publish()
    assert client.get("/tin-tuc/bai/").status_code == 200


@pytest.mark.parametrize("act", [correct_article, actions.withdraw_page])
def test_who_may_not_publish_may_do_neither(article, act):
    with pytest.raises(PermissionDenied):
        act(article, note="Ghi chú", user=an_editor("doc-gia", superuser=False))
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("act", [correct_article, actions.withdraw_page])
@pytest.mark.parametrize("note", ["", "  \n ", "\u200b"])
def test_a_note_is_asked_for(article, act, note):
    with pytest.raises(ValidationError):
        act(article, note=note, user=an_editor())
    assert Article.objects.get(pk=article.pk).live


def test_both_are_in_the_log(article):
    editor = an_editor()
    correct_article(article, note="Đúng là 42.", user=editor)
    actions.withdraw_page(Article.objects.get(pk=article.pk), note="Gỡ.", user=editor)
    logged = dict(PageLogEntry.objects.filter(page=article.pk).values_list("action", "user_id"))
    assert logged["news.correct"] == logged["pages.withdraw"] == editor.pk


def test_the_desk_asks_for_the_note_and_refuses_strangers(article, client):
    address = f"/quan-tri/pages/{article.pk}/withdraw/"
    assert client.get(address).status_code == 302
    client.force_login(an_editor())
    assert client.get(address).status_code == 200
    assert client.post(address, {"note": ""}).status_code == 200
    assert Article.objects.get(pk=article.pk).live
    assert client.post(address, {"note": "Gỡ."}).status_code == 302
    assert not Article.objects.get(pk=article.pk).live

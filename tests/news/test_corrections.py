"""A correction stands on the page once, whether the article has a draft or not."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Workflow

from hoaban.news.actions import correct_article
from hoaban.news.models import Article, Correction
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = an_article(a_section(a_portal()), "Bài")
    article.save_revision().publish()
    return Article.objects.get(pk=article.pk)


def notes(article):
    return [correction.note for correction in article.corrections.all()]


def test_without_a_draft_it_stands_there_once(article, client):
    correct_article(article, note="Con số đúng là 42.")
    correct_article(Article.objects.get(pk=article.pk), note="Tên đúng là Hoa.")
    published = Article.objects.get(pk=article.pk)
    assert sorted(notes(published)) == ["Con số đúng là 42.", "Tên đúng là Hoa."]
    assert client.get(article.url).content.decode().count("Con số đúng là 42.") == 1
    assert not published.has_unpublished_changes


def test_a_draft_keeps_its_words_and_gets_the_note_once(article):
    article.title = "Bài đang sửa"
    article.save_revision()
    correct_article(Article.objects.get(pk=article.pk), note="Con số đúng là 42.")
    published = Article.objects.get(pk=article.pk)
    draft = published.get_latest_revision_as_object()
    assert (published.title, notes(published)) == ("Bài", ["Con số đúng là 42."])
    assert (draft.title, notes(draft)) == ("Bài đang sửa", ["Con số đúng là 42."])


def test_an_article_that_mirrors_another_is_not_corrected_itself(article):
    alias = article.create_alias(parent=a_section(article.get_parent().get_parent(), "Xã hội"))
    with pytest.raises(ValidationError, match="phản chiếu"):
        correct_article(Article.objects.get(pk=alias.pk), note="Con số đúng là 42.")
    correct_article(article, note="Con số đúng là 42.")
    assert notes(Article.objects.get(pk=alias.pk)) == ["Con số đúng là 42."]


def test_what_waits_for_approval_goes_on_waiting_and_bears_the_note(article):
    editor = an_editor()
    article.title = "Bài chờ duyệt"
    article.save_revision(user=editor)
    Workflow.objects.get().start(article, editor)
    correct_article(Article.objects.get(pk=article.pk), note="Con số đúng là 42.", user=editor)
    published = Article.objects.get(pk=article.pk)
    state = published.current_workflow_state
    assert (published.title, state.status, state.requested_by) == ("Bài", "in_progress", editor)
    waiting = state.current_task_state.revision.as_object()
    assert (waiting.title, notes(waiting)) == ("Bài chờ duyệt", ["Con số đúng là 42."])


def test_what_is_missing_in_the_article_is_said_in_the_form(article, admin_client):
    Article.objects.filter(pk=article.pk).update(is_reprint=True)
    answer = admin_client.post(reverse("news_correct", args=[article.pk]), {"note": "Con số đúng là 42."})
    assert answer.status_code == 200
    assert "note" in answer.context["form"].errors
    assert notes(Article.objects.get(pk=article.pk)) == []


def test_the_correction_that_is_given_back_is_the_one_that_is_kept(article):
    given = correct_article(article, note="Con số đúng là 42.")
    assert given == Correction.objects.get(page_id=article.pk)

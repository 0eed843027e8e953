"""A correction stands on the page once, whether the article has a draft or not."""

import pytest

from hoaban.news.actions import correct_article
from hoaban.news.models import Article
from tests.builders import a_portal, a_section, an_article

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

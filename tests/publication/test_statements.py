"""What a statement depends on is never less than what it reads."""

import pytest
from django.db.models import Q
from wagtail.models import Locale, Page

from hoaban.news.models import Article
from hoaban.pages.models import Section
from hoaban.publication.recorder import explained, recording, remembered, remembering
from hoaban.publication.statements import Restriction, analysed, conjuncts
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db


def keys_of(rows):
    with recording() as reading:
        list(rows)
    return reading


@pytest.fixture
def article():
    return an_article(a_section(a_portal()), "Bài")


def test_a_row_asked_for_by_its_key_is_one_row_with_the_columns_read(article):
    reading = keys_of(Page.objects.filter(pk=article.pk).order_by().values_list("title", "live"))
    assert reading.dependencies == {f"wagtailcore_page.id={article.pk}": frozenset({"title", "live"})}
    assert reading.unexplained == []


def test_tables_joined_by_their_keys_are_held_to_the_same_rows(article):
    reading = keys_of(Article.objects.filter(pk__in=[article.pk, 7]))
    assert set(reading.dependencies) == {
        f"{table}.{column}={pk}"
        for table, column in (("news_article", "page_ptr_id"), ("wagtailcore_page", "id"))
        for pk in (article.pk, 7)
    }


@pytest.mark.parametrize(
    "condition",
    ['"media_photo"."id" IN (%s, %s)', '("media_photo"."id") IN ((%s), (%s))'],
    ids=["SQLite", "PostgreSQL"],
)
def test_keys_are_found_as_each_database_is_asked_for_them(condition):
    (read,) = analysed(f'SELECT "media_photo"."title" FROM "media_photo" WHERE {condition}')
    assert read.restriction == Restriction("id", 0, 2)


@pytest.mark.parametrize(
    "condition",
    [Q(live=True), Q(pk=1) | Q(title="x"), ~Q(pk=1), Q(pk__gt=1), Q(title="x"), Q(pk__in=Locale.objects.values("pk"))],
    ids=["flag", "or", "not", "more", "title", "subquery"],
)
def test_what_may_read_any_row_depends_on_the_whole_table_and_is_told(article, condition):
    reading = keys_of(Page.objects.filter(condition))
    assert "wagtailcore_page.*" in reading.dependencies
    assert reading.unexplained


def test_a_condition_beside_others_still_holds_and_one_inside_a_bracket_does_not(article):
    assert "wagtailcore_page.id=5" in keys_of(Page.objects.filter(pk=5, live=True)).dependencies
    either = keys_of(Page.objects.filter(Q(pk=5, live=True) | Q(pk=6)))
    assert set(either.dependencies) == {"wagtailcore_page.*"}
    assert conjuncts("(a = 1 AND (b = 2 OR c = 3 AND d = 4) AND e)") == ["a = 1", "(b = 2 OR c = 3 AND d = 4)", "e"]
    assert conjuncts("(a) AND (b)") == ["(a)", "(b)"]


def test_what_carries_a_name_depends_on_the_name_alone(article):
    with recording() as reading, explained("newest:x"):
        list(Page.objects.all())
    assert set(reading.dependencies) == {"newest:x"}


def test_a_small_table_may_be_read_whole(article):
    reading = keys_of(Section.objects.order_by().values_list("summary"))
    assert set(reading.dependencies) == {"pages_section.*"}
    assert reading.unexplained == []


def test_writing_while_rendering_is_told(article):
    with recording() as reading:
        Page.objects.filter(pk=article.pk).update(title="x")
    assert reading.unexplained


def test_what_is_remembered_is_read_once_and_noted_by_all(article):
    reads = []

    def titles():
        reads.append(1)
        return list(Page.objects.filter(pk=article.pk).values_list("title"))

    with remembering():
        readings = []
        for _ in range(2):
            with recording() as reading:
                remembered("titles", titles)
            readings.append(reading.all_dependencies())
    assert len(reads) == 1
    assert readings[0] == readings[1] != {}

"""A copy is a new page: nothing of when its source was published, corrected or read is told of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from hoaban.counting.models import FROM_THE_BEGINNING, OpeningBalance, PageReads, Period
from hoaban.counting.queries import counts_of
from hoaban.news.models import Article, Correction
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor, at

pytestmark = pytest.mark.django_db
POSTED = at("2020-05-01 08:00")


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def source(section):
    """A corrected article of 2020 with a photo, a tag, and a version that waits to go off the air."""
    article = an_article(section, "Gốc", posted_at=POSTED, body=[("photo", {"image": a_photo()})])
    article.corrections.add(Correction(corrected_on=date(2020, 5, 2), note="Đã sửa."))
    article.expire_at = timezone.now() + timedelta(days=9)
    article.tags.add("lúa")
    article.save_revision().publish()
    Article.objects.filter(pk=article.pk).update(first_published_at=POSTED)
    site = section.get_site()
    OpeningBalance.objects.create(site=site, page=article, count=500)
    PageReads.objects.create(site=site, page_number=article.pk, period=Period.EVER, start=FROM_THE_BEGINNING, reads=9)
    return Article.objects.get(pk=article.pk)


def by_wagtail(source, keep_live, **named):
    return source.copy(update_attrs={"slug": "ban-sao"}, keep_live=keep_live, user=an_editor(), **named)


@pytest.mark.parametrize("keep_live", [True, False])
@pytest.mark.parametrize("copy_revisions", [True, False])
def test_a_copy_is_of_today(source, keep_live, copy_revisions):
    by_wagtail(source, keep_live, copy_revisions=copy_revisions)
    row = Article.objects.get(slug="ban-sao")
    for copy in (row, row.get_latest_revision_as_object()):
        assert copy.corrections.count() == 0
        assert copy.go_live_at is copy.expire_at is None
        assert copy.posted_at is None or copy.posted_at.year == timezone.now().year
        assert copy.first_published_at is None or copy.first_published_at.year == timezone.now().year
        assert len(copy.body) == 1
        assert [tag.name for tag in copy.tags.all()] == ["lúa"]
    assert row.posted_at is not None or not keep_live
    assert not any(counts_of(row.pk))
    assert any(counts_of(source.pk))
    source.refresh_from_db()
    assert (source.posted_at, source.corrections.count()) == (POSTED, 1)


def test_so_is_every_page_of_a_branch(source, section):
    by_wagtail(section, keep_live=True, recursive=True)
    copy = Article.objects.child_of(Page.objects.get(slug="ban-sao")).get()
    assert copy.posted_at.year == timezone.now().year
    assert not copy.corrections.exists()


def test_so_are_many_pages_copied_at_the_desk(source, section, client):
    client.force_login(an_editor())
    form = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": section.pk, "publish_copies": "on"}
    client.post(reverse("wagtailadmin_pages:copy", args=[source.pk]), form)
    assert Article.objects.get(slug="ban-sao").posted_at.year == timezone.now().year


def test_a_translation_and_an_alias_keep_the_date_and_the_corrections(source, section):
    english, _made = Locale.objects.get_or_create(language_code="en")
    translated = source.copy_for_translation(english, copy_parents=True)
    alias = source.create_alias(parent=section, update_slug="bong")
    for kept in (translated, alias):
        assert (kept.posted_at, kept.corrections.count()) == (POSTED, 1)

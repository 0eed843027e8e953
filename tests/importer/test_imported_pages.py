"""What is remembered of an imported page belongs to one site, one identity and one page, and goes with the page."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Site

from hoaban.importer.imported_pages import known_page, remember_page
from hoaban.importer.models import ImportedPage
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db
IDENTITY = "https://cu.example/1"


@pytest.fixture
def article():
    """An article with a revision, in a portal of one site."""
    article = an_article(a_section(a_portal()))
    article.save_revision()
    return article


def remember(article, identity=IDENTITY, content_hash="a" * 64, job="1", site=None):
    known = {"identity": identity, "content_hash": content_hash, "job": job}
    return remember_page(site or article.get_site(), article, **known)


def test_a_page_is_known_by_its_identity_on_its_site_alone(article):
    remember(article)
    other = Site.objects.create(hostname="other.example", root_page=article.get_parent())
    assert known_page(article.get_site(), IDENTITY).page_id == article.pk
    assert known_page(other, IDENTITY) is None
    assert known_page(article.get_site(), IDENTITY.upper()) is None
    assert known_page(article.get_site(), "") is None


def test_remembering_again_changes_the_one_row(article):
    first = remember(article)
    revision = article.save_revision()
    again = remember(article, content_hash="b" * 64, job="2")
    known = known_page(article.get_site(), IDENTITY)
    assert first.pk == again.pk == known.pk
    assert (known.content_hash, known.job, known.revision_id) == ("b" * 64, "2", revision.pk)


def test_one_page_is_not_two_identities(article):
    remember(article)
    with pytest.raises(IntegrityError), transaction.atomic():
        remember(article, identity="https://cu.example/2")
    assert list(ImportedPage.objects.values_list("identity", flat=True)) == [IDENTITY]


def test_of_a_page_that_staff_deleted_it_is_known_that_it_was_here(article):
    site = article.get_site()
    remember(article)
    article.delete()
    assert known_page(site, IDENTITY).page is None


def test_the_page_comes_with_what_is_remembered(article, django_assert_num_queries):
    remember(article)
    site = article.get_site()
    with django_assert_num_queries(1):
        assert known_page(site, IDENTITY).page.title == article.title

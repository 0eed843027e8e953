"""Which pages say their number for the counting of reads: what is published, and nothing else."""

import re

import pytest
from django.test import Client
from wagtail.models import Site

from hoaban.front.identities import IDENTITY
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = pytest.mark.django_db


def identity(html):
    """The numbers as the front finds them."""
    found = IDENTITY.match(html)
    assert (found is None) == (b"data-page" not in html) == (b"/_reads" not in html)
    return found and (int(found[1]), int(found[2]))


@pytest.fixture
def article():
    return an_article(a_section(a_portal()), "Mưa rừng", tags=["mưa"])


def test_each_published_page_says_its_own_number(client, article):
    site = Site.objects.get()
    section = article.get_parent().specific
    for page in (article, section, section.get_parent()):
        html = client.get(page.url).content
        assert identity(html) == (site.pk, page.pk)
        assert f'<noscript><img class="hidden" src="/_reads.gif?{page.url}"'.encode() in html


def test_what_is_not_a_published_page_says_none(client, article):
    for path in ("/khong-co/", "/so-do/", "/tim-kiem/?q=mưa"):
        assert identity(client.get(path).content) is None, path


def test_a_preview_of_an_editor_says_none(article):
    client = Client()
    client.force_login(an_editor())
    article.title = "Bản nháp"
    revision = article.save_revision()
    shown = client.get(f"/quan-tri/pages/{article.pk}/revisions/{revision.pk}/view/")
    assert shown.status_code == 200
    assert re.search("<h1[^>]*>Bản nháp", shown.content.decode())
    assert identity(shown.content) is None
    draft = client.get(f"/quan-tri/pages/{article.pk}/view_draft/")
    assert identity(draft.content) is None

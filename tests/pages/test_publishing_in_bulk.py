"""Publishing many pages at once: what no form would publish stays a draft, and is named with the reason."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hoaban.news.models import Article, Gallery
from tests.builders import a_gallery, a_photo, a_portal, a_section, an_article, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts():
    """A whole article, one with a photo that nobody described, one with half a reprint, a gallery without words."""
    home, bare = a_portal(), a_photo(alt="")
    section = a_section(home)
    pages = [
        an_article(section, "Đủ", live=False),
        an_article(section, "Thiếu mô tả", live=False, body=[("photo", {"image": bare})]),
        an_article(section, "Thiếu nguồn", live=False),
        a_gallery(a_section(home, "Ảnh", holds="galleries"), "Không lời", bare, live=False),
    ]
    pages[2].is_reprint = True
    for page in pages:
        page.save_revision(clean=False)
    return pages


def publish(client, pages, **more):
    client.force_login(an_editor())
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    asked = "&".join(f"id={page.pk}" for page in pages)
    answer = client.post(f"{address}?{asked}&next=/quan-tri/", more, follow=False)
    assert answer.status_code == 302
    return " ".join(str(one) for one in client.get("/quan-tri/").context["messages"])


def test_only_what_is_whole_is_published_and_the_rest_is_named(client, drafts):
    told = publish(client, drafts)
    assert [page.title for page in Article.objects.live()] == ["Đủ"]
    assert not Gallery.objects.live().exists()
    for words in ("Thiếu mô tả", "Hãy mô tả ảnh", "Thiếu nguồn", "phải ghi tên nguồn", "Không lời", "ảnh 1"):
        assert words in told, (words, told)


def test_nothing_below_is_published_while_something_there_is_missing(client, drafts):
    section = drafts[0].get_parent()
    told = publish(client, [section], include_descendants="on")
    assert not Article.objects.live().exists()
    assert "Thiếu nguồn" in told
    for page in drafts[1:3]:
        page.delete()
    publish_again = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{publish_again}?id={section.pk}&next=/quan-tri/", {"include_descendants": "on"})
    assert [page.title for page in Article.objects.live()] == ["Đủ"]

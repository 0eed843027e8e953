"""Addresses of tags have no diacritics, are routed, and no two tags share one."""

import re

import pytest
from taggit.models import Tag

from tests.builders import a_portal, a_section, an_article, at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "address"), [("chợ phiên", "cho-phien"), ("Đường sá", "duong-sa"), ("市場", "tag")])
def test_a_tags_address_has_no_diacritics(name, address):
    assert Tag.objects.create(name=name).slug == address


def test_tags_that_fold_to_the_same_word_keep_addresses_of_their_own():
    slugs = [Tag.objects.create(name=name).slug for name in ("đường", "dương", "duong", "市", "場")]
    assert slugs == ["duong", "duong-2", "duong-3", "tag", "tag-2"]


def test_a_tag_keeps_its_address_when_it_is_saved_again():
    tag = Tag.objects.create(name="đường")
    Tag.objects.create(name="dương")
    tag.save()
    assert tag.slug == "duong"


def test_an_article_leads_to_its_vietnamese_tags(client):
    article = an_article(a_section(a_portal()))
    article.tags.add("nông thôn mới")
    article.save()
    assert 'href="/the/nong-thon-moi/"' in client.get(article.url).content.decode()
    assert client.get("/the/nong-thon-moi/").status_code == 200


def test_what_bears_a_tag_stands_newest_first_over_all_pages(client, monkeypatch):
    monkeypatch.setattr("hoaban.pages.views.TAGGED_PER_PAGE", 2)
    section = a_section(a_portal())
    for title, day in (("Cũ nhất", 1), ("Mới nhất", 9), ("Giữa", 5), ("Gần cũ", 3)):
        article = an_article(section, title, posted_at=at(f"2024-01-{day:02} 08:00"))
        article.tags.add("lúa")
        article.save()
    first = client.get("/the/lua/").content.decode()
    assert first.index("Mới nhất") < first.index("Giữa")
    older = re.search(r'href="(/the/lua/truoc-\d+/)"', first)[1]
    second = client.get(older).content.decode()
    assert second.index("Gần cũ") < second.index("Cũ nhất")
    assert "Giữa" not in second
    assert client.get("/the/lua/truoc-999999/").status_code == 404

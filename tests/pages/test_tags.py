"""Addresses of tags have no diacritics, are routed, and no two tags share one."""

import pytest
from taggit.models import Tag

from tests.builders import a_portal, a_section, an_article

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

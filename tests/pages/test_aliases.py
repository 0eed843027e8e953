"""A page that mirrors another one is read at its address, and machines, lists and searches know the source alone."""

from __future__ import annotations

import importlib
import json
import re

import pytest
from django.apps import apps
from wagtail.models import Page, PageViewRestriction

from hoaban.news.models import Article
from hoaban.pages.aliases import source_of
from hoaban.pages.placement import item_models, wrongly_placed
from hoaban.pages.searchable import PageSource
from tests.builders import a_portal, a_section, a_standard_page, an_article, in_english
from tests.support.press import PORTAL, a_press, differences

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
ROOT = "http://localhost"


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def source(home):
    return an_article(a_section(home), "Bài gốc", slug="goc", tags=["lễ hội"])


@pytest.fixture
def mirror(home, source):
    return source.create_alias(parent=a_section(home, "Văn hóa"), update_slug="bong").specific


def listed_at(client, address):
    """Which of the two addresses a list, feed or site map names."""
    text = client.get(address, follow=True).content.decode()
    return {slug for slug in ("goc", "bong") if f"/{slug}/" in text}


LISTS = ["/", "/tin-tuc/", "/van-hoa/", "/atom.xml", "/rss.xml", "/van-hoa/atom.xml", "/the/le-hoi/", "/sitemap-0.xml"]
LISTS += ["/sitemap-news.xml", "/van-hoa/luu-tru/", "/tin-tuc/luu-tru/2024/1/"]


def everywhere(client):
    return set().union(*(listed_at(client, address) for address in LISTS))


def found(*pages):
    return {document.pk for document in PageSource().public([page.pk for page in pages])}


def assert_placed():
    assert not any(wrongly_placed(model).exists() for model in item_models())


def test_the_source_is_named_to_machines(client, source, mirror):
    text = client.get(mirror.url).content.decode()
    address = f"{ROOT}{source.url}"
    assert f'<link rel="canonical" href="{address}">' in text
    assert f'<meta property="og:url" content="{address}">' in text
    assert re.search(r'name="DC.identifier" content="([^"]+)"', text)[1] == address
    described = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', text, re.DOTALL)[1])
    assert described["@graph"][0]["url"] == address
    assert source_of(source) is None
    second = mirror.create_alias(parent=mirror.get_parent(), update_slug="bong-2")
    assert source_of(second).pk == source.pk


def test_it_is_listed_once(client, source, mirror):
    assert listed_at(client, "/tin-tuc/") == {"goc"}
    assert everywhere(client) == {"goc"}
    assert found(source, mirror) == {source.pk}
    source.title = "Bài gốc sửa"
    source.save_revision().publish()
    assert everywhere(client) == {"goc"}
    assert_placed()


def test_an_unpublished_source_takes_its_mirror_along(client, source, mirror):
    source.unpublish()
    assert client.get(mirror.url).status_code == 404
    source.save_revision().publish()
    assert everywhere(client) == {"goc"}
    assert_placed()
    # Wagtail takes what is deleted off the air first; its mirror is a page of its own then.
    Page.objects.get(pk=source.pk).delete()
    assert client.get(mirror.url).status_code == 404
    Article.objects.get(pk=mirror.pk).save_revision().publish()
    assert listed_at(client, "/van-hoa/") == {"bong"}
    assert f'<link rel="canonical" href="{ROOT}{mirror.url}">' in client.get(mirror.url).content.decode()
    assert_placed()


@pytest.mark.parametrize("way", ["private", "moved to another portal"])
def test_where_the_source_is_not_shown_the_mirror_takes_its_place(client, home, source, mirror, way):
    if way == "private":
        restriction = PageViewRestriction.objects.create(page=source.get_parent(), restriction_type="login")
    else:
        other = in_english(home)
        source.move(a_section(other, "News"), "last-child")
    assert listed_at(client, "/van-hoa/") == {"bong"}
    assert mirror.pk in found(source, mirror) or way.startswith("moved")
    assert_placed()
    if way != "moved to another portal":
        assert f'<link rel="canonical" href="{ROOT}{mirror.url}">' in client.get(mirror.url).content.decode()
    if way == "private":
        restriction.delete()
        assert listed_at(client, "/van-hoa/") == set()
        assert_placed()


def test_a_standard_page_too(client, home):
    page = a_standard_page(home, "Giới thiệu")
    again = page.create_alias(parent=home, update_slug="ve-chung-toi")
    assert found(page, again) == {page.pk}
    assert "/ve-chung-toi/" not in client.get("/sitemap-0.xml").content.decode()
    assert f'rel="canonical" href="{ROOT}{page.url}"' in client.get(again.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_press_follows(home, source, mirror, tmp_path):
    with a_press(tmp_path) as press:
        press.catch_up()
        before = press.directory.read(PORTAL, mirror.url)
        assert f"{ROOT}{source.url}".encode() in before
        source.slug = "goc-moi"
        source.save_revision().publish()
        press.catch_up()
        assert b"/tin-tuc/goc-moi/" in press.directory.read(PORTAL, mirror.url)
        PageViewRestriction.objects.create(page=source.get_parent(), restriction_type="login")
        press.catch_up()
        assert b"/van-hoa/bong/" in press.directory.read(PORTAL, "/van-hoa/atom.xml")
        assert b"/tin-tuc/goc-moi/" not in press.directory.read(PORTAL, mirror.url)
        assert differences(press) == []


def test_mirrors_of_an_older_version_leave_the_lists(source, mirror):
    Article.objects.update(on_air=True)
    importlib.import_module("hoaban.news.migrations.0004_mirrors_are_listed_once").list_once(apps, None)
    assert_placed()
    assert not Article.objects.get(pk=mirror.pk).on_air

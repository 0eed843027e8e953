"""The beginnings of addresses that only the desk answers come from the urls, and from nowhere else."""

import pytest
from django.urls import include, path, re_path
from django.urls.resolvers import RegexPattern, URLResolver

from hoaban.kit.live_addresses import LiveAddress, NoSuchAddress, live_prefixes, named_prefixes, prefixes
from tests.builders import a_portal

PRODUCT = {"/quan-tri/", "/tim-kiem/", "/en/tim-kiem/", "/qr/", "/api/", "/media/", "/tep/"}


def nothing(_request):
    """A view that is never called."""


def found(*patterns):
    return dict(named_prefixes(URLResolver(RegexPattern(r"^/"), list(patterns))))


def test_the_product_sends_these_to_the_desk():
    assert set(live_prefixes()) == PRODUCT


def test_a_language_has_its_own_beginning_and_robots_are_told_of_each():
    assert prefixes((LiveAddress("search"), LiveAddress("search_suggest"))) == [
        "/tim-kiem/",
        "/en/tim-kiem/",
        "/tim-kiem/goi-y/",
        "/en/tim-kiem/goi-y/",
    ]


def test_a_name_that_no_url_has_is_told():
    with pytest.raises(NoSuchAddress, match="'searhc'"):
        prefixes((LiveAddress("searhc"),))


def test_the_beginning_ends_where_an_address_begins_to_differ():
    inner = ([path("sua/", nothing, name="edit")], "inner")
    assert found(
        path("so/<int:number>/xem/", nothing, name="route"),
        re_path(r"^anh/(?P<path>.+)$", nothing, name="expression"),
        path("phong/<slug:name>/", include(inner)),
        path("khong-ten/", nothing),
    ) == {"route": "so/", "expression": "anh/", "inner:edit": "phong/"}


@pytest.mark.django_db
def test_robots_are_kept_from_the_desk_and_the_search(client):
    a_portal()
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[:4] == ["User-agent: *", "Disallow: /quan-tri/", "Disallow: /tim-kiem/", "Disallow: /en/tim-kiem/"]

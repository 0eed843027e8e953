"""Query parameters of old addresses, and what the reports of reads are told of pages."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from hoaban.pages.actions import offer_site_name
from hoaban.pages.models import SiteIdentity
from hoaban.pages.parameters import OldParameters, old_parameters, shapes
from hoaban.pages.read_groups import paths_down_to, titles_of_sections
from hoaban.pages.reads import kin_of, name_of_body, nearest
from tests.builders import a_portal, a_section, an_article, at

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


def site():
    return Site.objects.get(hostname="localhost")


def meanings(*paths, of=None):
    for path in paths:
        Redirect.objects.create(old_path=path, redirect_link="/moi/")
    return {(meaning.path, meaning.names): meaning.weight for meaning in OldParameters().meanings(of or site())}


def test_a_portal_without_old_addresses_knows_no_parameter(home):
    assert meanings() == meanings("/cu", "/cu/khac") == {}


def test_one_path_is_told_once_however_many_addresses_it_has(home):
    found = meanings(*(f"/trang.aspx?id={number}" for number in range(4)))
    assert set(found.values()) == {4}
    assert {names for _path, names in found} == {("id",)}


def test_the_most_used_parameter_comes_first_and_equals_by_name(home):
    found = meanings("/a/?id=1", "/a/?id=2&b=1", "/a/?a=1&b=2&id=3")
    assert list(found) == [("/a/", ("id", "b", "a"))]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/a/?x", ("x",)),
        ("/a/?x=", ("x",)),
        ("/a/?=5", None),
        ("/a/?", None),
        ("/a/?&&", None),
        ("/a/?t%C3%AAn=1", ("tên",)),
        ("/a/?a+b=1", ("a b",)),
        ("/a/?x=1&x=2", ("x",)),
        ("/a/?x=1?y=2", ("x",)),
    ],
)
def test_names_are_read_as_a_browser_writes_them(home, path, names):
    assert [found for _path, found in meanings(path)] == ([names] if names else [])


def test_redirects_of_another_site_mean_nothing_here(home):
    other = Site.objects.create(hostname="huyen.example", root_page=a_section(home))
    Redirect.objects.create(old_path="/a/?id=1", redirect_link="/moi/", site=other)
    assert meanings() == {}
    assert len(meanings(of=other)) == 1


@pytest.mark.parametrize("path", ["/../a", "//a", "/a//b", "/a/../b"])
def test_where_no_file_can_be_published_no_parameter_means_anything(home, path):
    assert shapes(path) == ()
    Redirect.objects.create(old_path=f"{path}?id=1", redirect_link="/moi/")
    assert old_parameters(site()) == {}


# Reports of reads -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identity", "named", "told"),
    [("Cổng tỉnh", "Tên", "Cổng tỉnh"), ("", "Tên", "Tên"), ("", "", "localhost"), (None, "Tên", "Tên")],
)
def test_a_report_names_the_body(home, identity, named, told):
    Site.objects.update(site_name=named)
    if identity is None:
        SiteIdentity.objects.all().delete()
    else:
        SiteIdentity.objects.update(name=identity)
    assert name_of_body(site()) == told


def test_sections_are_called_by_their_titles(home):
    section = a_section(home)
    names = [str(section.pk), str(home.pk), "999999", "abc", ""]
    assert dict(titles_of_sections(names)) == {str(section.pk): "Tin tức"}
    assert titles_of_sections([]) == {}


@pytest.fixture
def row(home):
    """Seven articles of a section, a day apart."""
    section = a_section(home)
    return [an_article(section, str(day), posted_at=at(f"2024-01-{day:02} 08:00")) for day in range(1, 8)]


@pytest.mark.parametrize(
    ("of", "limit", "kin"),
    [
        (4, 4, {2, 3, 5, 6}),
        (1, 4, {2, 3, 4, 5}),
        (7, 4, {3, 4, 5, 6}),
        (2, 4, {1, 3, 4, 5}),
        (4, 99, {1, 2, 3, 5, 6, 7}),
        (4, 0, set()),
    ],
)
def test_the_kin_of_an_item_is_what_was_posted_nearest(row, of, limit, kin):
    numbers = nearest(type(row[0]), row[of - 1], limit)
    assert {one.title for one in row if one.pk in numbers} == {str(day) for day in kin}
    assert len(numbers) == len(kin)
    assert kin_of(row[of - 1].pk, limit) is not None


def test_hidden_items_are_no_kin(row):
    row[2].unpublish()
    assert row[2].pk not in nearest(type(row[0]), row[3], 6)


@pytest.mark.parametrize("what", ["section", "home", "nothing"])
def test_what_is_not_listed_has_no_kin(home, row, what):
    number = {"section": row[0].get_parent().pk, "home": home.pk, "nothing": 10**9}[what]
    assert kin_of(number, 4) is None


@pytest.mark.parametrize("lacking", ["posted_at", "listed_in"])
def test_an_item_without_time_or_section_has_no_kin(row, lacking):
    type(row[0]).objects.filter(pk=row[0].pk).update(**{lacking: None})
    assert kin_of(row[0].pk, 4) is None


def test_the_places_above_a_page_come_from_the_top():
    assert list(paths_down_to("000100020003")) == ["0001", "00010002", "000100020003"]
    assert list(paths_down_to("")) == []


# The name that the importer brings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "offered", "after", "taken"),
    [
        ("", "Cổng tỉnh", "Cổng tỉnh", True),
        ("  ", " Cổng tỉnh ", "Cổng tỉnh", True),
        ("Đã có", "Cổng tỉnh", "Đã có", False),
        ("", "", "", False),
        ("", "  ", "", False),
        ("", "x" * 300, "x" * 200, True),
    ],
)
def test_a_site_takes_a_name_where_it_has_none(home, before, offered, after, taken):
    SiteIdentity.objects.update(name=before)
    assert offer_site_name(site(), offered) is taken
    assert SiteIdentity.objects.get().name == after

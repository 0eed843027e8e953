"""Blocks beside a page, in a portal of two languages."""

import re

import pytest
from wagtail.models import Locale, Site

from hoaban.pages.models import SideBlocks, WebLink, WebLinkGroup
from hoaban.pages.part_addresses import most_read, newest
from tests.builders import a_portal, a_section, an_article
from tests.support.blocks import rendered, wrong_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def notices(home):
    """A section whose newest stand beside every page of the site."""
    section = a_section(home, "Thông báo")
    an_article(section, "Lịch cấp nước")
    block = ("notices", {"title": "Thông báo", "section": section, "count": 3})
    SideBlocks.objects.create(site=Site.objects.get(), blocks=[block])
    return section


@pytest.fixture
def english(home):
    english = home.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0])
    english.save_revision().publish()
    return english


def lists_beside(client, page):
    return re.findall(r'data-part="([^"]*)"', client.get(page.url).content.decode().partition("<aside")[2])


def test_a_section_stands_beside_pages_of_its_own_language_alone(client, home, notices, english):
    (part,) = lists_beside(client, home)
    assert "Lịch cấp nước" in client.get(part).content.decode()
    assert lists_beside(client, english) == []


def test_its_translation_stands_beside_pages_of_the_other(client, home, notices, english):
    translated = notices.copy_for_translation(english.locale)
    translated.save_revision().publish()
    an_article(translated, "Water supply")
    (part,) = lists_beside(client, english)
    assert "Water supply" in client.get(part).content.decode()


def test_a_section_that_is_off_the_air_leaves_no_empty_block(client, home, notices):
    notices.unpublish()
    assert lists_beside(client, home) == []


def beside(client, home, *blocks):
    SideBlocks.objects.update_or_create(site=Site.objects.get(), defaults={"blocks": list(blocks)})
    return client.get(home.url).content.decode().partition("<aside")[2].partition("</aside>")[0]


def test_a_portal_without_side_blocks_has_nothing_beside_its_pages(client, home):
    assert beside(client, home) == ""


@pytest.mark.parametrize(("name", "part"), [("newest", newest), ("most_read", most_read)])
def test_a_list_that_changes_by_itself_is_pulled_in(client, home, english, name, part):
    shown = beside(client, home, (name, {"title": "Danh <b>sách", "count": 7}))
    assert f'data-part="{part(home.pk, 7)}"' in shown
    assert "Danh &lt;b&gt;sách" in shown
    assert lists_beside(client, english) == [part(english.pk, 7)]


@pytest.mark.parametrize("name", ["newest", "most_read", "notices"])
def test_a_list_without_a_home_shows_nothing(home, name):
    value = {"title": "x", "count": 5} | ({"section": a_section(home)} if name == "notices" else {})
    assert rendered("side_blocks", name, value).strip() == ""
    assert "data-part" in rendered("side_blocks", name, value, home=home)


def test_notices_of_a_section_that_is_gone_leave_no_block(client, home, notices):
    notices.delete()
    assert lists_beside(client, home) == []


def test_web_links_show_names_and_lead_to_them(client, home):
    group = WebLinkGroup.objects.create(title="Sở, ban, ngành")
    block = ("web_links", {"title": "Liên kết", "groups": [group]})
    assert "<ul" not in beside(client, home, block)
    WebLink.objects.create(group=group, name="Sở <1>", url="https://so.example/?a=1&b=2")
    shown = beside(client, home, block)
    assert 'href="https://so.example/?a=1&amp;b=2"' in shown
    assert "Sở &lt;1&gt;" in shown
    group.delete()
    assert "Liên kết" not in client.get(home.url).content.decode()


def test_visits_show_nothing_where_there_are_none_to_show(home):
    assert "<section" not in rendered("side_blocks", "visits", {"title": "Truy cập"}, home=home, visits=None)


def test_free_text_is_cleaned(client, home):
    shown = beside(client, home, ("text", {"title": "Ghi chú", "text": "<p>Chữ<script>alert(1)</script></p>"}))
    assert "Chữ" in shown
    assert "alert" not in shown


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("newest", {"title": "x", "count": 5}, set()),
        ("newest", {"title": "", "count": 0}, {"title", "count"}),
        ("newest", {"title": "x" * 101, "count": 21}, {"title", "count"}),
        ("most_read", {"title": "x", "count": None}, {"count"}),
        ("notices", {"title": "x", "count": 20, "section": None}, {"section"}),
        ("text", {"title": "", "text": ""}, {"title", "text"}),
        ("visits", {"title": ""}, {"title"}),
        ("visits", {"title": "x"}, set()),
    ],
)
def test_a_block_refuses_to_lack_what_it_shows(name, value, wrong):
    assert wrong_fields("side_blocks", name, value) == wrong

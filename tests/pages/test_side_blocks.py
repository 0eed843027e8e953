"""Blocks beside a page, in a portal of two languages."""

import re

import pytest
from wagtail.models import Locale, Site

from hoaban.pages.models import SideBlocks
from tests.builders import a_portal, a_section, an_article

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

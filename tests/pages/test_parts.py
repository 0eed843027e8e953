"""Parts that pages pull in: each right name, and every wrong one."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from hoaban.counting.models import MostReadPage
from hoaban.pages import part_addresses
from hoaban.publication.recorder import recording
from tests.builders import a_portal, a_section, an_article, an_event, at, in_english, made_private

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    section = a_section(home)
    for day in range(1, 4):
        article = an_article(section, f"Ngày {day}", posted_at=at(f"2024-01-{day:02} 08:00"))
        article.tags.add("chợ phiên")
        article.save()
    return section


def titles(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    html = answer.content.decode()
    return [piece.partition(">")[2].partition("<")[0] for piece in html.split("<a href=")[1:]]


def status(client, home, name):
    return client.get(f"/_parts/{home.pk}/{name}.html").status_code


@pytest.mark.parametrize(
    "name",
    [
        "newest-0",
        "newest-21",
        "newest-x",
        "newest-",
        "newest",
        "newest--5",
        "newest-5-5",
        "newest-a-5",
        "newest-" + "9" * 400,
        "newest-" + "0" * 400,
        "most-5",
        "most-read",
        "most-read-0",
        "most-read-21",
        "most-read-read-5",
        "most-unread-5",
        "section-5",
        "section--5",
        "section-x-5",
        "section-1-2-5",
        "section-999999-5",
        "section-1-0",
        f"section-{2**63 - 1}-5",
        f"section-{2**63}-5",
        "section-" + "9" * 400 + "-5",
        "tag-",
        "tag",
        "tag-khong-co",
        "tag-" + "x" * 400,
        "khac-5",
        "-5",
        "-",
    ],
)
def test_a_name_that_means_nothing_is_not_there(client, home, section, name):
    assert status(client, home, name) == 404


@pytest.mark.parametrize("name", ["Newest-5", "newest_5", "newest-٣", "newest-5.html", "newest-5/", "newest 5"])
def test_a_name_that_is_written_otherwise_is_no_address(client, home, name):
    assert status(client, home, name) == 404


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 19, "x", "-1", ""])
def test_a_home_that_is_none_has_no_parts(client, home, number):
    assert client.get(f"/_parts/{number}/newest-5.html").status_code == 404


def test_a_section_is_no_home(client, section):
    assert status(client, section, "newest-5") == 404


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (3, 3), (20, 3)])
def test_the_newest_and_no_more_than_asked_for(client, home, section, count, shown):
    expected = ["Ngày 3", "Ngày 2", "Ngày 1"][:shown]
    assert titles(client, part_addresses.newest(home.pk, count)) == expected
    assert titles(client, part_addresses.of_section(home.pk, section.pk, count)) == expected


@pytest.mark.parametrize("name", ["newest-5", "most-read-5"])
def test_a_portal_without_news_says_so(client, home, name):
    answer = client.get(f"/_parts/{home.pk}/{name}.html")
    assert answer.status_code == 200
    assert 'class="quiet"' in answer.content.decode()
    assert "<ul" not in answer.content.decode()


def test_an_empty_section_says_so_and_one_off_the_air_is_not_there(client, home):
    section = a_section(home)
    address = part_addresses.of_section(home.pk, section.pk, 5)
    assert titles(client, address) == []
    section.unpublish()
    assert client.get(address).status_code == 404


def test_a_section_of_another_portal_is_not_there(client, home, section):
    english = in_english(home, title="Home", slug="english")
    assert client.get(part_addresses.of_section(english.pk, section.pk, 5)).status_code == 404


def test_a_part_of_a_section_lists_what_the_section_lists(client, home):
    events = a_section(home, "Sự kiện", holds="events")
    an_event(events, "Hội xuân")
    assert titles(client, part_addresses.of_section(home.pk, events.pk, 5)) == ["Hội xuân"]


def test_a_private_section_tells_nothing(client, home, section):
    made_private(section)
    for address in (
        part_addresses.newest(home.pk, 5),
        part_addresses.of_section(home.pk, section.pk, 5),
        part_addresses.of_tag(home.pk, "cho-phien"),
    ):
        assert titles(client, address) == []


def test_what_shares_a_tag_the_newest_number_first(client, home, section):
    assert titles(client, part_addresses.of_tag(home.pk, "cho-phien")) == ["Ngày 3", "Ngày 2", "Ngày 1"]


def test_the_most_read_first_and_only_of_this_portal(client, home, section):
    site = Site.objects.get()
    articles = list(section.get_children().order_by("pk"))
    for place, page in enumerate([home, articles[1], articles[2], articles[0]], start=1):
        MostReadPage.objects.create(site=site, page_number=page.pk, place=place)
    assert titles(client, part_addresses.most_read(home.pk, 5)) == ["Ngày 2", "Ngày 3", "Ngày 1"]
    assert titles(client, part_addresses.most_read(home.pk, 2)) == ["Ngày 2", "Ngày 3"]
    Page.objects.get(pk=articles[1].pk).specific.unpublish()
    assert titles(client, part_addresses.most_read(home.pk, 2)) == ["Ngày 3", "Ngày 1"]


def test_a_part_speaks_the_language_of_its_home(client, home):
    english = in_english(home, title="Home", slug="english")
    told = [client.get(part_addresses.newest(one.pk, 5)).content.decode() for one in (home, english)]
    assert "Nothing yet." in told[1]
    assert "Nothing yet." not in told[0]


def test_a_part_of_a_home_off_the_air_is_not_there(client, home):
    english = in_english(home, title="Home", slug="english")
    english.unpublish()
    assert client.get(part_addresses.newest(english.pk, 5)).status_code == 404


def test_a_part_is_read_and_nothing_else(client, home):
    assert client.post(part_addresses.newest(home.pk, 5)).status_code == 405


def test_a_host_without_a_site_has_no_parts(client, home):
    Site.objects.update(is_default_site=False, hostname="cong.example")
    assert status(client, home, "newest-5") == 404


def test_whoever_names_a_part_has_noted_it():
    with recording() as reading:
        named = {
            part_addresses.newest(7, 5),
            part_addresses.of_section(7, 12, 5),
            part_addresses.most_read(7, 5),
            part_addresses.of_tag(7, "cho-phien"),
        }
    assert reading.parts == named
    assert len(named) == 4

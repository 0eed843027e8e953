"""Blocks of the home page that every portal has: empty, full, and with what readers may not see."""

from __future__ import annotations

import pytest

from hoaban.media.rendition_making import make_sizes
from hoaban.pages.models import Section, WebLink, WebLinkGroup
from tests.builders import a_photo, a_portal, a_section, a_standard_page, an_article, at, made_private
from tests.support.blocks import wrong_fields

pytestmark = pytest.mark.django_db
HOME = "home_body"


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home, "Thông báo", show_in_menus=False)


def front(client, home, *blocks):
    home.body = list(blocks)
    home.save()
    return client.get(home.url).content.decode().partition("<main")[2].partition("</main>")[0]


SECTION_BLOCKS = {
    "section_news": lambda section, count=4: ("section_news", {"section": section, "count": count}),
    "notices": lambda section, count=5: ("notices", {"title": "Tiêu đề", "section": section, "count": count}),
}
HIDING = {"unpublished": lambda page: page.unpublish(), "private": made_private, "deleted": lambda page: page.delete()}


def test_a_home_without_blocks_says_that_it_is_new(client, home):
    assert 'class="empty"' in front(client, home)


@pytest.mark.parametrize("name", SECTION_BLOCKS)
def test_a_section_without_items_says_so(client, home, section, name):
    page = front(client, home, SECTION_BLOCKS[name](section))
    assert 'href="/thong-bao/"' in page
    assert 'class="quiet"' in page
    assert "<ul" not in page


@pytest.mark.parametrize("name", SECTION_BLOCKS)
def test_the_newest_of_a_section_and_below_stand_there_and_no_more_than_asked_for(client, home, section, name):
    below = a_section(section, "Dưới")
    for day, place in ((1, section), (2, below), (3, section)):
        an_article(place, f"Số {day}", posted_at=at(f"2024-01-{day:02} 08:00"))
    page = front(client, home, SECTION_BLOCKS[name](section, 2))
    assert page.index("Số 3") < page.index("Số 2")
    assert "Số 1" not in page


@pytest.mark.parametrize("hide", HIDING)
@pytest.mark.parametrize("name", SECTION_BLOCKS)
def test_a_section_that_readers_may_not_see_leaves_neither_heading_nor_address(client, home, section, name, hide):
    an_article(section, "Tin kín")
    block = SECTION_BLOCKS[name](section)
    home.body = [block]
    home.save()
    HIDING[hide](Section.objects.get(pk=section.pk))
    page = client.get(home.url).content.decode().partition("<main")[2].partition("</main>")[0]
    for told in ("Thông báo", "thong-bao", "Tin kín", "Tiêu đề"):
        assert told not in page


@pytest.mark.parametrize("above", [True, False])
def test_a_section_below_a_private_one_is_private(client, home, section, above):
    below = a_section(section, "Dưới")
    made_private(section if above else a_section(home, "Khác"))
    assert ("Dưới" in front(client, home, SECTION_BLOCKS["section_news"](below))) is not above


@pytest.mark.parametrize(("count", "wrong"), [(0, True), (1, False), (12, False), (13, True), (None, True)])
def test_how_many_has_its_bounds(section, count, wrong):
    assert bool(wrong_fields(HOME, "section_news", {"section": section, "count": count})) is wrong


def test_blocks_of_sections_want_a_section():
    assert wrong_fields(HOME, "section_news", {"section": None, "count": 1}) == {"section"}
    assert wrong_fields(HOME, "notices", {"title": "", "section": None, "count": 21}) == {"title", "section", "count"}


@pytest.fixture
def picture():
    photo = a_photo()
    make_sizes(photo.pk, slow=False)
    return photo


def banner(image, **said):
    return ("banner", {"image": image, "alt": "Chiến dịch", "page": None, "url": "", **said})


def shown_banner(client, home, picture, **said):
    """The home is saved first, so that the picture has the size that only banners have."""
    home.body = [banner(picture, **said)]
    home.save()
    make_sizes(picture.pk, slow=False)
    return client.get(home.url).content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_banner_leads_to_a_page_or_elsewhere(client, home, section, picture):
    page = shown_banner(client, home, picture, page=section)
    assert 'href="/thong-bao/"' in page
    assert 'alt="Chiến dịch"' in page
    assert 'href="https://a.example/"' in shown_banner(client, home, picture, url="https://a.example/")


def test_a_banner_leads_nowhere_harmful(client, home, picture):
    assert "javascript" not in shown_banner(client, home, picture, url="javascript:alert(1)")


def test_a_banner_without_its_picture_is_left_out(client, home, picture):
    assert "<a" not in front(client, home, banner(None, url="https://a.example/"))


@pytest.mark.parametrize("hide", ["unpublished", "private"])
def test_a_banner_whose_page_readers_may_not_see_leads_to_no_such_address(client, home, section, picture, hide):
    HIDING[hide](section)
    assert "thong-bao" not in shown_banner(client, home, picture, page=Section.objects.get(pk=section.pk))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"url": "https://a.example/"}, set()),
        ({"url": "javascript:alert(1)"}, {"url"}),
        ({"url": "https://a.example/", "alt": ""}, {"alt"}),
        ({"url": "https://a.example/", "image": None}, {"image"}),
        ({}, {"page"}),
    ],
)
def test_a_banner_says_what_it_shows_and_where_it_leads(picture, said, wrong):
    assert wrong_fields(HOME, "banner", {**banner(picture)[1], **said}) == wrong


def test_a_banner_may_lead_to_a_page(picture, section):
    assert wrong_fields(HOME, "banner", {**banner(picture)[1], "page": section}) == set()


def a_group(title, *names):
    group = WebLinkGroup.objects.create(title=title)
    for name in names:
        WebLink.objects.create(group=group, name=name, url=f"https://{name}.example/")
    return group


def test_web_links_stand_in_groups_that_are_named_where_there_are_several(client, home):
    one, other = a_group("Sở, ban, ngành", "so"), a_group("Huyện", "huyen")
    page = front(client, home, ("web_links", {"title": "Liên kết", "groups": [one]}))
    assert "Liên kết" in page
    assert 'href="https://so.example/"' in page
    assert "Sở, ban, ngành" not in page
    page = front(client, home, ("web_links", {"title": "Liên kết", "groups": [one, other]}))
    assert page.index("Sở, ban, ngành") < page.index("Huyện")


def test_web_links_without_a_group_leave_no_heading(client, home):
    group = a_group("Sở, ban, ngành", "so")
    home.body = [("web_links", {"title": "Liên kết", "groups": [group]})]
    home.save()
    group.delete()
    assert "Liên kết" not in client.get(home.url).content.decode().partition("<main")[2]


def test_a_group_without_links_shows_no_empty_list(client, home):
    page = front(client, home, ("web_links", {"title": "Liên kết", "groups": [a_group("Trống")]}))
    assert "<ul" not in page


def test_a_link_leads_nowhere_harmful(client, home):
    group = a_group("Sở, ban, ngành")
    WebLink.objects.create(group=group, name="Hại", url="javascript:alert(1)")
    assert "javascript" not in front(client, home, ("web_links", {"title": "x", "groups": [group]}))


def test_text_is_cleaned(client, home):
    text = "<p>Chữ<script>alert(1)</script></p>"
    page = front(client, home, ("text", {"title": "Giới <b>thiệu", "text": text}))
    assert "Giới &lt;b&gt;thiệu" in page
    assert "Chữ" in page
    assert "alert" not in page


def test_a_text_links_to_pages_that_readers_may_see(client, home):
    open_page = a_standard_page(home, "Mở")
    text = f'<p><a linktype="page" id="{open_page.pk}">xem</a></p>'
    assert 'href="/mo/"' in front(client, home, ("text", {"title": "x", "text": text}))
    open_page.unpublish()
    page = front(client, home, ("text", {"title": "x", "text": text}))
    assert "xem" in page
    assert "/mo/" not in page


def test_a_map_link_stands_on_the_home_page(client, home):
    page = front(client, home, ("map_link", {"place": "Trụ sở", "description": "", "url": "https://map.example/"}))
    assert "Trụ sở" in page
    assert 'href="https://map.example/"' in page

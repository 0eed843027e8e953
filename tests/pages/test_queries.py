"""What a portal is built of: homes, sections, what stands in menus, translations, withdrawals, settings."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from hoaban.pages import queries
from hoaban.pages.models import Section, SideBlocks, SiteIdentity, StandardPage, StatisticsPage, Withdrawal
from tests.builders import a_portal, a_section, a_standard_page, an_article, in_english, made_private

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def english(home):
    return in_english(home, title="Home", slug="english")


def site():
    return Site.objects.get()


def test_reading_a_setting_that_nobody_saved_writes_nothing(home):
    SiteIdentity.objects.all().delete()
    for kind in (SiteIdentity, SideBlocks):
        assert queries.setting(kind, site()).pk is None
        assert not kind.objects.exists()


@pytest.mark.parametrize("number", [0, 10**9, 2**63 - 1, 2**63, 10**40])
def test_a_section_with_a_number_that_is_none_is_not_there(home, number):
    assert queries.section_with_id(number) is None


def test_a_section_is_found_by_its_number_while_it_is_published(home):
    section = a_section(home)
    assert queries.section_with_id(section.pk) == section
    assert queries.section_with_id(home.pk) is None
    section.unpublish()
    assert queries.section_with_id(section.pk) is None


def test_a_section_shows_while_it_is_live_and_nothing_above_it_is_private(home):
    above = a_section(home)
    section = a_section(above, "Dưới")
    assert queries.page_that_shows(section) == section
    assert queries.page_that_shows(None) is None
    restriction = made_private(above)
    assert queries.page_that_shows(section) is None
    restriction.delete()
    section.live = False
    assert queries.page_that_shows(section) is None


def test_a_private_section_hides_no_other_that_begins_alike(home):
    """Places in the tree are compared step by step: 0001 hides not what only begins with it in another branch."""
    sections = [a_section(home, f"Mục {number}") for number in range(3)]
    made_private(sections[1])
    assert [bool(queries.page_that_shows(section)) for section in sections] == [True, False, True]


def test_only_sections_with_their_own_side_blocks_are_told(home):
    bare, own = a_section(home), a_section(home, "Xã hội", side_blocks=[("visits", {"title": "Truy cập"})])
    told = queries.side_blocks_of_sections(home.path)
    assert set(told) == {own.path}
    assert [block.block_type for block in told[own.path]] == ["visits"]
    assert bare.path not in told


def standing(home):
    return [(page.title, role) for page, role in queries.standing_pages(home)]


def test_sections_and_standing_pages_stand_in_the_editors_order_with_their_roles(home):
    section = a_section(home, "Tin")
    a_standard_page(section, "Dưới tin")
    a_standard_page(home, "Liên hệ", role=StandardPage.Role.CONTACT)
    home.add_child(instance=StatisticsPage(title="Thống kê"))
    an_article(section, "Bài")
    assert standing(home) == [("Tin", None), ("Dưới tin", ""), ("Liên hệ", "contact"), ("Thống kê", "statistics")]
    Page.objects.get(title="Thống kê").move(home, pos="first-child")
    assert standing(home)[0] == ("Thống kê", "statistics")


def test_what_is_hidden_stands_nowhere(home):
    kept = a_section(home, "Tin")
    a_section(home, "Nháp", live=False)
    hidden = a_section(home, "Kín")
    a_standard_page(hidden, "Dưới kín")
    made_private(hidden)
    assert standing(home) == [(kept.title, None)]


def test_each_language_has_its_own(home, english):
    a_section(home, "Tin")
    a_section(english, "News")
    assert standing(home) == [("Tin", None)]
    assert standing(english) == [("News", None)]


def test_a_portal_without_content_has_nothing_that_stands(home):
    assert queries.standing_pages(home) == []
    assert queries.site_tree(home) == []


def test_the_homes_are_the_live_ones_the_sites_own_first(home, english):
    assert [one.pk for one in queries.homes(site())] == [home.pk, english.pk]
    site_of_english = site()
    site_of_english.root_page = english
    assert [one.pk for one in queries.homes(site_of_english)] == [english.pk, home.pk]
    english.unpublish()
    assert [one.pk for one in queries.homes(site())] == [home.pk]


def test_versions_are_found_in_the_portal_of_a_home(home, english):
    section = a_section(home, "Tin")
    assert queries.version_under(home, section) == section
    assert queries.version_under(english, section) is None
    translated = in_english(section, title="News")
    assert queries.version_under(english, section).pk == translated.pk
    assert queries.version_under(home, translated).pk == section.pk
    translated.unpublish()
    assert queries.version_under(english, section) is None


def test_a_version_that_is_a_draft_is_none(home):
    section = a_section(home, "Tin", live=False)
    assert queries.version_under(home, section) is None


def test_translations_are_the_live_versions_with_itself(home, english):
    section = a_section(home, "Tin")
    assert [page.pk for page in queries.translations(section)] == [section.pk]
    draft = section.copy_for_translation(english.locale)
    draft.live = False
    draft.save()
    assert [page.pk for page in queries.translations(section)] == [section.pk]


def test_a_page_belongs_to_the_home_above_it_else_to_the_sites(home, english):
    homes = queries.homes(site())
    assert queries.home_of(a_section(english, "News"), site(), homes).pk == english.pk
    assert queries.home_of(a_section(home), site(), homes).pk == home.pk
    assert queries.home_of(Page.objects.get(depth=1), site(), homes).pk == home.pk


@pytest.mark.parametrize(("language", "is_english"), [("vi", False), ("en", True), ("fr", False), ("", False)])
def test_the_home_in_a_language_else_the_sites(home, english, language, is_english):
    assert queries.home_in_language(site(), language).pk == (english.pk if is_english else home.pk)


def test_a_withdrawal_stands_at_one_address_of_one_site(home):
    other = Site.objects.create(hostname="khac.example", root_page=a_section(home))
    noted = Withdrawal.objects.create(site=site_called("localhost"), path="/bai/", note="Gỡ.")
    assert queries.withdrawal_at(noted.site, "/bai/") == noted
    for where, path in ((other, "/bai/"), (noted.site, "/bai"), (noted.site, ""), (noted.site, "/bai/con/")):
        assert queries.withdrawal_at(where, path) is None


def site_called(hostname):
    return Site.objects.get(hostname=hostname)


def as_text(tree):
    return [(node["page"].title, as_text(node["children"])) for node in tree]


def test_the_site_map_nests_as_deep_as_the_tree(home):
    one = a_section(home, "Một")
    two = a_section(one, "Hai")
    a_section(two, "Ba")
    a_standard_page(a_standard_page(home, "Giới thiệu"), "Lịch sử")
    assert as_text(queries.site_tree(home)) == [
        ("Một", [("Hai", [("Ba", [])])]),
        ("Giới thiệu", [("Lịch sử", [])]),
    ]


def test_what_stands_below_something_hidden_is_named_at_the_top(home):
    draft = a_section(home, "Nháp")
    a_section(draft, "Dưới nháp")
    draft.unpublish()
    assert as_text(queries.site_tree(home)) == [("Dưới nháp", [])]


def test_sub_sections_are_those_right_below_that_readers_may_see(home):
    section = a_section(home, "Trên")
    a_section(a_section(section, "Một"), "Không phải con")
    a_section(section, "Nháp", live=False)
    made_private(a_section(section, "Kín"))
    a_section(section, "Hai")
    a_standard_page(section, "Trang")
    assert [page.title for page in section.sub_sections()] == ["Một", "Hai"]
    assert a_section(home, "Trống").sub_sections() == []


def test_readers_of_a_private_section_see_its_sub_sections(home):
    """Whoever has the password of the section above has that of those below."""
    section = a_section(home, "Trên")
    a_section(section, "Một")
    made_private(section)
    assert [page.title for page in Section.objects.get(pk=section.pk).sub_sections()] == ["Một"]


def test_a_section_lists_its_own_and_those_of_live_ones_below_at_any_depth(home):
    top = a_section(home, "Trên")
    below = a_section(top, "Một")
    deep = a_section(below, "Sâu")
    draft = a_section(top, "Nháp", live=False)
    a_section(home, "Bên cạnh")
    assert top.ids_with_below == [top.pk, below.pk, deep.pk]
    assert draft.ids_with_below == [draft.pk]
    assert deep.ids_with_below == [deep.pk]

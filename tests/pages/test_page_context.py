"""What stands around a page: menu, breadcrumb, languages, footer, side blocks, and its number for the counting."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from hoaban.pages import page_urls
from hoaban.pages.models import HomePage, SideBlocks, SiteIdentity, StatisticsPage
from hoaban.pages.page_context import Standing, menu_of, page_identity
from tests.builders import a_portal, a_section, a_standard_page, an_article, in_english, made_private

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_portal()


def context_of(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.context


def as_text(menu):
    """The menu with an asterisk behind what is active."""
    return [
        (entry["title"] + "*" * entry["active"], *([as_text(entry["children"])] if entry["children"] else []))
        for entry in menu
    ]


def test_a_portal_without_sections_has_no_menu(client, home):
    context = context_of(client, home)
    assert context["menu"] == context["breadcrumb"] == context["languages"] == context["footer_links"] == []


def test_the_menu_has_two_levels_and_marks_the_way_to_the_page(client, home):
    top = a_section(home, "Một")
    below = a_section(top, "Hai")
    deep = a_section(below, "Ba")
    a_section(home, "Khác")
    article = an_article(deep)
    plain = [("Một", [("Hai",)]), ("Khác",)]
    assert as_text(context_of(client, home)["menu"]) == plain
    for page in (below, deep, article):
        assert as_text(context_of(client, page)["menu"]) == [("Một*", [("Hai*",)]), ("Khác",)]
    assert as_text(context_of(client, top)["menu"]) == [("Một*", [("Hai",)]), ("Khác",)]


@pytest.mark.parametrize("hide", ["unpublished", "private", "not in menus"])
def test_what_is_hidden_is_in_no_menu_nor_is_what_stands_below_it(client, home, hide):
    section = a_section(home, "Kín", show_in_menus=hide != "not in menus")
    a_section(section, "Dưới kín")
    if hide == "unpublished":
        section.unpublish()
    if hide == "private":
        made_private(section)
    assert context_of(client, home)["menu"] == []


def standing(path, title, in_menu=True):
    return Standing(path, len(path) // Page.steplen, title, f"/{title}/", in_menu, None)


def test_a_menu_is_made_of_what_may_stand_there_whatever_the_depth():
    pages = [
        standing("000100020001", "a"),
        standing("0001000200010001", "aa"),
        standing("00010002000100010001", "aaa"),
        standing("000100020002", "b", in_menu=False),
        standing("0001000200020001", "ba"),
        standing("000100020003", "c"),
    ]
    menu = menu_of(pages, HomePage(path="00010002", depth=2), ("000100020001",))
    assert as_text(menu) == [("a*", [("aa",)]), ("c",)]
    assert menu_of([], HomePage(path="00010002", depth=2), ()) == []


def test_the_breadcrumb_leads_from_home_to_the_page(client, home):
    section = a_section(home, "Một", show_in_menus=False)
    article = an_article(a_section(section, "Hai"), "Bài", slug="bai")
    crumbs = [(crumb["title"], crumb["url"]) for crumb in context_of(client, article)["breadcrumb"]]
    assert crumbs == [("Trang chủ", "/"), ("Một", "/mot/"), ("Hai", "/mot/hai/"), ("Bài", "/mot/hai/bai/")]
    assert context_of(client, section)["breadcrumb"][-1]["url"] == "/mot/"


def test_the_breadcrumb_passes_over_what_is_not_published(client, home):
    section = a_section(home, "Một")
    article = an_article(section, "Bài")
    section.unpublish()
    assert [crumb["title"] for crumb in context_of(client, article)["breadcrumb"]] == ["Trang chủ", "Bài"]


def test_one_language_offers_none(client, home):
    assert context_of(client, a_section(home))["languages"] == []


def test_each_language_is_offered_with_the_translation_else_with_its_home(client, home):
    in_english(home, title="Home", slug="english")
    section = a_section(home, "Một")
    alone = a_section(home, "Không dịch")
    in_english(section, title="One", slug="one")
    shown = {link["code"]: link for link in context_of(client, section)["languages"]}
    assert list(shown) == ["vi", "en"]
    assert (shown["vi"]["current"], shown["vi"]["url"]) == (True, "/mot/")
    assert (shown["en"]["current"], shown["en"]["url"], shown["en"]["translated"]) == (False, "/en/one/", True)
    assert shown["en"]["full_url"] == "http://localhost/en/one/"
    shown = {link["code"]: link for link in context_of(client, alone)["languages"]}
    assert (shown["en"]["url"], shown["en"]["translated"], shown["en"]["full_url"]) == ("/en/", False, "")


def test_a_language_whose_home_is_a_draft_is_not_offered(client, home):
    in_english(home, title="Home", slug="english").unpublish()
    assert context_of(client, home)["languages"] == []


def test_the_footer_links_to_pages_with_a_role(client, home):
    a_standard_page(home, "Liên hệ", role="contact")
    a_standard_page(home, "Không vai trò")
    home.add_child(instance=StatisticsPage(title="Thống kê"))
    context = context_of(client, home)
    assert [(link["title"], link["role"]) for link in context["footer_links"]] == [
        ("Liên hệ", "contact"),
        ("Thống kê", "statistics"),
    ]
    assert context["statistics_url"] == "/thong-ke/"


def test_feeds_are_those_of_the_language(client, home):
    english = in_english(home, title="Home", slug="english")
    assert [feed["url"] for feed in context_of(client, home)["feeds"]] == ["/atom.xml", "/rss.xml"]
    assert [feed["url"] for feed in context_of(client, english)["feeds"]] == ["/en/atom.xml", "/en/rss.xml"]


def side(context):
    return [block.value["title"] for block in context["side_blocks"]]


def words(title):
    return [("text", {"title": title, "text": "<p>Chữ</p>"})]


def test_the_nearest_section_arranges_what_stands_beside_a_page(client, home):
    top = a_section(home, "Một", side_blocks=words("Của mục"))
    below = a_section(top, "Hai")
    other = a_section(home, "Khác")
    article = an_article(below)
    assert side(context_of(client, other)) == []
    SideBlocks.objects.create(site=Site.objects.get(), blocks=words("Của cổng"))
    for page, told in ((home, "Của cổng"), (other, "Của cổng"), (top, "Của mục"), (article, "Của mục")):
        assert side(context_of(client, page)) == [told]
    below.side_blocks = words("Gần hơn")
    below.save()
    assert side(context_of(client, article)) == ["Gần hơn"]


def test_only_what_is_published_is_counted(rf, home):
    site, request = Site.objects.get(), rf.get("/")
    assert page_identity(home, site, request) == f"{site.pk}.{home.pk}"
    request.is_preview = True
    assert page_identity(home, site, request) == ""
    assert page_identity(HomePage(pk=5, live=False), site, rf.get("/")) == ""


def test_visits_stand_at_the_foot_where_the_site_wants_them(client, home):
    SiteIdentity.objects.update(shows_visits=False)
    assert context_of(client, home)["foot_visits"] == []
    SiteIdentity.objects.update(shows_visits=True)
    assert context_of(client, home)["foot_visits"]


def test_a_site_without_an_identity_is_shown_too(client, home):
    SiteIdentity.objects.all().delete()
    assert context_of(client, home)["identity"].pk is None
    assert not SiteIdentity.objects.exists()


# Addresses of pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "begins"), [("vi", "/"), ("en", "/en/")])
def test_addresses_of_a_language_begin_alike(language, begins):
    assert page_urls.beginning(language) == begins


@pytest.mark.parametrize("kind", ["home", "section", "article", "english", "translated"])
def test_addresses_are_those_that_wagtail_makes(rf, home, kind):
    english = in_english(home, title="Home", slug="english")
    section = a_section(home)
    pages = {
        "home": home,
        "section": section,
        "article": an_article(section),
        "english": english,
        "translated": in_english(section, title="News"),
    }
    page = Page.objects.get(pk=pages[kind].pk)
    site = Site.objects.get()
    assert page_urls.url_parts(page, None) == (site.pk, "http://localhost", Page.get_url_parts(page)[2])
    assert page_urls.url_of(page, rf.get("/")) == Page.get_url_parts(page)[2]
    assert page_urls.full_url_of(page, None) == f"http://localhost{Page.get_url_parts(page)[2]}"


def test_a_page_of_another_site_is_linked_by_its_whole_address(rf, home):
    other = Page.objects.get(depth=1).add_child(instance=HomePage(title="Huyện", slug="huyen"))
    Site.objects.create(hostname="huyen.example", root_page=other)
    section = a_section(other, "Tin huyện")
    assert page_urls.url_of(section, rf.get("/", headers={"host": "localhost"})) == "http://huyen.example/tin-huyen/"
    assert page_urls.url_of(section, rf.get("/", headers={"host": "huyen.example"})) == "/tin-huyen/"


def test_what_lies_in_no_site_has_no_address(rf, home):
    stray = Page.objects.get(depth=1).add_child(instance=HomePage(title="Lạc", slug="lac"))
    assert page_urls.url_parts(stray, None) is None
    assert page_urls.url_of(stray, rf.get("/")) == page_urls.full_url_of(stray, None) == ""


def test_what_lies_in_two_sites_is_left_to_wagtail(home):
    section = a_section(home)
    Site.objects.create(hostname="muc.example", root_page=section)
    assert page_urls.url_parts(section, None) is None
    assert page_urls.url_parts(home, None) is not None
    assert section.get_url_parts() is not None

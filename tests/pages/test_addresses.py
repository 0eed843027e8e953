"""Which addresses a site publishes, and which a change may have made or may have to take away."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from hoaban.pages import addresses, archive
from hoaban.pages.models import HomePage, Withdrawal
from hoaban.publication.addresses import Rank
from tests.builders import (
    a_portal,
    a_section,
    a_standard_page,
    an_article,
    an_event,
    at,
    in_english,
    made_private,
)
from tests.support.entries import added, changed, removed

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home)


def site():
    return Site.objects.get(hostname="localhost")


def everything(of=None):
    return {published.path for published in addresses.PageAddresses().everything(of or site())}


def made_by(entry, of=None):
    return {one.path: one.rank for one in addresses.PageAddresses().made_by(entry, of or site())}


def test_an_empty_portal_has_its_files_its_home_and_its_feeds(home):
    assert everything() >= {
        "/",
        "/atom.xml",
        "/rss.xml",
        "/so-do/",
        "/robots.txt",
        "/404.html",
        "/503.html",
        "/icon-32.png",
    }
    assert not {path for path in everything() if "luu-tru" in path or "/the/" in path}


def test_every_type_of_page_has_its_addresses(home, section):
    an_article(section, "Bài")
    an_event(a_section(home, "Sự kiện", holds="events"), "Hội")
    a_standard_page(home, "Giới thiệu")
    assert everything() >= {
        "/tin-tuc/",
        "/tin-tuc/bai/",
        "/tin-tuc/atom.xml",
        "/tin-tuc/luu-tru/",
        "/tin-tuc/luu-tru/2024/1/",
        "/su-kien/hoi/",
        "/su-kien/hoi/lich.ics",
        "/gioi-thieu/",
    }
    assert not {"/gioi-thieu/atom.xml", "/tin-tuc/bai/lich.ics"} & everything()


def test_every_address_is_answered(home, section, client):
    article = an_article(section, "Bài")
    article.tags.add("chợ phiên")
    article.save()
    an_event(a_section(home, "Sự kiện", holds="events"), "Hội")
    files = {"/look.css", "/404.html", "/503.html"} | {path for path in everything() if "icon" in path}
    for path in sorted(everything() - files):
        assert client.get(path).status_code == 200, path


def test_what_is_not_published_has_no_address(home, section):
    an_article(section, "Nháp", live=False)
    assert not {path for path in everything() if "nhap" in path or "luu-tru/2024" in path}


@pytest.mark.parametrize(("count", "pages"), [(2, 1), (3, 2), (5, 3)])
def test_every_page_of_a_month_has_its_address(section, monkeypatch, count, pages):
    monkeypatch.setattr(archive, "PER_PAGE", 2)
    for day in range(1, count + 1):
        an_article(section, posted_at=at(f"2024-01-{day:02} 08:00"))
    found = {path for path in everything() if path.startswith("/tin-tuc/luu-tru/2024/1/")}
    assert found == {"/tin-tuc/luu-tru/2024/1/", *(f"/tin-tuc/luu-tru/2024/1/{n}/" for n in range(2, pages + 1))}


def test_both_languages_and_their_tags_have_addresses(home, section):
    in_english(home, title="Home", slug="english")
    article = an_article(section)
    article.tags.add("chợ phiên")
    article.save()
    assert everything() >= {"/en/", "/en/atom.xml", "/en/so-do/", "/the/cho-phien/", "/en/the/cho-phien/"}


def test_another_site_has_its_own(home, section):
    other = Page.objects.get(depth=1).add_child(instance=HomePage(title="Huyện", slug="huyen"))
    second = Site.objects.create(hostname="huyen.example", root_page=other)
    a_section(other, "Tin huyện")
    assert "/tin-huyen/" in everything(second)
    assert "/tin-tuc/" not in everything(second)
    assert "/tin-huyen/" not in everything()


def test_live_pages_are_all_met_however_many_are_asked_for_at_once(home, section, monkeypatch):
    for _number in range(4):
        an_article(section)
    paths = addresses.homes_of(site())
    whole = [page.pk for page in addresses.live_pages(paths)]
    for at_once in (1, 2, 3, 6):
        monkeypatch.setattr(addresses, "PAGES_AT_ONCE", at_once)
        assert [page.pk for page in addresses.live_pages(paths)] == whole
    assert len(whole) == 6


OLD = [("/cu", ["/cu", "/cu/"]), ("/cu?id=5", ["/cu?id=5"]), ("/cu/", ["/cu/"]), ("/a.aspx", ["/a.aspx", "/a.aspx/"])]


@pytest.mark.parametrize(("path", "forms"), OLD)
def test_an_old_address_is_answered_with_and_without_its_last_slash(home, path, forms):
    assert addresses.both_forms(path) == forms
    Redirect.objects.create(old_path=path, redirect_link="/moi/")
    assert set(forms) <= everything()


def test_redirects_and_withdrawals_of_another_site_are_not_this_ones(home, section):
    second = Site.objects.create(hostname="huyen.example", root_page=section)
    Redirect.objects.create(old_path="/cua-huyen", redirect_link="/moi/", site=second)
    Redirect.objects.create(old_path="/cua-moi-noi", redirect_link="/moi/")
    Withdrawal.objects.create(site=second, path="/da-go/", note="Gỡ.")
    assert "/cua-moi-noi" in everything()
    assert not {"/cua-huyen", "/da-go/"} & everything()
    assert {"/cua-huyen", "/cua-moi-noi", "/da-go/"} <= set(addresses.old_addresses(second))


def state(article, **other):
    posted = article.posted_at.isoformat()
    return {"page_ptr_id": article.pk, "listed_in_id": article.listed_in_id, "posted_at": posted, **other}


def test_an_item_that_comes_makes_the_months_of_its_section_and_those_above(home, section):
    below = a_section(section, "Dưới")
    article = an_article(below)
    assert set(made_by(added("news_article", article.pk, **state(article)))) == {
        "/tin-tuc/luu-tru/",
        "/tin-tuc/luu-tru/2024/1/",
        "/tin-tuc/duoi/luu-tru/",
        "/tin-tuc/duoi/luu-tru/2024/1/",
    }


def test_an_item_that_changes_only_its_words_makes_no_address(section):
    article = an_article(section)
    assert made_by(changed("news_article", article.pk, "lead", old=state(article))) == {}


@pytest.mark.parametrize("other", [{"listed_in_id": None}, {"posted_at": None}, {"listed_in_id": 10**9}])
def test_an_item_without_a_place_makes_no_address(section, other):
    article = an_article(section)
    assert made_by(added("news_article", article.pk, **state(article, **other))) == {}


def test_an_item_of_another_site_makes_no_address_here(home, section):
    other = Page.objects.get(depth=1).add_child(instance=HomePage(title="Huyện", slug="huyen"))
    second = Site.objects.create(hostname="huyen.example", root_page=other)
    article = an_article(section)
    entry = added("news_article", article.pk, **state(article))
    assert made_by(entry, second) == {}
    assert made_by(entry)


def page_entry(page, *columns, operation=changed):
    if operation is changed:
        return changed("wagtailcore_page", page.pk, *columns, old={"path": page.path})
    return operation("wagtailcore_page", page.pk, path=page.path)


def test_what_was_just_published_goes_first(section):
    article = an_article(section, "Bài")
    assert made_by(page_entry(article, "last_published_at")) == {"/tin-tuc/bai/": Rank.MAY_GO}


def test_a_page_that_comes_makes_its_address_and_its_sitemap(section):
    article = an_article(section, "Bài")
    article.tags.add("chợ phiên")
    article.save()
    found = made_by(page_entry(article, operation=added))
    assert set(found) == {"/tin-tuc/bai/", "/the/cho-phien/", "/sitemap.xml", f"/sitemap-{article.pk // 1000}.xml"}


def test_a_page_that_goes_leaves_its_sitemap(section):
    article = an_article(section)
    entry = page_entry(article, operation=removed)
    article.delete()
    assert set(made_by(entry)) == {"/sitemap.xml", f"/sitemap-{entry.key[:-3] or 0}.xml"}


@pytest.mark.parametrize("column", ["title", "show_in_menus", "latest_revision_id", "draft_title"])
def test_a_page_that_changes_otherwise_makes_no_address(section, column):
    assert made_by(page_entry(section, column)) == {}


@pytest.mark.parametrize("column", sorted(addresses.MOVING))
def test_a_page_that_may_have_moved_makes_all_of_its_addresses(section, column):
    assert {"/tin-tuc/", "/tin-tuc/atom.xml", "/tin-tuc/luu-tru/", "/sitemap.xml"} <= set(
        made_by(page_entry(section, column))
    )


def test_a_page_that_went_off_the_air_makes_no_address_of_its_own(section):
    section.unpublish()
    assert set(made_by(page_entry(section, "live"))) == {"/sitemap.xml", f"/sitemap-{section.pk // 1000}.xml"}


def test_what_was_made_private_goes_first_with_everything_below(section):
    article = an_article(section, "Bài")
    article.tags.add("chợ phiên")
    article.save()
    restriction = made_private(section)
    found = made_by(added("wagtailcore_pageviewrestriction", restriction.pk, page_id=section.pk))
    assert {"/tin-tuc/", "/tin-tuc/bai/", "/tin-tuc/luu-tru/", "/the/cho-phien/"} <= set(found)
    assert set(found.values()) == {Rank.MAY_GO}


def test_a_restriction_of_the_root_is_one_of_every_site_and_one_of_nothing_of_none(home, section):
    root = Page.objects.get(depth=1)
    assert "/tin-tuc/" in made_by(added("wagtailcore_pageviewrestriction", 1, page_id=root.pk))
    assert made_by(removed("wagtailcore_pageviewrestriction", 1, page_id=10**9)) == {}


@pytest.mark.parametrize(
    ("top", "homes", "common"),
    [
        ("00010002", ("00010002",), ("00010002",)),
        ("000100020001", ("00010002", "00010003"), ("000100020001",)),
        ("0001", ("00010002", "00010003"), ("00010002", "00010003")),
        ("00010004", ("00010002",), ()),
        ("0001", (), ()),
    ],
)
def test_a_branch_and_a_portal_meet_in_the_lower_of_both(top, homes, common):
    assert addresses.common_places(top, homes) == common


def test_a_tag_link_makes_the_list_of_its_tag_in_every_language(home, section):
    in_english(home, title="Home", slug="english")
    article = an_article(section)
    article.tags.add("chợ phiên")
    article.save()
    entry = added("news_articletag", 1, tag_id=article.tags.get().pk, content_object_id=article.pk)
    assert set(made_by(entry)) == {"/the/cho-phien/", "/en/the/cho-phien/"}


@pytest.mark.parametrize(("whose", "there"), [("this", True), ("all", True), ("other", False)])
def test_a_redirect_makes_its_old_addresses_on_its_site(home, section, whose, there):
    other = Site.objects.create(hostname="huyen.example", root_page=section)
    site_id = {"this": site().pk, "all": None, "other": other.pk}[whose]
    entry = removed("wagtailredirects_redirect", 1, old_path="/cu", site_id=site_id)
    assert set(made_by(entry)) == ({"/cu", "/cu/"} if there else set())


def test_a_withdrawal_goes_first_on_its_site(home):
    assert made_by(added("pages_withdrawal", 1, site_id=site().pk, path="/bai/")) == {"/bai/": Rank.MAY_GO}
    assert made_by(added("pages_withdrawal", 1, site_id=10**9, path="/bai/")) == {}


@pytest.mark.parametrize("table", ["pages_siteidentity", "auth_user", ""])
def test_other_tables_make_no_address(home, table):
    assert made_by(added(table, 1, path="/bai/")) == {}

"""Public addresses outside the tree: tags page by page, site map, icons, codes for paper, what is not there."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.models import Site

from hoaban.media.rendition_making import make_sizes
from hoaban.pages import views
from hoaban.pages.models import SiteIdentity, Withdrawal
from hoaban.pages.photo_uses import ICON_SIZES
from tests.builders import a_photo, a_portal, a_section, a_standard_page, an_article, in_english, made_private

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home)


def main_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def tagged(section, count, **fields):
    made = [an_article(section, f"Bài {number}", **fields) for number in range(count)]
    for article in made:
        article.tags.add("chợ phiên")
        article.save()
    return made


@pytest.mark.parametrize(("count", "leads_on"), [(1, False), (2, False), (3, True)])
def test_a_tag_leads_on_where_more_bear_it(client, section, monkeypatch, count, leads_on):
    monkeypatch.setattr(views, "TAGGED_PER_PAGE", 2)
    made = tagged(section, count)
    page = main_of(client, "/the/cho-phien/")
    assert page.count("<article") == min(count, 2)
    assert ('rel="next"' in page) is leads_on
    if leads_on:
        rest = main_of(client, f"/the/cho-phien/truoc-{made[1].pk}/")
        assert "Bài 0" in rest
        assert 'rel="next"' not in rest


def test_walking_a_tag_meets_everything_once(client, section, monkeypatch):
    monkeypatch.setattr(views, "TAGGED_PER_PAGE", 2)
    tagged(section, 5)
    seen, address = [], "/the/cho-phien/"
    while address:
        answer = client.get(address)
        seen.extend(item.title for item in answer.context["items"])
        older = answer.context["older_than"]
        address = older and reverse("tagged_older", args=["cho-phien", older])
    assert seen == [f"Bài {number}" for number in range(4, -1, -1)]


@pytest.mark.parametrize(
    "tail", ["", "truoc-0/", "truoc-1/", f"truoc-{2**63}/", "truoc-" + "9" * 400 + "/", "truoc-x/"]
)
def test_a_tag_that_nobody_bears_there_is_not_there(client, section, tail):
    tagged(section, 1, live=False)
    assert client.get(f"/the/cho-phien/{tail}").status_code == 404


@pytest.mark.parametrize("slug", ["khong-co", "chợ-phiên", "-", "x" * 400])
def test_a_tag_that_is_none_is_not_there(client, home, slug):
    assert client.get(f"/the/{slug}/").status_code == 404


def test_a_tag_shows_what_bears_it_in_its_own_language(client, home, section):
    in_english(home, title="Home", slug="english")
    tagged(section, 1)
    assert client.get("/the/cho-phien/").status_code == 200
    assert client.get("/en/the/cho-phien/").status_code == 404
    tagged(in_english(section, title="News"), 1)
    assert client.get("/en/the/cho-phien/").status_code == 200


BELOW_A_HOME = ("", "so-do/", "atom.xml", "rss.xml", "tim-kiem/", "the/cho-phien/", "tin-tuc/")


def test_a_portal_without_english_answers_nothing_below_its_address(client, home, section):
    """Wagtail and every view that asks for the home of a language would show the Vietnamese one in its place."""
    tagged(section, 1)
    for tail in BELOW_A_HOME:
        assert (tail, client.get(f"/{tail}").status_code) == (tail, 200)
        assert (tail, client.get(f"/en/{tail}").status_code) == (tail, 404)
    english = in_english(home, title="Home", slug="english")
    assert [client.get(f"/en/{tail}").status_code for tail in BELOW_A_HOME[:5]] == [200] * 5
    english.unpublish()
    assert client.get("/en/").status_code == 404


def test_the_site_map_of_an_empty_portal_says_so(client, home):
    page = main_of(client, "/so-do/")
    assert 'class="empty"' in page
    assert "<ul" not in page


def test_the_site_map_nests_and_hides(client, home, section):
    a_standard_page(section, "Dưới tin")
    made_private(a_section(home, "Kín"))
    page = main_of(client, "/so-do/")
    assert page.index("Tin tức") < page.index("Dưới tin")
    assert page.count("<ul") == 2
    assert "Kín" not in page


def test_robots_are_led_to_the_sitemap_and_kept_from_the_desk(client, home):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert "Disallow: /quan-tri/" in lines
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_the_look_has_the_colour_of_the_site(client, home):
    SiteIdentity.objects.update(accent="#123456")
    answer = client.get("/look.css")
    assert answer["Content-Type"].startswith("text/css")
    assert "#123456" in answer.content.decode()
    SiteIdentity.objects.all().delete()
    assert client.get("/look.css").status_code == 200
    assert not SiteIdentity.objects.exists()


@pytest.mark.parametrize("size", ICON_SIZES)
def test_an_icon_is_the_emblem_else_the_themes_own(client, home, size):
    assert client.get(f"/icon-{size}.png")["Location"].endswith(f"theme/icon-{size}.png")
    emblem = a_photo()
    identity = SiteIdentity.objects.get()
    identity.emblem = emblem
    identity.save()
    make_sizes(emblem.pk, slow=False)
    assert "/media/" in client.get(f"/icon-{size}.png")["Location"]


@pytest.mark.parametrize("size", ["0", "31", "33", "9999", "9" * 400])
def test_other_sizes_of_icons_are_not_there(client, home, size):
    assert client.get(f"/icon-{size}.png").status_code == 404


def test_the_manifest_names_the_portal_in_the_language_of_its_home(client, home):
    told = json.loads(client.get("/manifest.webmanifest").content)
    assert told["name"] == "Cổng thông tin điện tử tỉnh Hoa Ban"
    assert len(told["short_name"]) <= 30
    assert (told["lang"], told["start_url"]) == ("vi", "/")
    SiteIdentity.objects.all().delete()
    assert json.loads(client.get("/manifest.webmanifest").content)["name"] == "Trang chủ"


def test_a_code_leads_to_a_page_that_readers_may_see(client, section):
    article = an_article(section)
    answer = client.get(f"/qr/{article.pk}.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<?xml")
    made_private(section)
    assert client.get(f"/qr/{article.pk}.svg").status_code == 404


@pytest.mark.parametrize("number", [0, 1, 10**9, 2**63 - 1, 2**63, 10**40, "9" * 400])
def test_a_code_for_no_page_is_not_there(client, home, number):
    assert client.get(f"/qr/{number}.svg").status_code == 404


def test_a_code_for_a_draft_is_not_there(client, section):
    assert client.get(f"/qr/{an_article(section, live=False).pk}.svg").status_code == 404


ALWAYS = ["/so-do/", "/robots.txt", "/look.css", "/icon-32.png", "/favicon.ico", "/manifest.webmanifest", "/atom.xml"]


@pytest.mark.parametrize("address", ALWAYS)
def test_they_are_read_and_nothing_else(client, home, address):
    assert client.get(address).status_code in {200, 302}
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ALWAYS)
def test_a_host_without_a_site_has_none_of_them(client, home, address):
    Site.objects.update(is_default_site=False, hostname="cong.example")
    assert client.get(address).status_code == 404


def test_what_is_not_there_is_told_with_ways_on(client, home):
    page = main_of(client, "/khong-co/", 404)
    assert 'action="/tim-kiem/"' in page
    assert 'href="/so-do/"' in page


def test_what_was_withdrawn_says_why_and_only_at_its_address(client, home):
    Withdrawal.objects.create(site=Site.objects.get(), path="/cu/", note="Dòng một.\n<b>Dòng hai.")
    page = main_of(client, "/cu/", 410)
    assert "Dòng một.<br>&lt;b&gt;Dòng hai." in page
    assert client.get("/cu/con/").status_code == 404
    assert client.get("/cu").status_code in {301, 404}


def test_a_page_at_the_address_of_one_that_was_withdrawn_is_read(client, home):
    Withdrawal.objects.create(site=Site.objects.get(), path="/tin-tuc/", note="Gỡ.")
    a_section(home)
    assert client.get("/tin-tuc/").status_code == 200


def test_what_is_not_there_in_english_is_told_in_english(client, home):
    in_english(home, title="Home", slug="english")
    assert "Page not found" in main_of(client, "/en/nowhere/", 404)


def test_the_page_for_bad_days_speaks_both_languages(rf, home):
    request = rf.get("/503.html")
    request.site = Site.objects.get()
    answer = views.unavailable(request)
    assert answer.status_code == 503
    assert '<section lang="en">' in answer.content.decode()


def test_pages_outside_the_tree_have_menu_and_breadcrumb(client, home, section):
    answer = client.get("/so-do/")
    assert [crumb["url"] for crumb in answer.context["breadcrumb"]] == ["/", "/so-do/"]
    assert [entry["title"] for entry in answer.context["menu"]] == ["Tin tức"]
    assert not any(entry["active"] for entry in answer.context["menu"])

"""Pages as readers and machines get them."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from hoaban.pages.models import SiteIdentity, StandardPage
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """A portal without content."""
    return a_portal()


def text_of(client, address: str) -> str:
    """The page at an address that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_structured_data_cannot_end_its_element(home, client):
    an_article(a_section(home), "Bài </script><script>alert(1)</script>", slug="bai")
    page = text_of(client, "/tin-tuc/bai/")
    assert "<script>alert(1)" not in page
    written = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL).group(1)
    article, crumbs = json.loads(written)["@graph"]
    assert article["@type"] == "NewsArticle"
    assert article["headline"].startswith("Bài </script>")
    assert article["publisher"]["@type"] == "GovernmentOrganization"
    assert [crumb["name"] for crumb in crumbs["itemListElement"]][:2] == ["Trang chủ", "Tin tức"]


def test_every_page_names_the_mandatory_elements_of_dublin_core(home, client):
    an_article(a_section(home), "Bài")
    for address in ("/tin-tuc/bai/", "/tin-tuc/", "/"):
        page = text_of(client, address)
        for element in ("title", "creator", "description", "publisher", "identifier"):
            assert re.search(rf'<meta name="DC\.{element}" content="[^"]+"', page), (address, element)


def test_the_footer_states_what_the_law_asks(home, client):
    page = text_of(client, "/")
    identity = SiteIdentity.objects.get()
    foot = page[page.index("<footer") :]
    for fact in ("name", "superior_body", "responsible_person", "address", "telephone", "email"):
        assert getattr(identity, fact) in foot
    for landmark in ("<header", "<main", "<footer"):
        assert page.count(landmark) == 1


def test_a_colour_that_cannot_be_read_is_refused_with_a_better_one(home):
    identity = SiteIdentity.objects.get()
    identity.accent = "#ffe680"
    with pytest.raises(ValidationError, match="#ffe680"):
        identity.clean()


def test_feeds_and_sitemaps_are_whole_and_tell_only_of_what_is_public(home, client):
    section = a_section(home)
    shown, draft = an_article(section, "Hiện"), an_article(section, "Nháp", live=False)
    private = an_article(section, "Kín")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for address in ("/atom.xml", "/rss.xml", "/tin-tuc/atom.xml", "/tin-tuc/rss.xml", "/sitemap-0.xml"):
        answer = client.get(address)
        ET.fromstring(answer.content)
        assert shown.url in answer.content.decode()
        for hidden in (draft, private):
            assert hidden.slug not in answer.content.decode(), address
    assert "sitemap-0.xml" in client.get("/sitemap.xml").content.decode()
    assert client.get("/sitemap-99.xml").status_code == 404


def test_hidden_pages_show_in_no_list(home, client):
    section = a_section(home)
    for title, fields in {"Nháp": {"live": False}, "Kín": {}}.items():
        page = an_article(section, f"{title} bí mật", **fields)
        page.tags.add("chung")
        page.save()
    PageViewRestriction.objects.create(page=Page.objects.get(title="Kín bí mật"), restriction_type="login")
    shown = an_article(section, "Bài hiện")
    shown.tags.add("chung")
    shown.save()
    for address in (
        "/",
        "/tin-tuc/",
        "/tin-tuc/luu-tru/2024/1/",
        shown.url,
        "/the/chung/",
        "/tim-kiem/?q=mật",
        "/so-do/",
    ):
        assert "bí mật" not in text_of(client, address), address


def test_equal_titles_get_different_addresses(home):
    section = a_section(home)
    assert [an_article(section, "Trùng tên").slug for _ in range(3)] == ["trung-ten", "trung-ten-2", "trung-ten-3"]


def test_a_standard_page_with_a_role_is_linked_from_the_footer(home, client):
    home.add_child(instance=StandardPage(title="Riêng tư", role="privacy"))
    assert 'href="/rieng-tu/"' in text_of(client, "/")[-4000:]


def test_small_addresses_answer(home, client):
    article = an_article(a_section(home), "Bài")
    for name, args in {"robots": [], "look": [], "manifest": [], "qr": [article.pk]}.items():
        assert client.get(reverse(name, args=args)).status_code == 200
    assert client.get("/icon-33.png").status_code == 404
    assert client.get("/icon-192.png").status_code == 302
    assert client.get(f"/qr/{10**22}.svg").status_code == 404

"""What the desk takes as a site: a host that browsers send, and a home as its root."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from hoaban.pages.models import HomePage
from tests.builders import a_portal, a_section

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def commune(home):
    return Page.objects.get(depth=1).add_child(instance=HomePage(title="Xã", slug="xa"))


def sent(admin_client, root, hostname, **fields):
    """The refusals of the form of a new site, by field; empty where it was saved."""
    said = {"hostname": hostname, "port": 80, "site_name": "Xã", "root_page": root.pk, **fields}
    answer = admin_client.post(reverse("wagtailsites:add"), said)
    return {} if answer.status_code == 302 else answer.context["form"].errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("xa.example.vn", "xa.example.vn"), ("Xa.Example.VN", "xa.example.vn"), ("10.0.0.1", "10.0.0.1"), ("xa", "xa")],
)
def test_a_host_is_kept_in_small_letters(admin_client, commune, typed, kept):
    assert sent(admin_client, commune, typed) == {}
    assert Site.objects.get(root_page=commune).hostname == kept


@pytest.mark.parametrize(
    "typed",
    [
        "https://portal.vn/",
        "portal.vn/",
        "Portal.VN:443",
        "bad_host",
        "a b.vn",
        "*.vn",
        "cổng.vn",
        "portal.vn.",
        "a;b",
        "[::1",
    ],
)
def test_what_no_browser_sends_as_a_host_is_refused(admin_client, commune, typed):
    assert "hostname" in sent(admin_client, commune, typed)
    assert not Site.objects.filter(root_page=commune).exists()


def test_the_right_spelling_is_told(admin_client, commune):
    assert "xn--cng-qmz.vn" in str(sent(admin_client, commune, "cổng.vn")["hostname"])


def test_a_site_begins_with_a_home(admin_client, home, commune):
    section = a_section(home, "Tin tức")
    for root in (section, Page.objects.get(depth=1)):
        assert root.title in str(sent(admin_client, root, "xa.example.vn")["root_page"])
    assert sent(admin_client, commune, "xa.example.vn") == {}

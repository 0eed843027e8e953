"""What pages tell machines and phones of themselves: names, headers, films and events."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from django.template.loader import render_to_string
from django.test import Client
from wagtail.models import Locale

from hoaban.front.directory import Outgoing, PublishedDirectory
from hoaban.front.hosts import Hosts
from hoaban.front.layout import headers_of
from hoaban.media import sizes
from hoaban.media.models import Video
from hoaban.news.models import Event, VideoPage
from hoaban.pages.models import SiteIdentity
from hoaban.pages.views import in_whole_words
from hoaban.theme import storage
from tests.builders import a_photo, a_portal, a_section, at
from tests.support.scene import FILM, a_file

pytestmark = pytest.mark.django_db
NAME = "Cổng thông tin điện tử tỉnh Hoa Ban"


@pytest.fixture
def home():
    home = a_portal()
    SiteIdentity.objects.update(name=NAME)
    return home


def graph_of(client, address):
    html = client.get(address).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))["@graph"][0]


@pytest.mark.parametrize(
    ("text", "short"),
    [(NAME, "Cổng thông tin điện tử tỉnh"), ("a" * 31, "a" * 30), ("a" * 30, "a" * 30), (f"{'a' * 30} b", "a" * 30)],
)
def test_a_short_name_ends_with_a_whole_word(text, short):
    assert in_whole_words(text, 30) == short


def test_the_portal_is_called_by_its_name_in_feeds_and_in_the_head(home, client):
    assert client.get("/manifest.webmanifest").json()["short_name"] == "Cổng thông tin điện tử tỉnh"
    assert f"<title>{NAME}</title>" in client.get("/atom.xml").content.decode().split("<entry")[0]
    assert f"<title>{NAME}</title>" in client.get("/rss.xml").content.decode().split("<item")[0]
    titles = re.findall(r'rel="alternate" type="[^"]+" title="([^"]+)"', client.get("/so-do/").content.decode())
    assert set(titles) == {NAME}


def test_the_page_of_a_fault_has_the_published_name(home, settings, tmp_path):
    settings.VAR = tmp_path
    assert "<b>Cổng thông tin</b>" in render_to_string("500.html")
    directory = PublishedDirectory(tmp_path / storage.PUBLISHED)
    directory.write_hosts(Hosts({"testserver": "xa"}, "xa"))
    directory.write([Outgoing("xa", storage.MANIFEST, json.dumps({"name": NAME}).encode())])
    pages = []
    storage.PublishedCopies(lambda _request: pages.append(render_to_string("500.html")))(Client().get("/").wsgi_request)
    assert f"<b>{NAME}</b>" in pages[0]


def test_names_of_languages_are_in_the_usual_form(home, client):
    english = Locale.objects.create(language_code="en")
    home.copy_for_translation(english).get_latest_revision().publish()
    switch = re.search(r'<nav aria-label="Ngôn ngữ">.*?</nav>', client.get("/").content.decode()).group()
    assert "Tiếng Việt" in switch
    assert unicodedata.is_normalized("NFC", switch)


@pytest.mark.parametrize("address", ["/", "/khong-co/", "/tim-kiem/", "/quan-tri/login/", "/manifest.webmanifest"])
def test_pages_forbid_what_they_never_use(home, client, address):
    policy = client.get(address)["Permissions-Policy"]
    assert all(f"{name}=()" in policy for name in ("camera", "microphone", "geolocation"))


@pytest.mark.parametrize("address", ["/", "/bai/", "/_files/0a/anh.png", "/sitemap.xml"])
def test_published_files_say_the_same_and_lock_no_other_host(address):
    headers = headers_of(address, https=True)
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=63072000"
    assert "Strict-Transport-Security" not in headers_of(address, https=False)


def test_an_event_has_nothing_that_events_do_not_have(home, client):
    section = a_section(home, "Sự kiện", holds="events")
    event = Event(title="Hội hoa ban", starts_at=at("2026-12-20 08:00"), posted_at=at("2026-12-01 08:00"), place="Sân")
    section.add_child(instance=event)
    event.save_revision().publish()
    said = graph_of(client, event.url)
    assert said["@type"] == "Event"
    assert {"startDate", "location", "name", "url"} <= set(said)
    assert not {"datePublished", "dateModified", "publisher"} & set(said)
    assert "publisher" in graph_of(client, "/su-kien/")


def test_a_film_says_where_it_and_its_poster_are(home, client):
    section = a_section(home, "Phim", holds="videos")
    film = Video.objects.create(title="Phim", type="video", duration=1, file=a_file(FILM, "a.mp4"))
    poster = a_photo()
    for size in sizes.sizes_of("share"):
        poster.get_rendition(size.specification)
    page = VideoPage(title="Hội", video=film, poster=poster, posted_at=at("2026-12-01 08:00"))
    section.add_child(instance=page)
    page.save_revision().publish()
    said = graph_of(client, page.url)
    assert said["@type"] == "VideoObject"
    assert re.fullmatch(r"http://localhost/.+\.mp4", said["contentUrl"])
    assert re.fullmatch(r"http://localhost/.+", said["thumbnailUrl"])

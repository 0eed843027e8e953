"""Pages of readers that the desk renders name the copies that are out already, and have style where none is."""

from __future__ import annotations

import re

import pytest

from hoaban.front.directory import PublishedDirectory
from hoaban.front.hosts import Hosts
from hoaban.pages.models import SiteIdentity
from hoaban.publication.recorder import recording
from hoaban.theme import storage
from hoaban.theme.light_files import light_copy
from tests.builders import a_portal

pytestmark = pytest.mark.django_db
NAMES = ("portal.js", "search.css", "icons.svg", "suggest.js", "emblem.svg")


@pytest.fixture
def published(settings, tmp_path):
    """A directory in which everything that a page names is out."""
    settings.VAR = tmp_path
    a_portal()
    SiteIdentity.objects.update(accent="#123456")
    directory = PublishedDirectory(tmp_path / storage.PUBLISHED)
    directory.write_hosts(Hosts({"testserver": "xa"}, "xa"))
    with recording() as reading:
        storage.style_address("#123456")
        for name in NAMES:
            storage.reader_address(light_copy(storage.source_of(f"theme/{name}")), name)
    for address, source in reading.files.items():
        directory.link("xa", address, source)
    return directory


def named_by(client, path):
    html = client.get(path).content.decode()
    return set(re.findall(r'(?:href|src|data-look|data-script)="(/[^"#]+\.(?:css|js|svg))', html))


@pytest.mark.parametrize("path", ["/tim-kiem/", "/tim-kiem/?q=x", "/khong-co/", "/so-do/"])
def test_a_page_that_the_desk_renders_names_the_copies_that_are_out(published, client, path):
    found = named_by(client, path)
    copies = {f"/{each}" for each in (address.rpartition("/")[2] for address in found)}
    assert {"/portal.css", "/portal.js", "/suggest.js"} <= copies
    left = {address for address in found if not address.startswith("/_files/")}
    assert left <= {"/static/theme/figures.css"}, "no page that names it is out"
    style = next(address for address in found if address.endswith("portal.css"))
    assert b"#123456" in published.read("xa", style)


def test_what_is_not_out_is_asked_for_at_the_desk(published, client):
    SiteIdentity.objects.update(accent="#654321")
    for address in published.addresses("xa", below="/_files/"):
        if address.endswith("suggest.js"):
            published.remove("xa", [address])
    found = named_by(client, "/tim-kiem/")
    assert {"/look.css", "/static/theme/suggest.js"} <= found
    assert "#654321" in client.get("/look.css").content.decode()


def test_the_desks_own_pages_keep_their_own_files(published, client):
    assert "/_files/" not in client.get("/quan-tri/login/").content.decode()

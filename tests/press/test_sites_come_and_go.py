"""A new host has its own pages at once, one that was taken away none: neither shows the default site's."""

from __future__ import annotations

from contextlib import closing

import pytest
from wagtail.models import Page, Site

from hoaban.front.directory import PublishedDirectory
from hoaban.front.host_names import HostNames
from hoaban.front.hosts import read_hosts
from hoaban.pages.models import HomePage
from hoaban.press.press import Press
from hoaban.press.state import PressState
from tests.builders import a_portal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
ALLOWED = (".example", "localhost")


@pytest.fixture
def press(tmp_path):
    a_portal()
    with closing(PressState(tmp_path / "press.sqlite3")) as state:
        press = Press(PublishedDirectory(tmp_path / "published"), state)
        press.catch_up()
        yield press


def a_commune(hostname="xa.example"):
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Xã", slug=hostname.partition(".")[0]))
    return Site.objects.create(hostname=hostname, port=80, root_page=home, site_name="Xã")


def folder_shown_at(press, host):
    """From which folder the front answers a host: empty where it asks the desk, None where it refuses."""
    return HostNames(read_hosts(press.directory.root), ALLOWED).folder(host)


def test_a_host_that_no_site_names_shows_the_default_site(press):
    """The negative control: a second name of the portal needs no site of its own."""
    assert folder_shown_at(press, b"www.example") == "localhost"


def test_a_new_host_has_a_folder_of_its_own_before_anything_of_it_is_pressed(press):
    a_commune()
    press.log.follow()
    assert folder_shown_at(press, b"xa.example") == "xa.example"
    assert not (press.directory.root / "xa.example").exists()
    # What has no file yet is no page that is missing: the front asks the desk.
    assert not read_hosts(press.directory.root).complete
    press.catch_up()
    assert read_hosts(press.directory.root).complete
    assert (press.directory.root / "xa.example/index.html").exists()


def test_a_host_that_was_taken_away_shows_nothing_while_other_pages_still_wait(press):
    site = a_commune()
    press.catch_up()
    site.delete()
    press.log.enqueue_everything()
    press.log.follow()
    press.drop_former_folders()
    assert press.state.queue.count()
    assert not (press.directory.root / "xa.example").exists()
    assert folder_shown_at(press, b"xa.example") is None
    press.catch_up()
    assert folder_shown_at(press, b"xa.example") is None
    assert folder_shown_at(press, b"www.example") == "localhost"


def test_a_host_that_comes_back_is_shown_again(press):
    site = a_commune()
    press.catch_up()
    home = site.root_page
    site.delete()
    press.catch_up()
    Site.objects.create(hostname="xa.example", port=80, root_page=home, site_name="Xã")
    press.catch_up()
    assert folder_shown_at(press, b"xa.example") == "xa.example"
    assert read_hosts(press.directory.root).former == []


def test_a_site_under_another_name_leaves_the_old_one_to_the_default(press):
    site = a_commune()
    press.catch_up()
    site.hostname = "muong-suong.example"
    site.save()
    press.catch_up()
    assert press.directory.folders() == ["localhost", "muong-suong.example"]
    assert folder_shown_at(press, b"xa.example") == "localhost"

"""A published directory from a broken disk, pages of unusual size and depth, and a clock that jumps."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from hoaban.front.layout import GENERATION, HOSTS, REDIRECTS
from hoaban.press import actions
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.press import a_press, differences
from tests.support.wire import running_front

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "localhost"


@pytest.fixture
def section():
    return a_section(a_portal())


def truncate(path, size=100):
    path.write_bytes(path.read_bytes()[:size])


DAMAGE = {
    "hosts cut short": lambda root: truncate(root / HOSTS, 20),
    "hosts gone": lambda root: (root / HOSTS).unlink(),
    "generation cut short": lambda root: truncate(root / GENERATION, 3),
    "generation gone": lambda root: (root / GENERATION).unlink(),
    "redirects cut short": lambda root: truncate(root / HOST / REDIRECTS, 1000),
    "redirects of noise": lambda root: (root / HOST / REDIRECTS).write_bytes(b"noise" * 1000),
    "redirects gone": lambda root: (root / HOST / REDIRECTS).unlink(),
}
# What the front makes anew or does without; nothing that is read differs by it.
HARMLESS = {"generation cut short", "generation gone"}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_a_broken_disk_left_is_found_and_mended_while_the_front_goes_on(section, tmp_path, damage):
    article = an_article(section, "Còn đó")
    Redirect.objects.create(old_path="/cu/bai", redirect_page=article)
    with a_press(tmp_path) as press:
        press.catch_up()
        root = press.directory.root
        with running_front(root, tmp_path / "no-desk") as front:
            assert front.ask("/cu/bai", Host=HOST).status == 301
            DAMAGE[damage](root)
            for address in ("/", article.url, "/cu/bai", "/khong-co/"):
                assert front.ask(address, Host=HOST).status in {200, 301, 404, 503}
            found = differences(press)
            assert bool(found) is (damage not in HARMLESS), found
            actions.mend(press, found)
            press.catch_up()
            assert differences(press) == []
            press.directory.move_on()
            assert front.process.poll() is None
            assert front.ask(article.url, Host=HOST).body == press.directory.read(HOST, article.url)
            assert front.ask("/cu/bai", Host=HOST).status == 301


@pytest.mark.parametrize("damage", ["cut short", "of noise", "gone"])
def test_a_state_file_that_is_damaged_is_made_anew(section, tmp_path, damage):
    article = an_article(section, "Còn đó", body=[("photo", photo())])
    other = an_article(section, "Gỡ khi không ai theo dõi", slug="go-luc-hong", show_in_menus=False)
    with a_press(tmp_path) as press:
        press.catch_up()
    file = tmp_path / actions.STATE
    if damage == "gone":
        file.unlink()
    elif damage == "of noise":
        file.write_bytes(b"noise" * 10_000)
    else:
        truncate(file, 10_000)
    other.unpublish()
    with actions.open_press(tmp_path) as press:
        assert press.directory.has(HOST, other.url)
        press.catch_up()
        assert not press.directory.has(HOST, other.url)
        assert differences(press) == []
        article.unpublish()
        press.catch_up()
        assert differences(press) == []


def photo():
    return {"image": a_photo(), "caption": "", "credit": "", "alt": "", "file_name": ""}


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)], ids=["forward", "back"])
def test_a_clock_that_jumps_stops_nothing(section, tmp_path, monkeypatch, jump):
    a_section(section.get_parent(), "Sự kiện", holds="events")
    first = an_article(section, "Trước")
    with a_press(tmp_path) as press:
        press.catch_up()
        seconds, moment = time.time, timezone.now
        monkeypatch.setattr(time, "time", lambda: seconds() + jump.total_seconds())
        monkeypatch.setattr(timezone, "now", lambda: moment() + jump)
        Page.objects.filter(pk=first.pk).update(title="Đổi sau khi đồng hồ nhảy")
        second = an_article(section, "Sau", live=False)
        second.save_revision().publish()
        press.catch_up()
        assert "Đổi sau khi đồng hồ nhảy" in press.directory.read(HOST, first.url).decode()
        assert press.directory.has(HOST, second.url)
        monkeypatch.setattr(time, "time", seconds)
        monkeypatch.setattr(timezone, "now", moment)
        second.refresh_from_db()
        second.unpublish()
        press.catch_up()
        assert not press.directory.has(HOST, second.url)
        assert press.state.queue.count() == 0
        assert differences(press) == []


def test_a_page_of_five_megabytes_is_pressed_and_read_whole(section, tmp_path):
    paragraph = "<p>Một đoạn văn dài của một bài rất dài.</p>"
    article = an_article(section, "Dài", body=[("text", paragraph * (5_000_000 // len(paragraph.encode()) + 1))])
    with a_press(tmp_path) as press:
        press.catch_up()
        body = press.directory.read(HOST, article.url)
        assert len(body) > 5_000_000
        assert press.state.queue.failures() == []
        with running_front(press.directory.root, tmp_path / "no-desk") as front:
            assert front.ask(article.url, Host=HOST).body == body
        assert differences(press) == []


def test_fifty_levels_of_sections_are_pressed(section, tmp_path):
    deepest = section
    while deepest.depth < 52:
        deepest = a_section(deepest, f"Cấp {deepest.depth}")
    article = an_article(deepest, "Ở tận cùng")
    with a_press(tmp_path) as press:
        press.catch_up()
        assert press.state.queue.failures() == []
        assert "Ở tận cùng" in press.directory.read(HOST, article.url).decode()
        assert differences(press) == []

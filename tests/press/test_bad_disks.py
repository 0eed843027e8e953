"""A disk that is really full, and one that is read-only: readers keep what they had, and it goes on by itself."""

from __future__ import annotations

import subprocess
from contextlib import nullcontext, suppress

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from hoaban.press.following import PRESS, PressFollowing
from hoaban.press.verify import Verifier
from hoaban.publication.followers import take_turns
from tests.builders import a_portal, a_section, an_article
from tests.support.press import a_press
from tests.support.steps import Steps
from tests.support.wire import running_front

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "localhost"
LONG = "Một đoạn văn khá dài của bài. " * 3000


def mount(*words):
    return subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture
def small_disk(tmp_path):
    """8 MiB in memory, which are full when they are full."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", place)
    if mounted.returncode:
        pytest.skip(f"Nothing can be mounted on this machine, so that no disk can be full: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place):
    """Leave not a byte of room."""
    with suppress(OSError), (place / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)
    with pytest.raises(OSError, match="No space left"):
        (place / "one-more").write_bytes(b"x" * 4096)
    (place / "one-more").unlink()


def make_much_work():
    """Changes that need room, of pages and of redirects."""
    for page in Page.objects.filter(slug__startswith="bai-"):
        article = page.specific
        article.title, article.body = f"{article.title} mới", [("text", f"<p>{LONG}</p>")]
        article.save_revision().publish()
    for number in range(200):
        Redirect.objects.create(old_path=f"/cu/{'x' * 150}/{number}", redirect_link=f"/{'y' * 150}/{number}")


def lying(press):
    return {address: press.directory.read(HOST, address) for address in press.directory.addresses(HOST)}


def assert_read(front, files):
    for address, body in files.items():
        if address not in {"/404.html", "/503.html"}:
            answer = front.ask(address, Host=HOST)
            assert (answer.status, answer.body) == (200, body), address


def assert_nothing_half(press):
    assert list(press.directory.root.rglob("*.new")) == []


def assert_all_is_right(press):
    assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []
    assert "mới" in press.directory.read(HOST, "/tin-tuc/bai-0/").decode()


@pytest.fixture
def _portal():
    section = a_section(a_portal())
    for number in range(4):
        an_article(section, f"Bài {number}", slug=f"bai-{number}")


@pytest.mark.usefixtures("_portal")
@pytest.mark.parametrize("state_is_there_too", [False, True], ids=["only the directory", "the state too"])
def test_a_full_disk_is_waited_for_while_everything_is_read(small_disk, tmp_path, state_is_there_too):
    with a_press(small_disk if state_is_there_too else tmp_path, small_disk / "published") as press:
        press.catch_up()
        before = lying(press)
        make_much_work()
        fill(small_disk)

        def look_while_it_is_full():
            assert state_is_there_too or "No space left" in press.state.fact("alarm")
            assert lying(press) == before
            assert_nothing_half(press)
            assert_read(front, before)

        def make_room():
            look_while_it_is_full()
            (small_disk / "ballast").unlink()

        def look_when_there_is_room():
            assert press.state.fact("alarm") == ""
            assert_all_is_right(press)
            assert_read(front, lying(press))

        with running_front(press.directory.root, tmp_path / "no-desk") as front:
            steps = Steps(look_while_it_is_full, make_room, look_when_there_is_room)
            take_turns(PRESS, PressFollowing(lambda: nullcontext(press)), steps)


@pytest.mark.usefixtures("_portal")
def test_a_directory_that_becomes_read_only_is_waited_for(small_disk, tmp_path):
    with a_press(tmp_path, small_disk / "published") as press:
        press.catch_up()
        before = lying(press)
        make_much_work()
        frozen = mount("-o", "remount,ro", small_disk)
        assert frozen.returncode == 0, frozen.stderr
        with pytest.raises(OSError, match="Read-only"):
            (small_disk / "one-more").touch()

        def look_and_thaw():
            assert "Read-only" in press.state.fact("alarm")
            assert lying(press) == before
            assert_read(front, before)
            mount("-o", "remount,rw", small_disk)

        def look_again():
            assert press.state.fact("alarm") == ""
            assert_nothing_half(press)
            assert_all_is_right(press)

        with running_front(press.directory.root, tmp_path / "no-desk") as front:
            take_turns(PRESS, PressFollowing(lambda: nullcontext(press)), Steps(look_and_thaw, look_again))

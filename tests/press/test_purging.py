"""What a cache before the portal is told: nothing lost by a kill, withdrawals first, gone at a real Varnish."""

from __future__ import annotations

import logging
import socket
import subprocess
import threading
from contextlib import closing, contextmanager
from dataclasses import asdict

import httpx
import pytest

from hoaban.front.cache_tags import address_tag, site_tag
from hoaban.pages.actions import withdraw_page
from hoaban.press import actions, caches, purging
from hoaban.press.caches import PurgeFailed, PurgeOptions, PurgingCache
from hoaban.press.following import PURGING
from hoaban.press.outbox import Outbox
from hoaban.press.purging import PurgeFollowing, Purger
from hoaban.press.state import PressState
from hoaban.publication.followers import follow, take_turns
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.machine import ROOT, program
from tests.support.command import free_port
from tests.support.press import PORTAL, a_press
from tests.support.steps import Steps
from tests.support.wire import running_front, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
URLS = PurgeOptions(kind="varnish", scheme="http")
TAGS = PurgeOptions(kind="varnish", by_tags=True, scheme="http")


class Told:
    """A cache that notes what it is told, or does not answer."""

    def __init__(self):
        self.urls, self.tags, self.away = [], [], False

    def purge_batch(self, urls):
        if self.away:
            raise PurgeFailed("away")
        self.urls += urls

    def purge_tags(self, tags):
        if self.away:
            raise PurgeFailed("away")
        self.tags += tags


@pytest.fixture(autouse=True)
def _caches_are_told(settings):
    settings.HOABAN_PURGE = {"kind": "varnish"}


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def article(section):
    photo = {"image": a_photo(), "caption": "", "credit": "", "alt": "Ảnh", "file_name": ""}
    return an_article(section, "Bài", body=[("photo", photo)])


@pytest.fixture
def press(tmp_path, article):
    with a_press(tmp_path) as press:
        press.catch_up()
        yield press


@pytest.fixture
def told():
    return Told()


def purging_of(press, *told, options=URLS):
    """Purging as the worker has it, with caches of the test's own."""
    following = PurgeFollowing(press.directory.root.parent, options)
    following.caches = told
    return following


def emptied(press):
    """Everything of the first pressing is told."""
    press.outbox.done(press.outbox.waiting(10_000))
    return press


def waiting(press):
    return [(one.path, one.gone) for one in press.outbox.waiting(1000)]


def test_what_is_published_and_what_shows_it_is_told(press, article, told):
    emptied(press)
    article.title = "Tên mới"
    article.save_revision().publish()
    press.catch_up()
    purging_of(press, told).turn(threading.Event())
    assert f"http://{PORTAL}{article.url}" in told.urls
    assert f"http://{PORTAL}/tin-tuc/" in told.urls
    assert waiting(press) == []


def test_what_must_go_is_told_first_and_its_photo_with_it(press, article, section, told):
    emptied(press)
    photos = [path for path in press.directory.addresses(PORTAL) if path.endswith(".webp")]
    other = an_article(section, "Khác")
    press.catch_up()
    withdraw_page(article, note="Đăng nhầm.")
    press.catch_up()
    asked = [path for path, _gone in waiting(press)]
    gone = [path for path, gone in waiting(press) if gone]
    assert photos
    assert {article.url, *photos} <= set(gone)
    assert asked.index(other.url) > max(asked.index(path) for path in gone), "although it was there before"


def test_nothing_is_told_before_readers_can_see_it(press, article, monkeypatch):
    emptied(press)
    article.unpublish()
    seen = []
    move_on = press.directory.move_on
    monkeypatch.setattr(press.directory, "move_on", lambda: (seen.append(waiting(press)), move_on()))
    press.catch_up()
    assert seen[0] == []
    assert (article.url, True) in waiting(press)


def test_a_kill_between_remembering_and_the_counter_loses_nothing(press, article, tmp_path, monkeypatch):
    emptied(press)
    article.title = "Tên mới"
    article.save_revision().publish()

    def killed():
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(press.directory, "move_on", killed)
        with pytest.raises(KeyboardInterrupt):
            press.catch_up()
    counter = (press.directory.root / "generation").read_bytes()
    assert waiting(press) == []
    with actions.open_press(tmp_path) as again:
        assert (press.directory.root / "generation").read_bytes() > counter, "the front looks again"
        assert (article.url, False) in waiting(again)


def test_a_kill_after_a_file_was_taken_away_loses_no_withdrawal(press, article, monkeypatch):
    emptied(press)
    article.unpublish()
    remove = press.directory.remove

    def killed(folder, addresses):
        remove(folder, addresses)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(press.directory, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            press.catch_up()
    assert waiting(press) == []
    press.catch_up()
    assert (article.url, True) in waiting(press)


def test_without_a_cache_nothing_is_kept(settings, article, tmp_path):
    settings.HOABAN_PURGE = None
    with a_press(tmp_path) as press:
        press.catch_up()
        assert press.state.connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_a_cache_that_is_away_is_told_later_and_said_once(press, told, caplog):
    purger = purging_of(press, told)
    told.away = True
    before = len(waiting(press))

    def come_back():
        assert len(waiting(press)) == before > 0
        told.away = False

    steps = Steps(*[lambda: None] * 11, come_back, lambda: None)
    with caplog.at_level(logging.WARNING):
        take_turns(PURGING, purger, steps)
    assert steps.pauses[:-1] == sorted(steps.pauses[:-1])
    assert steps.pauses[-2:] == [PURGING.longest_pause, PURGING.seconds]
    assert waiting(press) == []
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert f"http://{PORTAL}/" in told.urls


def test_by_tags_a_full_pressing_is_one_tag(press, told, monkeypatch):
    purger = purging_of(press, told, options=TAGS)
    monkeypatch.setattr(purging, "MANY", 5)
    purger.turn(threading.Event())
    assert told.tags == [site_tag(PORTAL)]
    assert waiting(press) == []


def test_a_host_that_is_no_site_any_more_is_told_by_its_name(press, told):
    with press.state.writing():
        press.outbox.post("cu.example_8080", ["/tin/"], gone=True)
    press.outbox.release()
    purger = purging_of(press, told)
    purger.turn(threading.Event())
    assert "http://cu.example:8080/tin/" in told.urls


def test_a_state_file_that_was_damaged_and_laid_aside_is_opened_anew(press, told, article, tmp_path):
    emptied(press)
    following = purging_of(press, told)
    following.turn(threading.Event())
    file = tmp_path / actions.STATE
    # The press laid it aside, and another one stands in its place.
    file.rename(file.with_name("damaged"))
    with closing(PressState(file)) as state:
        outbox = Outbox(state)
        with state.writing():
            outbox.post(PORTAL, [article.url], gone=True)
        outbox.release()
    following.turn(threading.Event())
    assert f"http://{PORTAL}{article.url}" in told.urls


def test_a_state_file_that_cannot_be_read_is_opened_again_once_it_can(press, told, article, tmp_path, caplog):
    file = tmp_path / actions.STATE
    whole = file.read_bytes()
    following = purging_of(press, told)

    def damage():
        following.close()
        press.state.close()
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()
        file.write_bytes(b"nothing of SQLite" * 300)

    def mend():
        file.write_bytes(whole)

    take_turns(PURGING, following, Steps(damage, lambda: None, mend, lambda: None))
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


# The real thing -------------------------------------------------------------------------------------------------------


@contextmanager
def varnish(folder, front_port):
    """A real Varnish with the shipped configuration, before a front."""
    port, vcl = free_port(), folder / "varnish.vcl"
    shipped = (ROOT / "deploy/varnish.vcl").read_text()
    assert '.port = "8000"' in shipped
    vcl.write_text(shipped.replace('.port = "8000"', f'.port = "{front_port}"'))
    command = [program("varnishd"), "-F", "-j", "none", "-n", folder / "varnish", "-f", vcl, "-a", f"127.0.0.1:{port}"]
    command += ["-s", "malloc,16m", "-p", "http_gzip_support=off", "-p", "workspace_client=64k"]
    with (folder / "varnish.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until(lambda: answers(port), 30)
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port):
    try:
        return socket.create_connection(("127.0.0.1", port), timeout=1).close() is None
    except OSError:
        return False


def read(port, path, **headers):
    answer = httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Host": PORTAL, **headers}, timeout=30)
    return answer.status_code, answer.text, answer


def is_a_hit(answer):
    """Varnish names the request that fetched an answer beside the one that gets it out of the store."""
    return len(answer.headers["x-varnish"].split()) == 2


@pytest.mark.parametrize("by_tags", [False, True], ids=["by urls", "by tags"])
def test_a_withdrawn_page_is_gone_at_varnish(press, article, tmp_path, by_tags):
    with (
        running_front(press.directory.root, tmp_path / "no-desk", cache_tags=True) as front,
        varnish(tmp_path, front.port) as port,
    ):
        options = PurgeOptions(kind="varnish", by_tags=by_tags, locations=(f"http://127.0.0.1:{port}",), scheme="http")
        purger = Purger(press.directory.root, press.outbox, caches.caches_of(options), options)
        while purger.purge_waiting():
            pass
        asked = [article.url, "/tin-tuc/"] + ([f"{article.url}?utm_source=zalo"] if by_tags else [])
        for path in asked:
            assert not is_a_hit(read(port, path)[2])
            status, text, answer = read(port, path, Cookie="sessionid=cua-mot-nguoi")
            assert (status, is_a_hit(answer)) == (200, True), path
            assert "Bài" in text
            assert "surrogate-key" not in answer.headers
        withdraw_page(article, note="Đăng nhầm.")
        press.catch_up()
        status, text, answer = read(port, article.url)
        assert (status, is_a_hit(answer)) == (200, True), "the proof can fail: Varnish knows nothing yet"
        while purger.purge_waiting():
            pass
        for path in asked:
            status, text, answer = read(port, path)
            assert not is_a_hit(answer)
            assert status == (200 if path == "/tin-tuc/" else 410)
            assert ">Bài<" not in text


def test_what_the_desk_answers_is_never_kept_by_varnish(press, tmp_path):
    with (
        running_front(press.directory.root, tmp_path / "no-desk", cache_tags=True) as front,
        varnish(tmp_path, front.port) as port,
    ):
        for path in ("/quan-tri/x.css", "/tin-tuc/bai/x.css", "/khong-co/", "/tim-kiem/?q=a"):
            for _time in range(2):
                status, _text, answer = read(port, path)
                assert (status in {404, 503}, is_a_hit(answer)) == (True, False), path


def test_a_server_that_takes_no_purge_is_a_failure(press, tmp_path):
    with running_front(press.directory.root, tmp_path / "no-desk") as front, pytest.raises(PurgeFailed, match="405"):
        PurgingCache({"LOCATION": f"http://127.0.0.1:{front.port}"}).purge(f"http://{PORTAL}/")
    with pytest.raises(PurgeFailed, match="does not answer"):
        PurgingCache({"LOCATION": f"http://127.0.0.1:{free_port()}"}).purge_tags(["a-1"])


def test_the_follower_goes_on_from_where_the_state_file_is(press, tmp_path, told, monkeypatch, settings):
    monkeypatch.setattr(purging, "caches_of", lambda _options: [told])
    settings.HOABAN_PURGE = asdict(URLS)
    stop = threading.Event()
    follower = threading.Thread(target=follow, args=(PURGING, tmp_path, stop))
    follower.start()
    try:
        until(lambda: not waiting(press))
    finally:
        stop.set()
        follower.join()
    assert f"http://{PORTAL}/" in told.urls
    with closing(PressState(tmp_path / "press.sqlite3")) as state:
        assert Outbox(state).waiting(1) == []


def test_an_address_has_one_tag_whatever_it_is_asked_with(press, article, tmp_path):
    with running_front(press.directory.root, tmp_path / "no-desk", cache_tags=True) as front:
        plain, tagged = front.ask(article.url, Host=PORTAL), front.ask(f"{article.url}?x=1", Host=PORTAL)
        assert plain["surrogate-key"] == f"{site_tag(PORTAL)} {address_tag(PORTAL, article.url)}"
        assert plain["cache-tag"] == plain["surrogate-key"].replace(" ", ",")
        assert tagged["surrogate-key"] == plain["surrogate-key"]
        assert front.ask(article.url[:-1], Host=PORTAL)["surrogate-key"] == plain["surrogate-key"]
        assert front.ask("/khong-co.css", Host=PORTAL)["surrogate-key"] is None
    with running_front(press.directory.root, tmp_path / "no-desk") as front:
        assert front.ask(article.url, Host=PORTAL)["surrogate-key"] is None

"""The whole installation on PostgreSQL, which is stopped, killed, and written to by several at once.

A short run; POSTGRES_KILLS=100 makes it as long as the promise is.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import requests

from hoaban.front.directory import PublishedDirectory
from tests.machine import ROOT
from tests.support.command import hoaban
from tests.support.installation import (
    ARTICLES,
    Publisher,
    Reader,
    a_running_portal,
    a_small_portal_on_postgresql,
    python,
    shown,
    until,
)

KILLS = int(os.environ.get("POSTGRES_KILLS", "3"))
MODE = {"HOABAN_MODE": "development"}
LOGIN = "/quan-tri/login/"


def at(server):
    """The options that lead to a server."""
    return {"HOABAN_DATABASE_URL": server.address}


def is_away(server):
    """The fault is proved: nobody can connect."""
    try:
        psycopg.connect(server.address).close()
    except psycopg.OperationalError:
        return True
    return False


def everything_published(var):
    """The bytes of every address that has a file."""
    directory = PublishedDirectory(var / "published")
    return {address: directory.read("localhost", address) for address in directory.addresses("localhost")}


def ask(port, address):
    return requests.get(f"http://127.0.0.1:{port}{address}", timeout=30)


def assert_all_equal(var, **options):
    verified = hoaban(var, "verify", **MODE, **options)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert " 0 differ" in verified.stdout


def until_shown(port, publisher):
    """Wait until readers see everything that the publisher was told is safe."""
    for pk, number in publisher.acknowledged.items():
        until(lambda pk=pk, number=number: shown(port, publisher.addresses[pk]) >= number)


def test_without_the_database_readers_notice_nothing_and_the_desk_says_so(tmp_path):
    with a_small_portal_on_postgresql(tmp_path) as server, a_running_portal(tmp_path, **at(server)) as (_all, port):
        options = at(server)
        publisher, readers = Publisher(tmp_path, **options), [Reader(port) for _ in range(2)]
        for reader in readers:
            reader.start()
        until(lambda: len(publisher.addresses) == ARTICLES)
        publisher.finish()
        until_shown(port, publisher)
        assert ask(port, LOGIN).status_code == 200
        published = everything_published(tmp_path)
        kinds = {address.rpartition(".")[2] for address in published}
        assert {"xml", "css", "webp", "pdf", "txt"} <= kinds
        assert any(address.startswith("/_parts/") for address in published)
        server.stop()
        try:
            assert is_away(server)
            with ThreadPoolExecutor(4) as pool:
                desk = pool.map(lambda _: ask(port, LOGIN), range(12))
                for address, body in published.items():
                    if address not in {"/404.html", "/503.html"}:
                        answer = ask(port, address)
                        assert (answer.status_code, answer.content) == (200, body), address
            refused = list(desk)
            assert {answer.status_code for answer in refused} == {503}
            assert all("Traceback" not in answer.text and answer.headers["Retry-After"] for answer in refused)
            assert ask(port, "/khong-co-gi/").status_code in {404, 503}
        finally:
            server.start()
        until(lambda: ask(port, LOGIN).status_code == 200)
        again = Publisher(tmp_path, **options)
        until(lambda: len(again.addresses) == ARTICLES)
        again.finish()
        until_shown(port, again)
        for reader in readers:
            reader.finish()
            assert reader.faults == []
            assert reader.seen <= publisher.published | again.published
        until(lambda: hoaban(tmp_path, "verify", **MODE, **options).returncode == 0)


def test_killing_the_database_loses_no_acknowledged_publish(tmp_path):
    chance = random.Random(20261125)
    with a_small_portal_on_postgresql(tmp_path) as server:
        options = at(server)
        with a_running_portal(tmp_path, **options) as (_supervisor, port):
            publisher, reader = Publisher(tmp_path, **options), Reader(port)
            until(lambda: len(publisher.addresses) == ARTICLES)
            reader.start()
            for _ in range(KILLS):
                said = len(publisher.published)
                until(lambda said=said: len(publisher.published) > said)
                time.sleep(chance.uniform(0.05, 1.0))  # the instant is what is left to chance
                server.kill()
                assert is_away(server)
                server.start()
                publisher.again()
            publisher.finish()
            for pk, number in publisher.acknowledged.items():
                until(lambda pk=pk, number=number: shown(port, publisher.addresses[pk]) >= number)
            # What was committed and not acknowledged any more is pressed too, once the press dares to ask again.
            until(lambda: hoaban(tmp_path, "verify", **MODE, **options).returncode == 0)
            reader.finish()
        assert reader.faults == []
        assert len(reader.seen) >= ARTICLES
        assert reader.seen <= publisher.published
        assert_all_equal(tmp_path, **options)


def test_two_presses_and_three_publishers_at_once(tmp_path):
    with a_small_portal_on_postgresql(tmp_path) as server:
        options = {**at(server), "HOABAN_PRESSES": "2"}
        command, settings = python(tmp_path, "-m", "hoaban.site.worker", **options)
        workers = [subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL) for _ in range(2)]
        publishers = []
        try:
            publishers = [Publisher(tmp_path, **options) for _ in range(3)]
            for publisher in publishers:
                until(lambda publisher=publisher: len(publisher.addresses) == ARTICLES)
            hosts = tmp_path / "published/hosts.json"
            until(lambda: hosts.exists() and '"complete": true' in hosts.read_text())
            # Whichever presses dies; the one that stood by goes on.
            workers[0].kill()
            before = [publisher.next for publisher in publishers]
            until(lambda: all(publisher.next > then for publisher, then in zip(publishers, before, strict=True)))
            for publisher in publishers:
                publisher.finish()
            assert workers[1].poll() is None
            until(lambda: hoaban(tmp_path, "verify", **MODE, **options).returncode == 0)
        finally:
            for publisher in publishers:
                publisher.process.kill()
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait()
        assert_all_equal(tmp_path, **options)

"""A desk and a front for all tests of this room, and ways to get others."""

import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.front.counting import Counting
from tests.front.wire import Running, Site, running_front, until
from tests.machine import ROOT


def start_desk(folder):
    """A granian with the desk of the tests, as the product runs its own."""
    said = "--interface wsgi --no-ws --blocking-threads 8 --log-level error".split()
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *said, "--uds", str(folder / "desk"), "tests.front.desk_app:application"],
        cwd=ROOT,
        env={**os.environ, "DESK_FOLDER": str(folder)},
        start_new_session=True,
    )
    until((folder / "desk").exists)
    return process


def end_desk(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def counting(tmp_path):
    """The counting of a front without the front, and the hand on its clock."""
    return Counting(tmp_path)


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "asked").touch()
    process = start_desk(folder)
    yield SimpleNamespace(
        folder=folder,
        socket=folder / "desk",
        asked=lambda: (folder / "asked").read_text().splitlines(),
        let_go=lambda name: (folder / name).touch(),
        is_waiting=lambda name: (folder / f"{name}.waits").exists(),
    )
    end_desk(process)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("published"))
    site.write("/", b"<!DOCTYPE html><title>Trang</title>" + "<p>Xã Hoa Ban</p>".encode() * 100)
    site.write("/tin-tuc/", b"<p>news</p>" * 200)
    site.write("/404.html", b"<p>the site's own 404</p>")
    site.write("/503.html", b"<p>the site's own 503</p>")
    return site


@pytest.fixture(scope="session")
def front(site, desk) -> Running:
    with running_front(site.root, desk.socket, allowed_hosts=[".allowed.example", "127.0.0.1"]) as front:
        yield front
    assert front.process.returncode == 0

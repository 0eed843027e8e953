"""A desk and a site for the tests that start a front of their own."""

import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.machine import ROOT
from tests.support.wire import Site, until


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

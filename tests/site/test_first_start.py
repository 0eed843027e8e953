"""A first start of the whole program, a second one, a clean stop; and who could read what all the while."""

import re
import socket

import pytest
import requests

from tests.support.command import free_port, get, hoaban, serving
from tests.support.installation import children, until
from tests.support.private_files import Looker, closed, descendants, umask


def test_a_first_start_makes_a_private_portal_and_a_second_keeps_it(tmp_path, careless):
    var, port = tmp_path / "var", free_port()
    looker = Looker(var)
    looker.start()
    with serving(var, port) as (first, said):
        password = re.search(r"Password: +(\S{16})", said)
        assert password
        assert get(port, "/").status_code == 200
        assert "Hoa Ban" in get(port, "/").text
        assert "Set-Cookie" not in get(port, "/").headers
        nothing_is_readable_but_what_is_published(var, first, looker)
    assert first.returncode == 0
    with serving(var, port, "--ipv6") as (second, said):
        assert "Password" not in said
        assert get(port, "/quan-tri/login/").status_code == 200
        if socket.has_ipv6:
            assert get(port, "/robots.txt", host="[::1]").status_code == 200
    assert second.returncode == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/", timeout=5)
    assert hoaban(var, "doctor", HOABAN_MODE="development").returncode == 0


def nothing_is_readable_but_what_is_published(var, supervisor, looker):
    """Neither now nor at any moment since the folder was made."""
    until(lambda: len(list((var / "published").rglob("index.html"))) > 5)
    until(lambda: len(children(supervisor.pid)) == 3)
    masks = {umask(pid) for pid in [supervisor.pid, *descendants(supervisor.pid)]}
    looker.done.set()
    looker.join()
    # A folder is made before it is opened, so what is closed is looked at until it is open.
    until(lambda: closed(var / "published") == [], seconds=20)
    assert len(list((var / "published").rglob("*"))) > 20
    assert masks == {"0077"}
    assert looker.looks > 10
    assert looker.found == {}
    # The web server before the portal comes through the state folder, and into nothing else.
    assert var.stat().st_mode & 0o077 == 0o011

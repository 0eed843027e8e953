"""No file of the state folder is ever born that another user of the machine can read, but what is published."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.machine import ROOT
from tests.support.command import PRODUCTION, environment, free_port, hoaban, serving
from tests.support.installation import children, until

OTHERS = 0o077
SQLITE = "*.sqlite3*"


def everything_below(folder):
    """What lies in a folder and below it; what goes while it is looked at is passed over."""
    for where, folders, files in os.walk(folder):
        yield from (Path(where, name) for name in (*folders, *files))


def readable(var):
    """Everything in the state folder that others may read or write, outside of what is published."""
    found = {}
    for path in everything_below(var):
        try:
            mode = path.lstat().st_mode
            # A folder that none can enter closes all that lies in it.
            above = [one for one in path.parents if one.is_relative_to(var) and one != var]
            closed = any(one.stat().st_mode & OTHERS == 0 for one in above)
        except FileNotFoundError:
            continue
        if path.is_relative_to(var / "published") or stat.S_ISLNK(mode):
            continue
        if mode & OTHERS and not closed:
            found[str(path.relative_to(var))] = oct(stat.S_IMODE(mode))
    return found


class Looker(threading.Thread):
    """Looks at the modes all the time, while a portal is made."""

    def __init__(self, var):
        super().__init__(daemon=True)
        self.var, self.done, self.found, self.looks = var, threading.Event(), {}, 0

    def run(self):
        while not self.done.is_set():
            self.found.update(readable(self.var))
            self.looks += 1


def closed(published):
    """What the web server before the portal could not read of what is published."""
    wanted = {".html": 0o004, ".css": 0o004, ".json": 0o004, "": 0o005}
    found = [path for path in published.rglob("*") if path.suffix in wanted and (path.suffix or path.is_dir())]
    return [path for path in found if path.exists() and ~path.stat().st_mode & wanted[path.suffix]]


def umask(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return next(line.split()[1] for line in text.splitlines() if line.startswith("Umask"))


def descendants(pid):
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
        yield from descendants(child)


@pytest.fixture(autouse=True)
def _careless():
    """A user whose files everybody may read, as it is usual."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_the_database_is_private_from_the_first_migration_on(tmp_path):
    var = tmp_path / "var"
    var.mkdir(mode=0o755)
    done = hoaban(var, "manage", "migrate", "--verbosity", "0", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    made = list(var.glob(SQLITE))
    assert made
    assert readable(var) == {}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


def test_another_web_servers_way_in_is_private_too(tmp_path):
    command = [sys.executable, "-c", "import hoaban.site.wsgi, os; print(oct(os.umask(0)))"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(tmp_path, {"HOABAN_MODE": "development"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("0o77"), done.stderr


def test_nothing_is_readable_while_a_portal_is_made_and_runs(tmp_path):
    var, port = tmp_path / "var", free_port()
    looker = Looker(var)
    looker.start()
    with serving(var, port) as (supervisor, _said):
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

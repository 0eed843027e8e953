"""A database with all tables, made once and copied: to migrate one from nothing takes a processor fifteen seconds.

A copy is kept between runs and named after what its tables depend on. What is done after every migration (rights,
triggers of the log) may have changed since, so a copy is migrated once more, which takes a moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from tests.machine import ROOT

FOLDER = ROOT / ".pytest_cache/databases"
MADE_FROM = ("requirements/runtime.txt", "src/hoaban/*/migrations/*.py", "src/hoaban/site/settings.py")
KEPT = 3
DATABASE = "hoaban.sqlite3"
# Where the processes of one run find the folder that they share.
SHARED = "TESTS_SHARED_FOLDER"


def digest() -> str:
    """What the tables of a database depend on: the migrations of the product and of the packages that it uses."""
    found = hashlib.sha256()
    for path in sorted({path for pattern in MADE_FROM for path in ROOT.glob(pattern)}):
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def alone(folder: Path, name: str):
    """One process at a time makes what has this name; it may make another thing for it meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated() -> Path:
    """The file of a migrated database, which nobody may write to."""
    made = FOLDER / f"{digest()}.sqlite3"
    with alone(FOLDER, "migrated"):
        if not made.exists():
            migrate_into(made)
            for old in sorted(FOLDER.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT]:
                old.unlink()
    return made


def made_once(name: str, make) -> Path:
    """What `make` puts at the path that it is given, made by the first process of this run that asks."""
    folder = Path(os.environ[SHARED])
    with alone(folder, name):
        if not (folder / name).exists():
            make(folder / f"{name}.unfinished")
            (folder / f"{name}.unfinished").rename(folder / name)
    return folder / name


def begin(var: Path) -> None:
    """Give a portal that is about to start its database, as its own first start would have made it."""
    fresh = made_once(DATABASE, lambda target: migrate_into(target, migrated()))
    var.mkdir(mode=0o711, parents=True, exist_ok=True)
    shutil.copyfile(fresh, var / DATABASE)


def migrate_into(target: Path, source: Path | None = None) -> None:
    """Let Django migrate a copy, or make a database from nothing; it lies at its place when it is whole."""
    unfinished = target.with_suffix(".half")
    unfinished.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="hoaban-template-") as var:
        if source is not None:
            shutil.copyfile(source, Path(var) / DATABASE)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOABAN_", "PYTEST_"))}
        paths = f"{ROOT / 'src'}:{ROOT}"
        # The product alone; what the settings of the tests add is migrated by whoever takes the copy.
        chosen = {"HOABAN_VAR": var, "HOABAN_MODE": "development", "DJANGO_SETTINGS_MODULE": "hoaban.site.settings"}
        said = {**kept, **chosen, "PYTHONPATH": paths}
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=said, check=True)
        with closing(sqlite3.connect(Path(var) / DATABASE)) as database:
            database.execute("VACUUM INTO ?", (str(unfinished),))
    unfinished.replace(target)

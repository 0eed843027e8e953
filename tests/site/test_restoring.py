"""`hoaban restore`: the backup is there, nothing that stood there is destroyed, and a broken off one goes on."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.db import connection

from hoaban.kit.processes import alone
from hoaban.press.actions import LOCK as PRESS_LOCK
from hoaban.site.backups import restoring
from hoaban.site.backups.backup_folder import MARK, OPTIONS, Backup, KeptFile, Manifest, digest_of
from hoaban.site.backups.database_copies import SqliteCopy
from hoaban.site.backups.file_copies import bring_options
from hoaban.site.backups.restoring import CannotRestore, Restoring
from hoaban.site.supervisor import LOCK as SERVE_LOCK
from tests.machine import ROOT
from tests.support.command import HOABAN, environment
from tests.support.installation import a_small_portal, a_small_portal_on_postgresql

TITLES = "SELECT title FROM news"


def a_database(place, *titles):
    with closing(sqlite3.connect(place)) as made, made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE IF NOT EXISTS news (title TEXT)")
        made.executemany("INSERT INTO news VALUES (?)", [(title,) for title in titles])


def titles_in(place):
    with closing(sqlite3.connect(place)) as read:
        return [title for (title,) in read.execute(TITLES)]


@pytest.fixture
def sqlite(tmp_path):
    """A database with a log that a killed process left beside it, and the copy of an older day."""
    a_database(tmp_path / "copy", "old")
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    database = SqliteCopy()
    database.database = tmp_path / "var/hoaban.sqlite3"
    database.database.parent.mkdir()
    writes = f"""
import os, sqlite3
made = sqlite3.connect({str(database.database)!r}, isolation_level=None)
made.execute("PRAGMA journal_mode=WAL")
made.execute("CREATE TABLE news (title TEXT)")
made.execute("INSERT INTO news VALUES ('new'), ('newer')")
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", writes], check=True)
    assert database.database.with_name("hoaban.sqlite3-wal").stat().st_size > 0
    return database


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("renames", range(6))
def test_no_log_of_another_database_is_ever_read_into_it_wherever_it_is_killed(sqlite, tmp_path, monkeypatch, renames):
    rename, done = Path.rename, []

    def killed(path, target):
        if len(done) == renames:
            raise Killed
        done.append(target)
        return rename(path, target)

    aside = tmp_path / "var/before"
    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr(Path, "rename", killed)
        sqlite.put_back(tmp_path / "copy", aside)
    assert len(done) <= renames
    if sqlite.database.exists() and (aside / "hoaban.sqlite3").exists():
        # What stands there is the copy; somebody looks into it, and leaves a log of it.
        a_database(sqlite.database, "written meanwhile")
    assert sqlite.put_back(tmp_path / "copy", aside) == str(aside / "hoaban.sqlite3")
    assert titles_in(sqlite.database) == ["old"]
    assert titles_in(aside / "hoaban.sqlite3") == ["new", "newer"], "what was only in the log is not lost"


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_log_without_its_database_goes_out_of_the_way(sqlite, tmp_path, ending):
    sqlite.database.unlink()
    stale = sqlite.database.with_name(f"hoaban.sqlite3{ending}")
    stale.touch()
    assert sqlite.put_back(tmp_path / "copy", tmp_path / "var/before") == ""
    assert titles_in(sqlite.database) == ["old"]
    assert not stale.exists() or stale.stat().st_size == 0


# Files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def backup(tmp_path):
    """A backup of a few files, whose database nobody asks for."""
    files = {
        "secret_key": "of the backup",
        "media/images/anh.jpg": "picture",
        "media/documents/a.pdf": "document",
        "reads/machine": "aa",
        "reads/journal/2026-12-01/one.reads": "x" * 160,
        "reads/journal/2026-12-01/two.reads": "x" * 80,
    }
    folder = tmp_path / "backup"
    kept = {}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        kept[name] = KeptFile(len(text), digest_of(folder / name))
    kept["database.sqlite3"] = KeptFile(0, "")
    kind = connection.vendor
    return Backup(folder, Manifest(version="0", database=kind, migrations=[], files=kept))


@pytest.fixture
def files(backup, var):
    """What brings its files back; as if it had begun."""
    (var / MARK).write_text("before")
    return Restoring(backup, var)


def write(var, **texts):
    for name, text in texts.items():
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text(text)


def test_files_that_are_the_same_stay_and_others_are_laid_aside(files, var):
    write(var, **{"media/images/anh.jpg": "picture", "media/documents/a.pdf": "another", "media/new.pdf": "newer"})
    files.put_files_back(lambda *_: None)
    assert files.brought == [
        name for name in files.backup.manifest.files if name.startswith("reads") or name.endswith("a.pdf")
    ]
    assert (var / "media/documents/a.pdf").read_text() == "document"
    assert (var / "before/media/documents/a.pdf").read_text() == "another"
    assert (var / "media/new.pdf").read_text() == "newer"
    (var / "media/documents/a.pdf").write_text("half")
    files.put_files_back(lambda *_: None)
    assert (var / "before/media/documents/a.pdf").read_text() == "another", "the first one is what stood there"


def test_of_one_segment_the_longer_one_stays_and_none_is_lost(files, var):
    journal = "reads/journal/2026-12-01"
    write(
        var,
        **{
            "reads/machine": "aa",
            f"{journal}/one.reads": "x" * 240,
            f"{journal}/two.reads": "",
            f"{journal}/three.reads": "y" * 80,
        },
    )
    files.put_files_back(lambda *_: None)
    sizes = {path.name: path.stat().st_size for path in (var / journal).iterdir()}
    assert sizes == {"one.reads": 240, "two.reads": 80, "three.reads": 80}


@pytest.mark.parametrize("machine", [{"reads/machine": "bb"}, {}])
def test_reads_of_another_machine_are_not_counted_under_the_name_of_this_one(files, var, machine):
    write(var, **{**machine, "reads/journal/2026-12-01/other.reads": "z" * 80})
    files.put_files_back(lambda *_: None)
    assert (var / "reads/machine").read_text() == "aa"
    assert not (var / "reads/journal/2026-12-01/other.reads").exists()
    assert (var / "before/reads/journal/2026-12-01/other.reads").exists()


def test_options_come_where_there_are_none_and_those_that_are_there_stay(backup, tmp_path):
    new, old = tmp_path / "new/var", tmp_path / "old"
    assert bring_options(backup, new) == ["secret_key"]
    write(old, secret_key="of here")
    assert bring_options(backup, old) == []
    assert [(each / "secret_key").read_text() for each in (new, old)] == ["of the backup", "of here"]
    assert set(OPTIONS) == {"hoaban.toml", "secret_key"}


# Refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("lock", [SERVE_LOCK, PRESS_LOCK, "search/lock", "reads/tally.lock"])
def test_nothing_is_touched_while_a_portal_runs(backup, var, lock):
    with alone(var / lock), pytest.raises(CannotRestore, match=r"A portal runs in .*Stop it first"):
        Restoring(backup, var).restore()
    assert not (var / MARK).exists()
    assert not (var / "media").exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"database": "oracle"}, "holds a database of oracle"),
        ({"migrations": ["news.9999_of_later"]}, "does not know news.9999_of_later"),
        ({"migrations": ["publication.0001_initial", "pages.0099_later"]}, "does not know pages.0099_later"),
    ],
)
def test_what_this_program_could_not_use_is_refused(backup, var, said, told):
    manifest = Manifest(**{"version": "9", "database": connection.vendor, "migrations": [], **said})
    with pytest.raises(CannotRestore, match=told):
        Restoring(Backup(backup.folder, manifest), var)
    assert list(var.iterdir()) == []


def test_rooms_that_are_gone_are_no_sign_of_a_newer_program(backup, var):
    said = {"version": "9", "database": connection.vendor, "migrations": ["a_room_of_ours.0001_initial"]}
    Restoring(Backup(backup.folder, Manifest(**said)), var)


def test_a_disk_too_small_is_refused_before_anything_is_changed(backup, var, monkeypatch):
    monkeypatch.setattr(restoring, "free_space", lambda _folder: 0)
    with pytest.raises(CannotRestore, match=r"needs 1 MB, and 0 MB are free.*nothing was changed"):
        Restoring(backup, var).restore()
    assert not (var / MARK).exists()


def test_half_a_backup_is_used_by_no_other_command(var, hoaban):
    (var / MARK).write_text("before")
    for words in (["doctor"], ["serve"], ["backup", "/nowhere"], ["manage", "migrate"]):
        told = hoaban(*words)
        assert told.code == 1
        assert "hoaban restore FOLDER" in told.err


def test_a_dry_run_needs_no_options_and_changes_nothing(tmp_path, hoaban, monkeypatch):
    monkeypatch.setenv("HOABAN_VAR", str(tmp_path / "new"))
    folder = tmp_path / "2026-12-01T07-00-00"
    folder.mkdir()
    (folder / "database.sqlite3").write_bytes(b"")
    files = {"database.sqlite3": KeptFile(0, hashlib.sha256(b"").hexdigest())}
    said = Manifest(version="0.1", database="sqlite", migrations=[], files=files)
    (folder / "manifest.json").write_text(said.as_json())
    told = hoaban("restore", tmp_path, "--dry-run")
    assert told.code == 0
    assert "is whole" in told.out
    assert not (tmp_path / "new").exists()
    assert hoaban("restore", tmp_path, "--from", "2025").code == 1


# Processes, killed ------------------------------------------------------------------------------------------------

KILLED_BACKING_UP = [("hoaban.site.backups.taking", "digest_of")]
KILLED_BRINGING_BACK = [
    ("hoaban.site.backups.restoring", "Restoring.put_files_back"),
    ("hoaban.site.backups.restoring", "call_command"),
    ("hoaban.site.backups.restoring", "become_another_log"),
]
NEWER = """
import django; django.setup()
from hoaban.news.models import Article
from hoaban.pages.actions import publish_page
article = Article.objects.get(slug="bai-0")
article.title = "Mới hơn"
article.save_revision().publish()
"""


def call(var, *words, **options):
    settings = environment(var, {"HOABAN_MODE": "development", **options})
    settings |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "hoaban.site.settings"}
    return subprocess.run(words, cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=120)


def names_below(folder):
    return {path.relative_to(folder) for path in folder.rglob("*")}


def the_whole_way(var, folder, killed_bringing_back, **options):
    def hoaban(*words):
        done = call(var, *HOABAN, *words, **options)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def kill(points, *words):
        for module, function in points:
            done = call(var, sys.executable, "-m", "tests.support.killing", module, function, *words, **options)
            assert done.returncode == -9, done.stdout + done.stderr

    kill(KILLED_BACKING_UP, "backup", folder)
    assert [path.name for path in folder.iterdir() if not path.name.startswith(".")] == []
    hoaban("backup", folder)
    assert call(var, sys.executable, "-c", NEWER, **options).returncode == 0
    kill(killed_bringing_back, "restore", folder)
    told = hoaban("restore", folder)
    assert "The database of before is not destroyed" in told
    assert "0 differ" in told
    assert "Số 0" in (var / "published/localhost/tin-tuc/bai-0/index.html").read_text()
    return told


def test_the_whole_way_on_sqlite_with_every_process_killed(tmp_path):
    var, folder = tmp_path / "var", tmp_path / "backups"
    a_small_portal(var)
    told = the_whole_way(var, folder, KILLED_BRINGING_BACK)
    (former,) = var.glob("before-restore-*/hoaban.sqlite3")
    assert str(former) in told
    with closing(sqlite3.connect(former)) as read:
        assert read.execute("SELECT title FROM wagtailcore_page WHERE slug = 'bai-0'").fetchone() == ("Mới hơn",)
    new = tmp_path / "another machine"
    done = call(new, *HOABAN, "restore", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (new / "secret_key").read_text() == (var / "secret_key").read_text()
    assert names_below(new / "media") == names_below(var / "media") != set()


def test_the_whole_way_on_postgresql_with_every_process_killed(tmp_path):
    var, folder = tmp_path / "var", tmp_path / "backups"
    with a_small_portal_on_postgresql(var) as server:
        told = the_whole_way(var, folder, KILLED_BRINGING_BACK[1:2], HOABAN_DATABASE_URL=server.address)
        assert "the schema before_restore_" in told

"""`hoaban backup`: everything that cannot be worked out again, whole or not at all, while others write."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from unittest.mock import Mock

import pytest
from django.db import connection
from wagtail.models import Locale

from hoaban.kit.processes import alone
from hoaban.site.backups import backup_folder, database_copies, file_copies, taking
from hoaban.site.backups.backup_folder import MANIFEST, Backup, UnusableBackup, chosen_backup, whole_backups
from hoaban.site.backups.database_copies import CannotCopyDatabase, PostgresqlCopy, SqliteCopy, program_for_server
from hoaban.site.backups.restoring import CannotRestore, Restoring
from hoaban.site.backups.taking import CannotBackUp, Taking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
STATE = {
    "hoaban.toml": "mode = 'test'",
    "secret_key": "s" * 60,
    "media/images/anh.jpg": "picture",
    "media/documents/công văn số 1.pdf": "document",
    "imports/old/ledger.sqlite3": "ledger",
    "reads/machine": "0123456789abcdef",
    "reads/journal/2026-12-01/aa.reads": "x" * 160,
}
LEFT_OUT = {
    "reads/salt-2026-12-01": "secret of the day",
    "reads/salt-2026-12-01.0123": "half of one",
    "reads/pages.counts": "",
    "published/localhost/index.html": "pressed again",
    "press.sqlite3": "",
    "search/public/meta.json": "{}",
}


@pytest.fixture
def state(var):
    for name, text in {**STATE, **LEFT_OUT}.items():
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text(text)
    return var


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


def rows_of(backup):
    """How many languages the copied database holds."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(backup.folder / SqliteCopy.name)) as copy:
            return copy.execute("SELECT count(*) FROM wagtailcore_locale").fetchone()[0]
    return None


def test_it_holds_what_cannot_be_worked_out_again_and_no_secret_of_a_day(state, folder):
    backup = Taking(state, folder).take()
    names = {path.relative_to(backup.folder).as_posix() for path in backup.folder.rglob("*") if path.is_file()}
    database = SqliteCopy.name if connection.vendor == "sqlite" else PostgresqlCopy.name
    assert names == {*STATE, MANIFEST, database}
    assert all((backup.folder / name).read_text() == text for name, text in STATE.items())
    read = chosen_backup(folder)
    assert (read.folder, read.manifest) == (backup.folder, backup.manifest)
    read.verify()
    assert read.manifest.version.startswith("0.")
    assert "publication.0001_initial" in read.manifest.migrations
    assert rows_of(backup) in {Locale.objects.count(), None}


def test_nobody_else_can_look_into_it_whatever_the_umask(state, folder):
    before = os.umask(0)
    try:
        Taking(state, folder).take()
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")] if path.is_dir()}
    assert modes == {0o700}
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != taking.LOCK]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_twice_in_one_folder_what_has_not_changed_lies_there_once(state, folder):
    first = Taking(state, folder).take()
    (state / "media/images/mới.jpg").write_text("new")
    (state / "media/images/anh.jpg").write_text("another picture")
    (state / "media/documents/công văn số 1.pdf").unlink()
    second = Taking(state, folder).take()
    assert first.folder < second.folder
    for backup in (first, second):
        backup.verify()
    shared = [
        name
        for name in STATE
        if (second.folder / name).exists() and (first.folder / name).samefile(second.folder / name)
    ]
    assert set(shared) == set(STATE) - {"media/images/anh.jpg", "media/documents/công văn số 1.pdf"}
    assert (first.folder / "media/images/anh.jpg").read_text() == "picture"
    shutil.rmtree(first.folder)
    second.verify()


def test_a_copy_that_rotted_is_written_anew_and_not_carried_on(state, folder):
    first = Taking(state, folder).take()
    rotten = first.folder / "media/images/anh.jpg"
    before = rotten.stat()
    rotten.write_text("pictuRe")
    os.utime(rotten, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(UnusableBackup):
        first.verify()
    second = Taking(state, folder).take()
    second.verify()
    assert (second.folder / "media/images/anh.jpg").read_text() == "picture"


def test_a_disk_without_second_names_gets_copies(state, folder, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    first, second = (Taking(state, folder).take() for _ in range(2))
    second.verify()
    assert not (first.folder / "secret_key").samefile(second.folder / "secret_key")


def test_the_oldest_go_where_only_some_are_kept_and_what_is_no_backup_stays(state, folder):
    for _ in range(3):
        Taking(state, folder).take()
    (folder / "2020-01-01 by hand").mkdir()
    there = whole_backups(folder)
    newest = Taking(state, folder, keep=2).take()
    assert whole_backups(folder) == [there[-1], newest.folder]
    assert (folder / "2020-01-01 by hand").exists()


def test_a_dry_run_says_what_would_be_done_and_does_nothing(state, folder, hoaban):
    assert hoaban("backup", folder, "--dry-run").out.startswith(f"{len(STATE)} files and the database;")
    assert not folder.exists()
    for _ in range(2):
        Taking(state, folder).take()
    told = hoaban("backup", folder, "--keep", "1", "--dry-run")
    assert told.code == 0
    assert [line for line in told.out.splitlines() if "would be deleted" in line and str(folder) in line]
    assert len(whole_backups(folder)) == 2


def test_the_command_says_where_it_is_and_what_of_the_options_is_not_in_it(state, folder, hoaban, monkeypatch):
    monkeypatch.setenv("HOABAN_SECRET_KEY", "never told")
    told = hoaban("backup", folder)
    assert told.code == 0
    assert str(whole_backups(folder)[0]) in told.out
    assert "HOABAN_SECRET_KEY" in told.out
    assert "never told" not in told.out


def test_what_comes_and_goes_meanwhile_is_in_it_where_the_database_names_it(state, folder):
    new = state / "media/documents/mới.pdf"
    seen = set()

    def meanwhile(_done, _total, what):
        if what.endswith("of the database"):
            new.write_text("new")
            (state / "media/images/anh.jpg").unlink(missing_ok=True)
            (state / "reads/journal/2026-12-01/aa.reads").write_text("x" * 240)
        seen.add(what)

    backup = Taking(state, folder).take(meanwhile)
    backup.verify()
    assert {"media/documents/mới.pdf", "media/images/anh.jpg"} <= backup.manifest.files.keys()
    assert backup.manifest.files["reads/journal/2026-12-01/aa.reads"].size == 240
    assert any(what.endswith("of the database") for what in seen)


def test_nobody_who_writes_waits_and_the_copy_is_of_one_moment(state, folder, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("pg_dump sees to it")
    monkeypatch.setattr(database_copies, "PAGES_AT_ONCE", 20)
    before, writes = Locale.objects.count(), []

    def meanwhile(_done, _total, what):
        if what.startswith("pages"):
            with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as other, other:
                other.execute("INSERT INTO wagtailcore_locale (language_code) VALUES (?)", [f"x{len(writes)}"])
            writes.append(what)

    backup = Taking(state, folder).take(meanwhile)
    assert len(writes) > 5
    assert rows_of(backup) == before


@pytest.mark.parametrize("at", ["first file", "database", "manifest"])
def test_one_that_fails_leaves_nothing_that_could_be_taken_for_a_whole_one(state, folder, monkeypatch, at):
    good = Taking(state, folder).take()

    def fail(*_words, **_named):
        raise OSError(28, "No space left on device")

    places = {
        "first file": (file_copies, "copy_whole"),
        "database": (type(database_copies.database_copy()), "take"),
        "manifest": (backup_folder.Manifest, "as_json"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*places[at], fail)
        (state / "media/images/anh.jpg").write_text("changed")
        with pytest.raises(CannotBackUp, match="No space left"):
            Taking(state, folder, keep=1).take()
    assert [path.name for path in folder.iterdir() if path.name != taking.LOCK] == [good.folder.name]
    good.verify()


def test_a_full_disk_is_refused_before_anything_is_written(state, folder, monkeypatch):
    monkeypatch.setattr(taking, "free_space", lambda _folder: 1000)
    with pytest.raises(CannotBackUp, match=r"needs \d+ MB, and 1 MB are free on the disk of .*Make room"):
        Taking(state, folder, keep=1).take()
    assert whole_backups(folder) == []


@pytest.mark.parametrize(("keep", "left"), [(1, 1), (2, 1), (3, 2), (4, 3)])
def test_a_disk_that_is_too_full_loses_what_would_go_anyway_but_never_the_newest(
    state, folder, monkeypatch, keep, left
):
    backups = [Taking(state, folder).take().folder for _ in range(4)]
    monkeypatch.setattr(taking, "free_space", lambda _folder: 1000)
    with pytest.raises(CannotBackUp, match="the newest backup stays"):
        Taking(state, folder, keep=keep).take()
    assert whole_backups(folder) == backups[-left:]
    # As soon as there is room, no more of them goes than must.
    monkeypatch.setattr(taking, "free_space", lambda _folder: 1 << 40 if len(whole_backups(folder)) == left else 1000)
    assert Taking(state, folder, keep=keep).take().folder == whole_backups(folder)[-1]
    assert len(whole_backups(folder)) == min(keep, left + 1)


def test_a_folder_that_cannot_be_looked_into_is_told_in_a_sentence(state, folder, hoaban, monkeypatch):
    folder.mkdir()
    monkeypatch.setattr(Path, "iterdir", Mock(side_effect=PermissionError(13, "Permission denied")))
    told = hoaban("backup", folder)
    assert (told.code, "cannot be looked into: Permission denied" in told.err) == (1, True)


def test_two_portals_never_share_a_folder(state, folder, settings):
    first = Taking(state, folder).take()
    settings.SECRET_KEY = "another portal's key, which nobody can guess from the manifest"
    with pytest.raises(CannotBackUp, match="another portal"):
        Taking(state, folder, keep=1)
    with pytest.raises(CannotRestore, match="made by another portal"):
        Restoring(first, state)
    assert Restoring(first, state, although_another=True).backup == first
    assert settings.SECRET_KEY not in (first.folder / MANIFEST).read_text()


def test_a_folder_within_the_state_and_a_second_backup_at_once_are_refused(state, folder):
    for inside in (state, state / "published/backups", state / "media"):
        with pytest.raises(CannotBackUp, match="lies in the state folder"):
            Taking(state, inside)
    with alone(folder / taking.LOCK), pytest.raises(CannotBackUp, match="is under way"):
        Taking(state, folder).take()


def test_a_damaged_database_is_told_and_no_good_backup_goes_for_it(state, folder):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL tells it by itself")
    good = Taking(state, folder).take()
    bad = Taking(state, folder, keep=1)
    bad.database.database = state / "damaged.sqlite3"
    shutil.copyfile(good.folder / SqliteCopy.name, bad.database.database)
    with bad.database.database.open("r+b") as file:
        file.seek(40_960)
        file.write(os.urandom(200_000))
    with pytest.raises((CannotBackUp, CannotCopyDatabase), match=r"damaged|malformed"):
        bad.take()
    assert whole_backups(folder) == [good.folder]


def test_a_missing_program_of_postgresql_is_named_with_its_package(monkeypatch):
    server = Mock()
    server.connection.info.server_version = 990_001
    monkeypatch.setattr(database_copies, "connection", server)
    with pytest.raises(CannotCopyDatabase, match=r"no pg_dump of that version.*apt install postgresql-client-99"):
        program_for_server("pg_dump")


def test_a_database_that_others_use_is_not_put_back():
    if connection.vendor != "postgresql":
        pytest.skip("the locks of the state folder tell it")
    PostgresqlCopy().refuse_while_used()
    with closing(connection.copy()) as another:
        another.ensure_connection()
        with pytest.raises(CannotCopyDatabase, match=r"1 other connections use the database\. Stop the portal"):
            PostgresqlCopy().refuse_while_used()


class Damage(NamedTuple):
    """What is done to a backup, and what is told of it."""

    act: Callable[[Backup], object]
    told: str


def torn(backup):
    text = (backup.folder / MANIFEST).read_text()
    (backup.folder / MANIFEST).write_text(text[: len(text) // 2])


def fifo(backup):
    (backup.folder / MANIFEST).unlink()
    os.mkfifo(backup.folder / MANIFEST)


def changed(**values):
    def act(backup):
        said = json.loads((backup.folder / MANIFEST).read_text())
        (backup.folder / MANIFEST).write_text(json.dumps({**said, **values}))

    return act


DAMAGES = {
    "a file that is gone": Damage(lambda backup: (backup.folder / "secret_key").unlink(), "secret_key is missing"),
    "a file of another length": Damage(
        lambda backup: (backup.folder / "media/images/anh.jpg").write_text("pict"), "anh.jpg is not what was written"
    ),
    "a file of other bytes": Damage(
        lambda backup: (backup.folder / "media/images/anh.jpg").write_text("picturE"), "anh.jpg is not what was written"
    ),
    "half a manifest": Damage(torn, "is not what was written"),
    "no manifest": Damage(lambda backup: (backup.folder / MANIFEST).unlink(), "no whole backup"),
    "a list of files that is none": Damage(changed(files=[]), "is not what was written"),
    "a name that leads out": Damage(changed(files={"../x": {"size": 1, "digest": ""}}), "../x belongs into no backup"),
    "a name of what no backup holds": Damage(
        changed(files={"published/x": {"size": 1, "digest": ""}}), "published/x belongs into no backup"
    ),
    **{
        f"the name {name[:20]}": Damage(changed(files={name: {"size": 1, "digest": ""}}), "belongs into no backup")
        for name in (
            "pwn.py",
            "reads/salt-2026-12-01",
            "reads/journal/x.py",
            f"media/{'a' * 400}",
            "media//x",
            "/media/x",
        )
    },
    "no database": Damage(changed(files={}), "its database is missing"),
    "a manifest that never ends": Damage(fifo, "no whole backup"),
    "a form of later": Damage(changed(form=99), "by a newer program"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_refused_with_what_is_wrong(state, folder, damage):
    backup = Taking(state, folder).take()
    DAMAGES[damage].act(backup)
    with pytest.raises(UnusableBackup, match=DAMAGES[damage].told):
        chosen_backup(folder).verify()


def test_names_as_long_as_they_can_be_are_taken_and_links_are_not(state, folder):
    longest = f"media/documents/{'ễ' * 85}"
    (state / longest).write_text("long")
    (state / "media/link").symlink_to("/etc/hostname")
    backup = Taking(state, folder).take()
    backup.verify()
    assert longest in backup.manifest.files
    assert "media/link" not in backup.manifest.files


def test_an_empty_folder_of_a_later_day_hides_no_backup(state, folder):
    whole = Taking(state, folder).take()
    (folder / "2027-01-01T00-00-00").mkdir()
    assert chosen_backup(folder) == whole


def test_the_newest_of_a_day_is_chosen_or_what_is_there_is_named(tmp_path):
    for name in ("2026-11-30T07-00-00", "2026-11-30T19-00-00", "2026-12-01T07-00-00", ".unfinished"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MANIFEST).write_text(
            json.dumps({"version": "1", "database": "sqlite", "migrations": [], "files": {}})
        )
    assert chosen_backup(tmp_path).folder.name == "2026-12-01T07-00-00"
    assert chosen_backup(tmp_path, "2026-11-30").folder.name == "2026-11-30T19-00-00"
    assert chosen_backup(tmp_path / "2026-11-30T07-00-00").folder.name == "2026-11-30T07-00-00"
    with pytest.raises(UnusableBackup, match=r"no backup of 2026-10.*2026-12-01T07-00-00"):
        chosen_backup(tmp_path, "2026-10")
    with pytest.raises(UnusableBackup, match="nothing"):
        chosen_backup(tmp_path / "elsewhere")
    assert isinstance(chosen_backup(tmp_path), Backup)

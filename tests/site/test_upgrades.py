"""The upgrade drill: databases of earlier commits are brought to today's, killed at every step, and end the same."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest

from hoaban.site import migrations_applied
from tests.machine import ROOT
from tests.support.command import environment
from tests.support.postgresql import a_postgresql

SAMPLES = ROOT / "tests/upgrades"
NAMES = sorted({path.name.partition(".")[0] for path in SAMPLES.glob("*.sql.gz")})
LARGEST_SAMPLE = 300_000


def statements(name, kind):
    return gzip.decompress((SAMPLES / f"{name}.{kind}.sql.gz").read_bytes()).decode()


def upgraded(var, *, killed=False, **options):
    """What came of an upgrade in a process of its own."""
    settings = environment(var, {"HOABAN_MODE": "development", **options})
    settings |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "hoaban.site.settings"}
    told = f"import django; django.setup(); from tests.support.upgrading import upgrade; upgrade(killed={killed})"
    command = [sys.executable, "-c", told]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def is_right(found):
    assert found["wrong"] == []
    assert found["answers"] == {"200": 2}
    titles = {title: live for title, live, _path in found["rows"]["pages"]}
    assert titles["Khánh thành cầu mới"] is True
    assert titles["Bài số 2, sửa lần hai"] is False


def on_sqlite(var, name, *, killed=False):
    var.mkdir()
    with closing(sqlite3.connect(var / "hoaban.sqlite3")) as database:
        database.executescript(statements(name, "sqlite"))
    found = upgraded(var, killed=killed)
    is_right(found)
    return found


def on_postgresql(server, var, name, *, killed=False):
    database = f"from_{name.rpartition('-')[2]}_{killed}".lower()
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    address = server.address.replace("/hoaban?", f"/{database}?")
    with psycopg.connect(address) as connection:
        connection.execute(statements(name, "postgresql"))
    found = upgraded(var, killed=killed, HOABAN_DATABASE_URL=address)
    is_right(found)
    return found


def test_samples_of_several_commits_are_kept_and_stay_small():
    assert len(NAMES) >= 4
    for name in NAMES:
        for kind in ("sqlite", "postgresql"):
            assert (SAMPLES / f"{name}.{kind}.sql.gz").stat().st_size < LARGEST_SAMPLE


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_database_of_an_earlier_commit_is_brought_to_todays_on_sqlite(tmp_path, name):
    on_sqlite(tmp_path / "var", name)


def test_the_oldest_one_ends_the_same_on_sqlite_where_every_step_is_killed(tmp_path):
    killed = on_sqlite(tmp_path / "killed", NAMES[0], killed=True)
    assert killed["kills"] > 10
    assert killed["rows"] == on_sqlite(tmp_path / "straight", NAMES[0])["rows"]


def test_the_oldest_one_ends_the_same_on_postgresql_where_every_step_is_killed(tmp_path):
    with a_postgresql() as server:
        killed = on_postgresql(server, tmp_path, NAMES[0], killed=True)
        assert killed["kills"] > 10
        assert killed["rows"] == on_postgresql(server, tmp_path, NAMES[0])["rows"]


def test_migrations_of_a_newer_program_are_told_and_those_of_rooms_that_are_gone_are_not():
    known = ["publication.0001_initial", "wagtailcore.0001_initial"]
    assert migrations_applied.unknown(known) == []
    assert migrations_applied.unknown([*known, "a_room_of_ours.0001_initial"]) == []
    assert migrations_applied.unknown([*known, "news.9999_later"]) == ["news.9999_later"]

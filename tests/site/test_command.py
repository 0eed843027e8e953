"""The `hoaban` command as an operator types it: what it refuses, and what it says."""

import socket
import sqlite3
from contextlib import closing

import pytest

from hoaban.site.supervisor import AddressNotFree, keep_private, make_sure_it_is_free
from tests.support.command import PRODUCTION, hoaban


def test_a_port_that_is_taken_is_told_in_a_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(AddressNotFree, match="choose another one: hoaban serve --port"):
            make_sure_it_is_free("127.0.0.1", other.getsockname()[1])


def test_a_production_with_dangerous_options_does_not_start_and_says_all_of_it(tmp_path):
    refused = hoaban(tmp_path, "serve", HOABAN_DEBUG="yes", HOABAN_HOSTS="*")
    assert refused.returncode == 2
    for word in ("HOABAN_SECRET_KEY", "HOABAN_DEBUG", "`*`"):
        assert word in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_doctor_of_a_production_tells_every_problem_with_its_remedy(tmp_path):
    told = hoaban(tmp_path, "doctor", **PRODUCTION)
    assert told.returncode == 1
    problems = [line for line in told.stdout.splitlines() if line.startswith("problem")]
    assert len(problems) >= 2
    assert f"{len(problems)} problems found." in told.stdout


def test_djangos_deployment_checks_have_nothing_to_say(tmp_path):
    checked = hoaban(tmp_path, "manage", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


def test_a_production_takes_no_invented_news(tmp_path):
    refused = hoaban(tmp_path, "demo", "--articles", "5", **PRODUCTION)
    assert refused.returncode == 1
    assert "not added to a production" in refused.stderr
    assert not (tmp_path / "hoaban.sqlite3").exists()


def test_a_dry_run_of_the_demo_says_what_it_would_add_and_adds_nothing(tmp_path):
    told = hoaban(tmp_path, "demo", "--articles", "5", "--dry-run", HOABAN_MODE="development")
    assert told.returncode == 0, told.stderr
    assert "The example portal would be added." in told.stdout
    assert "5 plain articles would be added." in told.stdout
    with closing(sqlite3.connect(tmp_path / "hoaban.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_wrong_argument_is_refused_with_its_value_and_the_remedy(tmp_path):
    refused = hoaban(tmp_path, "serve", "--port", "99999")
    assert refused.returncode == 2
    assert "'99999': write a whole number from 1 to 65535." in refused.stderr


def test_nobody_else_gets_at_what_is_not_published(tmp_path):
    for name in ("hoaban.sqlite3", "hoaban.sqlite3-wal", "press.sqlite3", "secret_key", "hoaban.toml"):
        (tmp_path / name).touch(mode=0o644)
    (tmp_path / "media").mkdir(mode=0o755)
    (tmp_path / "published").mkdir(mode=0o755)
    keep_private(tmp_path)
    open_to_others = {path.name for path in tmp_path.iterdir() if path.stat().st_mode & 0o077}
    assert open_to_others == {"published"}

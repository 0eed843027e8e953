"""What desk and worker wait for: said again and again, and gone on with as soon as it is there."""

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

from hoaban.kit import troubles
from hoaban.kit.errors import HoabanError
from hoaban.site import preparation, readiness, trial


@pytest.fixture
def pauses(monkeypatch):
    """For how long was waited, instead of waiting."""
    slept = []
    monkeypatch.setattr(preparation.time, "sleep", slept.append)
    monkeypatch.setattr(preparation.connections, "close_all", lambda: None)
    yield slept
    troubles.end("database")


def answers(*given):
    """What is missing, time after time."""
    left = list(given)
    return lambda **_named: left.pop(0)


def test_it_says_each_time_what_is_missing_and_goes_on_by_itself(pauses, monkeypatch, capsys):
    monkeypatch.setattr(preparation, "what_is_missing", answers(["Old."], ["Old."], ["Old.", "Weak."], []))
    preparation.wait_until_prepared(fills=False)
    assert pauses == [1.0, 2.0, 4.0]
    assert capsys.readouterr().out.splitlines() == [
        "Readers read on; desk and worker wait 1 s. Old.",
        "Readers read on; desk and worker wait 2 s. Old.",
        "Readers read on; desk and worker wait 4 s. Old. Weak.",
        "The database is there; desk and worker start.",
    ]
    assert troubles.told() == ("database: Old. Weak.",)


def test_it_is_looked_at_again_every_ten_seconds_at_least(pauses, monkeypatch):
    monkeypatch.setattr(preparation, "what_is_missing", answers(*[["Away."]] * 9, []))
    preparation.wait_until_prepared(fills=False)
    assert max(pauses) == 10.0


def test_what_is_there_is_worth_no_word(pauses, monkeypatch, capsys):
    monkeypatch.setattr(preparation, "what_is_missing", answers([]))
    preparation.wait_until_prepared(fills=False)
    assert (pauses, capsys.readouterr().out) == ([], "")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DatabaseError("file is not a database"), "bring the newest backup back with `hoaban restore"),
        (OperationalError("connection\n refused"), "cannot be used (connection refused)"),
        (InterfaceError("closed"), "cannot be used (closed)"),
        (OSError(28, "No space left on device"), "No space left"),
        (HoabanError("A sentence."), "A sentence."),
    ],
)
def test_what_stops_a_trial_is_told_in_a_sentence(monkeypatch, error, told):
    def fails(_options):
        raise error

    monkeypatch.setattr(trial, "make_ready", fails)
    assert told in " ".join(preparation.what_is_missing(fills=True))


@pytest.mark.parametrize("fills", [True, False])
def test_a_trial_is_made_ready_then_filled_then_looked_at(monkeypatch, fills):
    done = []
    monkeypatch.setattr(trial, "make_ready", lambda _options: done.append("ready"))
    monkeypatch.setattr(trial, "fill_if_new", lambda _options: done.append("filled"))
    monkeypatch.setattr(readiness, "problems_of_database", lambda: iter(["Newer."]))
    assert preparation.what_is_missing(fills=fills) == ["Newer."]
    assert done == (["ready", "filled"] if fills else ["ready"])

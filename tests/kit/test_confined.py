"""A child process gets what it may have, and whoever started it learns what it wanted more of."""

import threading

import pytest

from hoaban.kit import confined
from hoaban.kit.confined import Failed, Limits, OverLimit

LITTLE = Limits(memory=256 << 20, seconds=1)


def ask(what, **job):
    return confined.run("tests.kit.greedy", {"what": what, **job}, LITTLE)


def test_a_child_answers():
    assert ask("hello") == {"said": "hello"}


@pytest.mark.parametrize(("what", "reason"), [("memory", "memory"), ("processor", "time"), ("clock", "time")])
def test_a_child_that_wants_more_is_ended_for_it(monkeypatch, what, reason):
    monkeypatch.setattr(confined, "SECONDS_TO_START", 4 if what == "clock" else 60)
    with pytest.raises(OverLimit) as ended:
        ask(what)
    assert ended.value.reason == reason


def test_a_child_knows_no_secret_of_the_installation(monkeypatch):
    for name in ("HOABAN_SECRET_KEY", "HOABAN_DATABASE_URL", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret")
    names = set(ask("secrets")["names"])
    assert names & {"HOABAN_SECRET_KEY", "HOABAN_DATABASE_URL", "PGPASSWORD"} == set()
    assert "PATH" in names


def test_an_error_of_its_own_is_told():
    with pytest.raises(Failed, match="so it is"):
        ask("error")


def test_no_child_fills_the_disk(tmp_path):
    with pytest.raises((Failed, OverLimit)):
        ask("disk", target=str(tmp_path / "large"))
    assert (tmp_path / "large").stat().st_size == 0


def test_few_run_at_once_and_the_others_are_told_to_come_again(monkeypatch):
    monkeypatch.setattr(confined, "_places", threading.BoundedSemaphore(1))
    with confined._places, pytest.raises(OverLimit) as turned_away:
        ask("hello")
    assert turned_away.value.reason == "busy"
    assert ask("hello") == {"said": "hello"}

"""The one loop of all followers: turns, pauses after failures, standing by; and the log pruned behind each of them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError

from hoaban.kit.processes import alone
from hoaban.kit.rooms import declared
from hoaban.publication import followers
from hoaban.publication.followers import Follower, follow, prune_behind_all, take_turns
from hoaban.publication.models import Entry
from hoaban.publication.queries import START
from tests.builders import a_portal
from tests.support.entries import newest_position
from tests.support.followers import Following, a_follower
from tests.support.steps import Steps, pauses


@pytest.fixture(autouse=True)
def _connections_of_the_test_stay(monkeypatch):
    monkeypatch.setattr(followers, "close_old_connections", lambda: None)


def test_pauses_double_after_failures_up_to_the_longest_and_begin_anew_after_a_good_turn():
    away = [DatabaseError("away")] * 4
    steps = pauses(7)
    following = Following(*away, DatabaseError("away"))
    take_turns(a_follower(first_pause=1.0, longest_pause=6.0), following, steps)
    assert steps.pauses == [1.0, 2.0, 4.0, 6.0, 6.0, 0.5, 0.5]
    assert following.reasons == ["away"] * 5
    steps = Steps(lambda: None, lambda: following.errors.append(OSError("full")), lambda: None)
    take_turns(a_follower(), following, steps)
    assert steps.pauses == [0.5, 0.5, 1.0]


def test_what_is_waited_for_is_one_line_and_what_nobody_expected_has_its_trace(caplog):
    following = Following(DatabaseError("away"), KeyError("a fault"))
    take_turns(a_follower(meanwhile="Nothing is lost."), following, pauses(3))
    assert [record.getMessage() for record in caplog.records] == [
        "The one waits 1 s: away. Nothing is lost.",
        "The one waits 2 s: KeyError: 'a fault'. Nothing is lost.",
        "The one goes on.",
    ]
    assert [bool(record.exc_info) for record in caplog.records] == [False, True, False]
    assert following.reasons == ["away", "KeyError: 'a fault'"]


def test_a_failure_that_lasts_can_be_told_at_its_beginning_alone(caplog):
    take_turns(a_follower(tells_once=True), Following(*[OSError("away")] * 5), pauses(6))
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_another_failure_is_told_though_one_lasts(caplog):
    errors = [OSError("away"), OSError("away"), KeyError("a fault"), KeyError("a fault"), OSError("away")]
    take_turns(a_follower(tells_once=True), Following(*errors), pauses(6))
    told = [(record.getMessage().split(": ", 1)[-1].strip(), bool(record.exc_info)) for record in caplog.records]
    assert told == [("away.", False), ("KeyError: 'a fault'.", True), ("away.", False), ("The one goes on.", False)]


def test_a_second_process_stands_by_until_the_first_is_gone(tmp_path):
    stop, begun = threading.Event(), threading.Event()

    @contextmanager
    def opened(_var):
        begun.set()
        yield Following()

    follower = a_follower(opened=opened)
    standing_by = threading.Thread(target=follow, args=(follower, tmp_path, stop))
    with alone(follower.lock(tmp_path)):
        standing_by.start()
        assert not begun.wait(0.3)
    assert begun.wait(10)
    stop.set()
    standing_by.join()


def test_what_an_installation_does_not_want_is_never_opened(tmp_path):
    def opened(_var):
        raise AssertionError

    follow(a_follower(opened=opened, is_wanted=lambda: False), tmp_path, threading.Event())


@pytest.mark.databases
@pytest.mark.django_db
def test_the_log_is_pruned_behind_every_follower_that_has_begun(tmp_path, monkeypatch):
    a_portal()
    begun, beginning, not_begun = (lambda _var: newest_position()), (lambda _var: START), (lambda _var: None)
    told = []

    def of(*positions):
        told[:] = [a_follower(position=position) for position in positions]

    monkeypatch.setattr(followers, "declared", lambda _kind: told)
    before = Entry.objects.count()
    for positions in ((begun, beginning), (not_begun, not_begun), ()):
        of(*positions)
        assert prune_behind_all(tmp_path, keep=timedelta()) == 0
    of(begun, not_begun)
    assert prune_behind_all(tmp_path, keep=timedelta()) == before > 0


def test_no_two_followers_share_a_name_or_a_lock(tmp_path):
    every = declared(Follower)
    assert {one.name for one in every} >= {"press", "search", "purge_caches", "count_reads"}
    assert len({one.name for one in every}) == len({one.lock(tmp_path) for one in every}) == len(every)

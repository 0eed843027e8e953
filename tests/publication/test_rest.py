"""Followers do nothing while nobody writes to the database, and miss nothing of what somebody writes."""

from __future__ import annotations

import threading
import uuid
from contextlib import closing

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from hoaban.press.following import PRESS
from hoaban.publication import followers
from hoaban.publication.changes import Mark, Watch, mark_of_now
from hoaban.publication.followers import LONGEST_REST, take_turns
from hoaban.search.following import INDEXES
from tests.support.followers import Following, a_follower
from tests.support.steps import Steps, pauses


def elsewhere(act):
    """Do something with a connection of its own, as another process would."""

    def run():
        with closing(connection):
            act()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def add_somebody():
    get_user_model().objects.create(username=uuid.uuid4().hex)


def add_and_think_better_of_it():
    with transaction.atomic():
        add_somebody()
        transaction.set_rollback(True)


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_what_others_write_is_told_and_quiet_is_told_too():
    before = mark_of_now()
    assert all(mark_of_now().is_now(before) for _ in range(20))
    elsewhere(get_user_model().objects.count)
    assert mark_of_now().is_now(before), "reading is no change"
    elsewhere(add_somebody)
    after = mark_of_now()
    assert not after.is_now(before)
    elsewhere(add_and_think_better_of_it)
    assert get_user_model().objects.count() == 1
    connection.close()
    assert not mark_of_now().is_now(after), "another connection may count otherwise"


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_a_follower_rests_with_the_connections_that_it_really_has():
    """Each turn may close its connection, and another one knows nothing of the mark."""
    following, seen = Following(), []

    def note():
        seen.append(following.turns)

    def write():
        note()
        elsewhere(add_somebody)

    steps = Steps(note, note, note, write, note, note)
    elsewhere(lambda: take_turns(a_follower(rests=True), following, steps))
    assert seen == [1, 1, 1, 1, 2, 2]


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_one_who_watches_wakes_all_who_rest(monkeypatch):
    """With pauses that no test could wait for: the watch alone wakes them."""
    watch, stop, woken = Watch(), threading.Event(), []
    monkeypatch.setattr(followers, "WATCH", watch)
    monkeypatch.setattr(followers, "LONGEST_PAUSE_OF_REST", 600.0)
    monkeypatch.setattr(followers, "LONGEST_REST", 600.0)
    following = [Following(), Following()]
    rested = [threading.Event() for _ in following]

    def follow(one, sign):
        turn = one.turn

        def noted(stop):
            turn(stop)
            woken.append(one)
            sign.set()

        one.turn = noted
        with closing(connection):
            take_turns(a_follower(rests=True, seconds=0.001), one, stop)

    looking = threading.Thread(target=watch.look, args=(stop, 0.001))
    resting = [threading.Thread(target=follow, args=pair) for pair in zip(following, rested, strict=True)]
    looking.start()
    for thread in resting:
        thread.start()
    for sign in rested:
        assert sign.wait(30)
        sign.clear()
    elsewhere(add_somebody)
    assert all(sign.wait(30) for sign in rested)
    stop.set()
    for thread in (looking, *resting):
        thread.join(30)
        assert not thread.is_alive(), "told to stop, nobody rests on"
    assert not watch.looks


def test_a_mark_of_nothing_is_never_now():
    assert not Mark(None, 1).is_now(None)


@pytest.fixture
def world(monkeypatch):
    """A database and a clock that move when they are told."""

    class World:
        state, now = 1, 1000.0

        def write(self):
            self.state += 1

    one = World()
    monkeypatch.setattr(followers, "mark_of_now", lambda: Mark(None, one.state))
    monkeypatch.setattr(followers.time, "monotonic", lambda: one.now)
    monkeypatch.setattr(followers, "close_old_connections", lambda: None)
    return one


def turns_at(world, steps, *errors, **said):
    """After which steps a follower had taken how many turns."""
    following = Following(*errors)
    seen = []

    def watched(step):
        def do():
            seen.append(following.turns)
            step()

        return do

    take_turns(a_follower(rests=True, **said), following, Steps(*map(watched, steps)))
    return seen


def nothing():
    return None


def test_no_turn_is_taken_while_nobody_writes(world):
    assert turns_at(world, [nothing, nothing, world.write, nothing, nothing]) == [1, 1, 1, 2, 2]


def test_what_waits_for_its_time_waits_no_longer_than_a_rest(world):
    def wait():
        world.now += LONGEST_REST

    assert turns_at(world, [nothing, wait, nothing, nothing]) == [1, 1, 2, 2]


def test_after_a_failure_the_next_turn_is_taken_in_any_case(world):
    assert turns_at(world, [nothing, nothing, nothing], OSError("away")) == [1, 2, 2]


def test_who_does_not_rest_takes_every_turn(world):
    following = Following()
    take_turns(a_follower(), following, pauses(4))
    assert following.turns == 4


def test_press_and_search_rest():
    assert PRESS.rests
    assert INDEXES.rests

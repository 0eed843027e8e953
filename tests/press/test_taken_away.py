"""The published directory or the state of the press taken away: noticed, told, and pressed again by itself."""

from __future__ import annotations

import logging
import shutil
import threading

import pytest

from hoaban.front.directory import PublishedDirectory
from hoaban.press.actions import DIRECTORY, STATE
from hoaban.press.following import opened
from hoaban.press.verify import Verifier
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db(transaction=True)


def without_directory(var):
    shutil.rmtree(var / DIRECTORY)


def without_what_is_in_it(var):
    without_directory(var)
    (var / DIRECTORY).mkdir()


def without_state(var):
    for path in var.glob(f"{STATE}*"):
        path.unlink()


def without_both(var):
    without_directory(var)
    without_state(var)


TAKEN = [without_directory, without_what_is_in_it, without_state, without_both]


@pytest.fixture
def var(tmp_path):
    an_article(a_section(a_portal()), "Còn đó")
    return tmp_path


def assert_all_is_there(var):
    comparison = Verifier(PublishedDirectory(var / DIRECTORY)).verify()
    assert comparison.compared > 5
    assert comparison.differences == []


@pytest.mark.parametrize("take_away", TAKEN)
def test_what_is_taken_away_while_it_runs_is_told_and_pressed_again(var, take_away, caplog):
    caplog.set_level(logging.ERROR)
    with opened(var) as following:
        following.turn(threading.Event())
        assert_all_is_there(var)
        take_away(var)
        following.turn(threading.Event())
        assert "Everything is pressed again." in caplog.text
        assert_all_is_there(var)


@pytest.mark.parametrize("take_away", TAKEN)
def test_what_was_taken_away_while_it_stood_is_pressed_at_the_next_start(var, take_away):
    for act in (take_away, lambda _var: None):
        with opened(var) as following:
            following.turn(threading.Event())
        assert_all_is_there(var)
        act(var)


def test_what_stands_as_it_was_is_not_pressed_again(var, caplog):
    caplog.set_level(logging.ERROR)
    with opened(var) as following:
        following.turn(threading.Event())
        following.turn(threading.Event())
    assert caplog.text == ""

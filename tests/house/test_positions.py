"""How far each follower says that it has read the log: the log is pruned behind the least of these answers."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from hoaban.counting.following import private_folder
from hoaban.counting.shown_counts import read_position
from hoaban.counting.tally import Tally
from hoaban.front.journal import SHOWN_POSITION
from hoaban.press import actions as press_actions
from hoaban.press import following as press_following
from hoaban.press.state import PressState
from hoaban.publication.queries import START
from hoaban.search import following as search_following
from hoaban.search.engine import POSITION, Index
from hoaban.search.indexer import FOLDER, PUBLIC, Indexer
from tests.builders import a_portal, a_section, an_article
from tests.support.entries import newest_position
from tests.support.press import a_press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture(autouse=True)
def article():
    return an_article(a_section(a_portal()), "Bài")


def test_the_press_has_none_then_the_start_then_what_it_has_read(tmp_path):
    assert press_following.position(tmp_path) is None
    with closing(PressState(tmp_path / press_actions.STATE)) as state:
        assert press_following.position(tmp_path) is None, "its file is there, and it has not begun"
        with state.writing():
            state.set_fact("beginning", "yes")
    assert press_following.position(tmp_path) == START
    with a_press(tmp_path) as press:
        press.catch_up()
    assert press_following.position(tmp_path) == newest_position()


def test_a_state_of_the_press_that_cannot_be_read_keeps_the_whole_log(tmp_path):
    (tmp_path / press_actions.STATE).write_bytes(b"nothing of SQLite" * 300)
    assert press_following.position(tmp_path) == START


def test_asking_the_press_changes_nothing_in_the_state_of_another_version(tmp_path):
    with a_press(tmp_path) as press:
        press.catch_up()
    with closing(sqlite3.connect(tmp_path / press_actions.STATE, isolation_level=None)) as other:
        other.execute("PRAGMA user_version=999")
        before = list(other.iterdump())
        assert press_following.position(tmp_path) == newest_position()
        assert list(other.iterdump()) == before
        assert other.execute("PRAGMA user_version").fetchone() == (999,)


def test_the_search_has_none_then_what_its_indexes_have_read(var, follow):
    assert search_following.position(var) is None
    follow()
    assert search_following.position(var) == newest_position()


def test_a_rebuilding_that_was_broken_off_holds_the_log_until_the_index_is_opened(var, follow):
    follow()
    left = Index.create(var / FOLDER / f"{PUBLIC}.new")
    left.set_fact(POSITION, START)
    left.commit()
    left.close()
    assert search_following.position(var) == START
    indexer = Indexer(var, PUBLIC)
    indexer.open()
    indexer.close()
    assert search_following.position(var) == newest_position()


def test_the_shown_counts_have_none_then_what_they_have_read(tmp_path):
    folder = private_folder(tmp_path)
    assert read_position(folder) is None
    tally = Tally(folder)
    try:
        tally.tick(1_800_000_000_000)
        assert read_position(folder) == newest_position()
    finally:
        tally.close()


@pytest.mark.parametrize("left", ["", "[1", "[]", '"x"', "null", "[1, 2, 3, 4]"])
def test_a_position_that_was_torn_keeps_the_whole_log(tmp_path, left):
    folder = private_folder(tmp_path)
    (folder / SHOWN_POSITION).write_text(left)
    assert read_position(folder) == START

"""A press into a directory of its own, and what lies there: for tests of the press and of the front that answers."""

from contextlib import contextmanager

import pytest

from hoaban.front.directory import PublishedDirectory
from hoaban.press import actions
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Verifier

PORTAL = "localhost"


@contextmanager
def a_press(folder, published=None):
    """A press into a folder of its own; what it publishes may lie elsewhere."""
    state = PressState(folder / actions.STATE)
    try:
        yield Press(PublishedDirectory(published or folder / actions.DIRECTORY), state)
    finally:
        state.close()


@pytest.fixture
def press(tmp_path):
    """A press that has not yet published anything."""
    with a_press(tmp_path) as press:
        yield press


def at(press, address):
    """The text at an address, or None."""
    body = press.directory.read(PORTAL, address)
    return body.decode() if body is not None else None


def differences(press):
    """What lies there otherwise than the database has it."""
    return Verifier(press.directory).verify().differences

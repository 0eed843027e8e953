"""A directory that the real press has filled, for tests that ask the real front for it."""

from contextlib import contextmanager

from hoaban.front.directory import PublishedDirectory
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Verifier

PORTAL = "localhost"


@contextmanager
def a_press(folder):
    """A press into a folder of its own."""
    state = PressState(folder / "press.sqlite3")
    try:
        yield Press(PublishedDirectory(folder / "published"), state)
    finally:
        state.close()


def differences(press):
    return [str(difference) for difference in Verifier(press.directory).verify().differences]

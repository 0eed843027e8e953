"""The followers of the press, which the worker runs: itself, behind which the log is pruned, and purging behind it."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from pathlib import Path

from django.conf import settings

from hoaban.front.layout import GENERATION
from hoaban.press import health
from hoaban.press.actions import LOCK, STATE, press_again_if_made_anew, unlocked_press
from hoaban.press.press import Press
from hoaban.publication.followers import AWAY, Follower, Following
from hoaban.publication.queries import START, Position

logger = logging.getLogger(__name__)


class PressFollowing:
    """A press that follows, opened by `begin`; what stops it stands in its state as the alarm of the editors' desk."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Press]]) -> None:
        self.begin = begin
        self.held = ExitStack()
        self.press: Press | None = None
        self.standing: list[int] = []

    def turn(self, stop: threading.Event) -> None:
        """Press until nothing waits that can be done now; where its files were taken away, begin anew."""
        if self.press is not None and files_of(self.press) != self.standing:
            gone = (self.press.directory.root, self.press.state.file)
            logger.error("%s or %s is gone, or another one. Everything is pressed again.", *gone)
            self.close()
        if self.press is None:
            self.press = self.held.enter_context(self.begin())
            self.standing = files_of(self.press)
            press_again_if_made_anew(self.press)
        self.press.catch_up(stop=stop)
        if self.press.state.fact("alarm"):
            self.set_alarm("")

    def close(self) -> None:
        """Let go of the press."""
        self.press = None
        self.held.close()

    def failed(self, reason: str) -> None:
        """Tell the editors why nothing is pressed; what is published stays as it is."""
        self.set_alarm(reason)

    def set_alarm(self, reason: str) -> None:
        """Note for the editors' desk why nothing is pressed; nothing where even that cannot be written."""
        if self.press is not None:
            with suppress(Exception), self.press.state.writing():
                self.press.state.set_fact("alarm", reason)


def files_of(press: Press) -> list[int]:
    """What tells the state and the directory that stand there from any others; 0 for one that is gone."""
    numbers = []
    for path in (press.state.file, press.directory.root / GENERATION):
        try:
            numbers.append(path.stat().st_ino)
        except FileNotFoundError:
            numbers.append(0)
    return numbers


def opened(var: Path) -> AbstractContextManager[PressFollowing]:
    """The press of this installation, with as many processes as its options say."""
    return closing(PressFollowing(lambda: unlocked_press(var, settings.HOABAN.presses)))


def position(var: Path) -> Position | None:
    """How far the press has read the log; None where it has not begun, the start of the log while it begins.

    Only looked at: opening the state as the press does would bring it into this program's own form, under the feet of
    a press of another version. What cannot be read keeps the whole log.
    """
    if not (var / STATE).exists():
        return None
    try:
        with health.opened(var / STATE, "ro") as looked_at:
            rows = looked_at.execute("SELECT name, value FROM fact WHERE name IN ('position', 'beginning')")
            facts = {name: value for name, value in rows if value}
    except sqlite3.DatabaseError:
        return START
    if "position" in facts:
        return Position(*json.loads(facts["position"]))
    return START if "beginning" in facts else None


PRESS = Follower(
    name="press",
    title="The press",
    lock=lambda var: var / LOCK,
    opened=opened,
    position=position,
    seconds=0.1,
    rests=True,
    # A full, read-only or broken disk fails the state file and the redirects with errors of SQLite.
    waits_for=(*AWAY, sqlite3.DatabaseError),
    meanwhile="What is published stays as it is.",
)


def opened_purger(var: Path) -> AbstractContextManager[Following]:
    """What tells the caches before the portal."""
    # Every process knows what is declared; a client of HTTP costs it 6 MB, and only the worker needs one.
    from hoaban.press import purging  # noqa: PLC0415

    return purging.opened(var)


PURGING = Follower(
    name="purge_caches",
    title="Purging caches",
    lock=lambda var: var / "purge.lock",
    opened=opened_purger,
    longest_pause=300.0,
    waits_for=(*AWAY, sqlite3.OperationalError),
    meanwhile="It is tried again until it can.",
    tells_once=True,
    is_wanted=lambda: settings.HOABAN_PURGE is not None,
)

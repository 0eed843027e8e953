"""What may be done with the press: follow the log for ever, press everything, mend, carry a copy away."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, InterfaceError, close_old_connections

import hoaban
from hoaban.front.directory import PublishedDirectory
from hoaban.front.layout import FILES, REDIRECTS
from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import Taken, alone
from hoaban.press.press import Batch, Press, Progress, no_progress
from hoaban.press.state import PressState
from hoaban.press.verify import Difference
from hoaban.publication.addresses import Published, Rank
from hoaban.publication.queries import Position

logger = logging.getLogger(__name__)
DIRECTORY, STATE, LOCK = "published", "press.sqlite3", "press.lock"
SECONDS_BETWEEN_LOOKS = 0.1
LONGEST_PAUSE = 30.0
# What pages are made from besides the database; a change of any of these presses everything again.
MADE_FROM = ("*.html", "*.css", "*.js", "*.svg", "*.py", "*.mo")


class AnotherPress(HoabanError):
    """Another process is pressing already."""


@contextmanager
def open_press(var: Path, *, wait: bool = False, processes: int = 1) -> Iterator[Press]:
    """The press of an installation, for one process at a time, which `processes` - 1 helpers render for.

    A second one waits until the first is gone (`wait`), so that it can stand by; else AnotherPress is raised.
    """
    with ExitStack() as held:
        try:
            held.enter_context(alone(var / LOCK, wait=wait))
        except Taken:
            raise AnotherPress(
                f"Another process is pressing into {var / DIRECTORY}. While the portal runs, its worker presses by "
                "itself; to press by hand, stop it first."
            ) from None
        state = held.enter_context(closing(whole_state(var / STATE)))
        press = Press(PublishedDirectory(var / DIRECTORY), state, processes)
        held.enter_context(closing(press.workshop))
        # One that was killed may have remembered a batch without a word to the front.
        press.move_on()
        yield press


def whole_state(file: Path) -> PressState:
    """The state; one that a broken disk has damaged is laid aside, and everything is pressed again."""
    if is_damaged(file):
        aside = file.with_name(f"{file.name}.damaged")
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        file.replace(aside)
        logger.error(
            "%s is damaged and lies in %s now. Everything is pressed again; readers notice nothing.", file, aside
        )
    return PressState(file)


def is_damaged(file: Path) -> bool:
    """Whether SQLite cannot read a file that is there."""
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(file, timeout=30)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return True


def made_from() -> str:
    """A hash of everything that pages are made from besides the database."""
    package = Path(hoaban.__file__).parent
    files = sorted(path for pattern in MADE_FROM for path in package.rglob(pattern) if "tests" not in path.parts)
    digest = hashlib.blake2b(digest_size=16)
    for path in files:
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def press_again_if_made_anew(press: Press) -> bool:
    """Where the program or its look changed, ask for everything in the background; True if it did."""
    now = made_from()
    if press.state.fact("made_from") == now:
        return False
    with press.state.writing():
        press.state.ask_for_everything(Rank.BACKGROUND)
        press.state.set_fact("made_from", now)
    return True


def press_everything(press: Press, progress: Progress = no_progress) -> Batch:
    """Press every address; what was begun and not finished is gone on with."""
    press_again_if_made_anew(press)
    if press.state.fact("complete") or not press.state.fact("position"):
        press.log.press_all() if press.state.fact("position") else press.log.begin()
    return press.catch_up(progress)


def follow(press: Press, stop: threading.Event) -> None:
    """Press what changes until told to stop. Whatever fails is waited for and tried again; files stay as they are."""
    pause = SECONDS_BETWEEN_LOOKS
    is_compared = False
    while not stop.is_set():
        try:
            close_old_connections()
            if not is_compared:
                press_again_if_made_anew(press)
                is_compared = True
            press.catch_up(stop=stop)
            if press.state.fact("alarm"):
                sound_alarm(press, "")
            pause = SECONDS_BETWEEN_LOOKS
        except (DatabaseError, InterfaceError, OSError, sqlite3.DatabaseError) as error:
            # The last is a full, read-only or broken disk too: of the state file, of the redirects.
            pause = min(max(pause * 2, 1.0), LONGEST_PAUSE)
            logger.error("The press waits %.0f s: %s. What is published stays as it is.", pause, error)  # noqa: TRY400
            sound_alarm(press, str(error))
        except Exception as error:
            # No fault of one address, which stays with it, nor of the machine: the next try may find it mended.
            pause = min(max(pause * 2, 1.0), LONGEST_PAUSE)
            logger.exception("The press waits %.0f s. What is published stays as it is.", pause)
            sound_alarm(press, f"{type(error).__name__}: {error}")
        stop.wait(pause)


def sound_alarm(press: Press, reason: str) -> None:
    """Note for the editors' desk why nothing is pressed; nothing where even that cannot be written."""
    with suppress(Exception), press.state.writing():
        press.state.set_fact("alarm", reason)


def mend(press: Press, differences: Iterable[Difference]) -> None:
    """Ask for everything that differs to be pressed again, whatever the state file believes about it."""
    with press.state.writing():
        for difference in differences:
            folder, address = difference.folder, difference.address
            if not folder:
                continue  # the list of hosts, which is written whenever nothing waits
            if address == f"/{REDIRECTS}":
                # What stood in it is among what is missing.
                (press.directory.root / folder / REDIRECTS).unlink(missing_ok=True)
                continue
            if address.startswith(FILES):
                press.directory.remove(folder, [address])
                press.outbox.post(folder, [address], gone=False)
                shown_by = press.state.showing(f"{folder}{address}")
            else:
                shown_by = [address]
            for path in shown_by:
                press.state.distrust(folder, path)
            press.state.ask_for(folder, [Published(path, Rank.PAGE) for path in shown_by])
        for folder in press.directory.folders():
            for leftover in press.directory.leftovers(folder):
                leftover.unlink(missing_ok=True)


def position(var: Path) -> Position | None:
    """How far the press has read the log; None where there is no press yet."""
    if not (var / STATE).exists():
        return None
    state = PressState(var / STATE)
    try:
        return state.position if state.fact("position") else None
    finally:
        state.close()

"""What may be done with the press: open it, press everything, mend what differs."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import hoaban
from hoaban.front.directory import PublishedDirectory
from hoaban.front.layout import FILES, GENERATION, REDIRECTS
from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import LockHeld, alone
from hoaban.kit.progress import Progress, no_progress
from hoaban.press.directory_writer import Batch
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Difference
from hoaban.publication.addresses import Published, Rank

logger = logging.getLogger(__name__)
DIRECTORY, STATE, LOCK = "published", "press.sqlite3", "press.lock"
# What pages are made from besides the database; a change of any of these presses everything again.
MADE_FROM = ("*.html", "*.css", "*.js", "*.svg", "*.py", "*.mo")


class AnotherPress(HoabanError):
    """Another process is pressing already; the message says which folder and what to do."""


@contextmanager
def open_press(var: Path, *, processes: int = 1) -> Iterator[Press]:
    """The press of an installation, which `processes` - 1 helpers render for; raises AnotherPress where one runs."""
    with ExitStack() as held:
        try:
            held.enter_context(alone(var / LOCK))
        except LockHeld:
            raise AnotherPress(
                f"Another process is pressing into {var / DIRECTORY}. While the portal runs, its worker presses by "
                "itself; to press by hand, stop it first."
            ) from None
        yield held.enter_context(unlocked_press(var, processes))


@contextmanager
def unlocked_press(var: Path, processes: int) -> Iterator[Press]:
    """The press of an installation for whoever holds its lock."""
    forget_what_is_lost(var)
    with closing(whole_state(var / STATE)) as state:
        press = Press(PublishedDirectory(var / DIRECTORY), state, processes)
        with closing(press.pool):
            # One that was killed may have remembered a batch without a word to the front.
            press.writer.move_on()
            yield press


def forget_what_is_lost(var: Path) -> None:
    """Where the published directory is gone, forget that anything was pressed, so that all of it is pressed again."""
    file = var / STATE
    if file.exists() and not (var / DIRECTORY / GENERATION).exists():
        logger.error("%s is gone. Everything is pressed again.", var / DIRECTORY)
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)


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
        press.state.queue.add_all_known(Rank.BACKGROUND)
        press.state.set_fact("made_from", now)
    return True


def press_everything(press: Press, progress: Progress = no_progress) -> Batch:
    """Press every address; what was begun and not finished is gone on with."""
    press_again_if_made_anew(press)
    if press.state.fact("complete") or not press.state.fact("position"):
        press.log.enqueue_everything() if press.state.fact("position") else press.log.begin()
    return press.catch_up(progress)


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
                shown_by = press.state.records.showing(f"{folder}{address}")
            else:
                shown_by = [address]
            for path in shown_by:
                press.state.records.distrust(folder, path)
            press.state.queue.add(folder, [Published(path, Rank.PAGE) for path in shown_by])
        for folder in press.directory.folders():
            for leftover in press.directory.leftovers(folder):
                leftover.unlink(missing_ok=True)

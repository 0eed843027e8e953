"""How processes of one installation stand to each other: who is alone with some work, and who ends with whom."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from hoaban.kit.errors import HoabanError

DIE_WITH_PARENT = 1


class LockHeld(HoabanError):
    """Another process does the work already; `holder` says which, as far as it is known."""

    def __init__(self, lock: Path, number: str) -> None:
        super().__init__(str(lock))
        self.holder = f"The process {number}" if number.isdigit() else "Another process"


def take(lock: Path, *, wait: bool = False) -> TextIO:
    """Be the only process that does some work until the file that is returned is closed; a file stands for the work.

    A second process waits until the first one is gone (`wait`), so that it can stand by; else LockHeld is raised.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = lock.open("a+", errors="replace")
    try:
        fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with held:
            held.seek(0)
            raise LockHeld(lock, held.read(20).strip()) from None
    # Only told: a full disk takes the lock, and no number.
    with suppress(OSError):
        os.ftruncate(held.fileno(), 0)
        os.write(held.fileno(), b"%d\n" % os.getpid())
    return held


@contextmanager
def alone(lock: Path, *, wait: bool = False) -> Iterator[None]:
    """Be the only process that does some work, for the length of the block, as `take` says it."""
    with take(lock, wait=wait):
        yield


def end_with_parent(number: signal.Signals) -> None:
    """Let the kernel send this process a signal when the one that started it is gone (Linux)."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, number)

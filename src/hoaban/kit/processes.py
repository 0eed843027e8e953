"""How processes of one installation stand to each other: who is alone with some work, and who ends with whom."""

from __future__ import annotations

import ctypes
import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hoaban.kit.errors import HoabanError

DIE_WITH_PARENT = 1


class LockHeld(HoabanError):
    """Another process does the work already."""


@contextmanager
def alone(lock: Path, *, wait: bool = False) -> Iterator[None]:
    """Be the only process that does some work, for the length of the block; a file stands for the work.

    A second process waits until the first one is gone (`wait`), so that it can stand by; else LockHeld is raised.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockHeld(str(lock)) from error
        yield


def end_with_parent(number: signal.Signals) -> None:
    """Let the kernel send this process a signal when the one that started it is gone (Linux)."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, number)

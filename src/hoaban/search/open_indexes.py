"""The indexes as a process sees them that only reads: opened once, looked at again when the worker committed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from hoaban.search.engine import Index, NoIndex
from hoaban.search.indexer import FOLDER

SIGN = "meta.json"


@dataclass
class Opened:
    """An index with the sign by which it is known whether another commit came since."""

    index: Index
    sign: tuple[int, int]


_opened: dict[Path, Opened] = {}
_lock = threading.Lock()


def sign_of(folder: Path) -> tuple[int, int]:
    """What changes with each commit and with each new index; raises DamagedIndex where there is none."""
    try:
        stat = (folder / SIGN).stat()
    except OSError as error:
        raise NoIndex(f"There is no search index in {folder} yet.") from error
    return stat.st_ino, stat.st_mtime_ns


def opened(var: Path, which: str) -> Index:
    """One of the two indexes as of its last commit; raises DamagedIndex where it cannot be read."""
    folder = (var / FOLDER / which).resolve()
    sign = sign_of(folder)
    with _lock:
        known = _opened.get(folder)
        if known is None:
            for other in [path for path in _opened if path.parent == folder.parent and path.stem == folder.stem]:
                del _opened[other]
            known = _opened[folder] = Opened(Index(folder), sign)
        elif known.sign != sign:
            known.index.reload()
            known.sign = sign
    return known.index


def forget() -> None:
    """Close every index that this process has open."""
    with _lock:
        _opened.clear()

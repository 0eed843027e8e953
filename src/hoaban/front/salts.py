"""The secret of a day, without which the numbers of visitors mean nothing; destroyed when its day is over."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from hoaban.front.journal import SALT

SIZE = 32
DAY_SIGNS = len("2026-11-25")


def salt_of(folder: Path, day: date) -> bytes:
    """The salt of a day, made here where nobody made it yet. Raises OSError."""
    with suppress(FileNotFoundError):
        return read(place_of(folder, day))
    return offered(folder, day, secrets.token_bytes(SIZE))


def offered(folder: Path, day: date, salt: bytes) -> bytes:
    """Lay down a salt for a day; the one that holds, which is another's where somebody was first. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = place_of(folder, day)
    # Whole before it has its name, so that nobody ever reads half of it.
    own = folder / f"{place.name}.{secrets.token_hex(8)}"
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        if os.write(descriptor, salt) != len(salt):
            raise OSError(f"{own} could not be written whole")
        os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(own, place)
    finally:
        os.close(descriptor)
        own.unlink()
    return read(place)


def destroy_before(folder: Path, day: date) -> None:
    """Overwrite and unlink the salts of all days before this one, halves too. Raises OSError."""
    destroy_where(folder, lambda name: name < day.isoformat())


def destroy_after(folder: Path, day: date) -> None:
    """Overwrite and unlink the salts of all days after this one, halves too. Raises OSError."""
    destroy_where(folder, lambda name: name > day.isoformat())


def destroy_where(folder: Path, is_meant: Callable[[str], bool]) -> None:
    """Overwrite and unlink the salts of the days whose name is meant. Raises OSError."""
    for place in folder.glob(f"{SALT}*"):
        if is_meant(place.name.removeprefix(SALT)[:DAY_SIGNS]):
            with suppress(FileNotFoundError):
                destroy(place)


def destroy(place: Path) -> None:
    """Overwrite a salt on the disk before its name goes."""
    with place.open("r+b") as file:
        file.write(bytes(SIZE))
        file.flush()
        os.fsync(file.fileno())
    place.unlink()


def place_of(folder: Path, day: date) -> Path:
    """The file of a day's salt, `salt-2026-11-25`."""
    return folder / f"{SALT}{day.isoformat()}"


def read(place: Path) -> bytes:
    """A salt as it lies on the disk; raises OSError, also where it is none."""
    salt = place.read_bytes()
    if len(salt) != SIZE:
        raise OSError(f"{place} has {len(salt)} bytes instead of {SIZE}; delete it, and another one is made.")
    return salt

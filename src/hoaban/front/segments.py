"""Writes the journal of reads: whole records by one call into the kernel, and nothing half ever stays."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from hoaban.front.journal import JOURNAL, RECORD, SUFFIX


class Segment:
    """One file of this process for one day, held with `flock` so that nobody takes it for finished."""

    def __init__(self, folder: Path, day: date) -> None:
        self.descriptor = opened([folder, folder / JOURNAL, folder / JOURNAL / day.isoformat()])
        self.size = 0
        self.is_dirty = False

    def append(self, records: bytes) -> None:
        """Append whole records or nothing. Raises OSError; then the segment is to be closed if `is_half`."""
        written = os.write(self.descriptor, records)
        if written != len(records):
            # The disk filled up in the middle of it.
            self.is_dirty = True
            with suppress(OSError):
                os.ftruncate(self.descriptor, self.size)
            raise OSError(f"only {written} of {len(records)} bytes could be written")
        self.size += written
        self.is_dirty = True

    @property
    def is_half(self) -> bool:
        """Whether a piece of a record stands at the end, behind which nothing may come."""
        return os.fstat(self.descriptor).st_size % RECORD.size != 0

    def close(self) -> None:
        """Bring everything to the disk and let go of the file."""
        with suppress(OSError):
            os.fdatasync(self.descriptor)
        with suppress(OSError):
            os.close(self.descriptor)


def opened(folders: Sequence[Path]) -> int:
    """A new file in the last of some folders, each within the one before, held; its descriptor. Raises OSError."""
    while True:
        for folder in folders:
            folder.mkdir(mode=0o700, exist_ok=True)
        place = folders[-1] / (secrets.token_hex(8) + SUFFIX)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(place, flags, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor
        # Between the opening and the holding, whoever tidies up took it for finished.
        os.close(descriptor)


class JournalWriter:
    """The segments of one process, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day: date | None = None
        self.segment: Segment | None = None
        self.syncing: asyncio.Future[None] | None = None

    def append(self, day: date, records: bytes) -> None:
        """Append records to the segment of their day. Raises OSError; then nothing of them is in the journal."""
        if self.segment is None or self.day != day:
            self.close()
            self.segment, self.day = Segment(self.folder, day), day
        try:
            self.segment.append(records)
        except OSError:
            if self.segment.is_half:
                self.close()
            raise

    def sync(self) -> None:
        """Bring what was written to the disk, beside the answers; to be called once a second, and never raises."""
        segment = self.segment
        if segment is None or not segment.is_dirty or (self.syncing is not None and not self.syncing.done()):
            return
        try:
            # A descriptor of its own: the segment may be closed meanwhile, and its number given to another file.
            own = os.dup(segment.descriptor)
        except OSError:
            # Readers hold every descriptor just now. The kernel has the records; the next second brings them down.
            return
        segment.is_dirty = False
        self.syncing = asyncio.get_running_loop().run_in_executor(None, synced, own)

    def close(self) -> None:
        """Finish the present segment; the next record begins another one."""
        segment, self.segment = self.segment, None
        if segment is not None:
            segment.close()


def synced(descriptor: int) -> None:
    """Bring a file to the disk and close it; what the disk says against it comes again at the next writing."""
    with suppress(OSError):
        os.fdatasync(descriptor)
    with suppress(OSError):
        os.close(descriptor)

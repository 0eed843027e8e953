"""Bytes that wait for somebody: few of them in memory, more in a file without a name, which ends with its process."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import IO

PIECE = 64 * 1024
# What always stays free on the disk: the database writes there too.
LEAST_FREE = 256 * 1024 * 1024


class QuotaExceeded(Exception):
    """No more can be kept of this request or answer."""


class SpoolQuota:
    """What the spools of one kind may keep together, in bytes; `each` is what one of them keeps in memory.

    `folder` is where the files lie, None for the folder of the machine. A file has no name: however the front ends, the
    kernel takes it back.
    """

    def __init__(self, folder: Path | None, *, each: int, memory: int, disk: int) -> None:
        self.folder = folder
        self.each = each
        self.memory_left = memory
        self.disk_left = disk
        self.with_files: dict[Spool, None] = {}

    def open(self) -> IO[bytes]:
        """A new file without a name, for this process alone; raises OSError."""
        if self.folder is not None:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=self.folder, buffering=0)

    def reserve(self, size: int, wanting: Spool) -> None:
        """Let a spool write so many bytes; raises QuotaExceeded where its own network has most already.

        Else the largest spool of the network that has most gives way: whoever reads a hundred long answers and takes
        none of them must not cut those of others.
        """
        while size > self.disk_left:
            sizes = Counter({wanting.network: size})
            for each in self.with_files:
                sizes[each.network] += each.written
            most = sizes.most_common(1)[0][0]
            if most == wanting.network:
                raise QuotaExceeded("The files of all requests and answers together are as large as they may be.")
            max((each for each in self.with_files if each.network == most), key=lambda each: each.written).abandon()


class Spool:
    """A queue of bytes for one request or one answer of a network; to be closed.

    `give_up` ends the request from outside, where it has to give way.
    """

    def __init__(self, quota: SpoolQuota, network: bytes = b"", give_up: Callable[[], None] = lambda: None) -> None:
        self.quota = quota
        self.network = network
        self.give_up = give_up
        self.is_abandoned = False
        self.pieces: deque[bytes] = deque()
        self.held = 0
        self.file: IO[bytes] | None = None
        # How far the file was written and read.
        self.written = self.taken = 0

    def __bool__(self) -> bool:
        """Whether anything that was put has not been taken yet."""
        return bool(self.pieces) or self.taken < self.written

    async def put(self, piece: bytes) -> None:
        """Keep a piece behind the others; raises QuotaExceeded."""
        size, quota = len(piece), self.quota
        # Behind what lies in the file nothing waits in memory: the order would be lost.
        if self.taken == self.written and self.held + size <= quota.each and size <= quota.memory_left:
            self.pieces.append(piece)
            self.held += size
            quota.memory_left -= size
            return
        if self.is_abandoned:
            raise QuotaExceeded("Given up in favour of others.")
        quota.reserve(size, self)
        try:
            if self.file is None:
                self.file = quota.open()
                quota.with_files[self] = None
            quota.disk_left -= size
            place, self.written = self.written, self.written + size
            await asyncio.to_thread(write_whole, self.file.fileno(), piece, place)
        except OSError as error:
            raise QuotaExceeded(str(error)) from error

    async def take(self) -> bytes:
        """The next bytes; empty where nothing waits. Raises QuotaExceeded where they were given up."""
        if self.is_abandoned:
            raise QuotaExceeded("Given up in favour of others.")
        if self.pieces:
            piece = self.pieces.popleft()
            self.held -= len(piece)
            self.quota.memory_left += len(piece)
            return piece
        if self.file is None or self.taken == self.written:
            return b""
        size = min(PIECE, self.written - self.taken)
        piece = await asyncio.to_thread(os.pread, self.file.fileno(), size, self.taken)
        self.taken += len(piece)
        if self.taken == self.written:
            self.drop_file()
        return piece

    def abandon(self) -> None:
        """Give the quota to others now; the file goes when the request, which is ended here, has noticed."""
        self.is_abandoned = True
        self.forget_file()
        self.give_up()

    def forget_file(self) -> None:
        """Give what the file takes back to the quota, at once and whatever becomes of the file."""
        if self in self.quota.with_files:
            del self.quota.with_files[self]
            self.quota.disk_left += self.written

    def drop_file(self) -> None:
        """Close the file, with which its bytes go, and begin an empty one with the next piece."""
        self.forget_file()
        if self.file is not None:
            self.file.close()
            self.file = None
        self.written = self.taken = 0

    def close(self) -> None:
        """Give memory and disk back to the quota; the request is over."""
        self.quota.memory_left += self.held
        self.held = 0
        self.pieces.clear()
        self.drop_file()


def write_whole(descriptor: int, piece: bytes, place: int) -> None:
    """Write all of a piece at a place of a file; raises OSError, also where the disk would become full."""
    disk = os.fstatvfs(descriptor)
    if disk.f_bavail * disk.f_frsize < LEAST_FREE + len(piece):
        raise OSError("The disk is nearly full.")
    left = memoryview(piece)
    while left:
        count = os.pwrite(descriptor, left, place)
        left, place = left[count:], place + count

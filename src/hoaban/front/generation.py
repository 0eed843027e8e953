"""The generation as the front sees it: read only, and found again when the directory was made anew."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

from hoaban.front.directory import COUNTER
from hoaban.front.layout import GENERATION

NONE_YET = b""


class GenerationReader:
    """The counter of batches, mapped into memory without the right to change it."""

    def __init__(self, root: Path) -> None:
        self.path = root / GENERATION
        self.inode: tuple[int, int] | None = None
        self.memory: mmap.mmap | bytes = NONE_YET
        # Counts how often another file stood there, so that two directories never look alike.
        self.files_seen = 0
        self.find()

    def seen(self) -> bytes:
        """The counter as bytes, to be compared; empty where there is none yet."""
        return self.memory[:]

    def find(self) -> bool:
        """Map the file that stands there now; True where it is another one than before. Cheap: one stat."""
        try:
            status = self.path.stat()
            inode = (status.st_dev, status.st_ino) if status.st_size >= COUNTER.size else None
        except OSError:
            inode = None
        if inode == self.inode:
            return False
        self.files_seen += 1
        self.inode, self.memory = inode, NONE_YET
        if inode is not None:
            self.map()
        return True

    def map(self) -> None:
        """Map the file into memory; where it went meanwhile, the next look finds that."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self.inode = None
            return
        try:
            self.memory = mmap.mmap(descriptor, COUNTER.size, prot=mmap.PROT_READ)
        except (OSError, ValueError):
            self.inode = None
        finally:
            os.close(descriptor)

"""The figures that pages show, as the tally has written them: reads of a page, and the sums of its site."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hoaban.front.journal import PAGE_COUNT, PAGES, SITES

MOST_SITES = 1000
# Looked at once in so many seconds.
SECONDS = 1.0
Signature = tuple[int, int, int, int]


class PageCounts:
    """Reads of each page.

    One `pread` for each question instead of a mapping: it costs half a microsecond, sees at once what was appended,
    and a file that becomes shorter is a short answer, where a mapping would end the process.
    """

    def __init__(self, folder: Path) -> None:
        self.place = folder / PAGES
        self.descriptor: int | None = None
        self.inode = (0, 0)
        self.looked_at = 0.0

    def reads(self, page: int, now: float) -> int | None:
        """The reads that a page shows; 0 where nothing was counted yet, None where the tally has not written at all.

        `now` in seconds of any clock.
        """
        if now - self.looked_at >= SECONDS or not self.looked_at:
            self.looked_at = now
            self.look_again()
        if self.descriptor is None:
            return None
        try:
            found = os.pread(self.descriptor, PAGE_COUNT.size, page * PAGE_COUNT.size)
        except OSError:
            # A broken disk keeps a figure from one answer, and nobody from an answer.
            return None
        return PAGE_COUNT.unpack(found)[0] if len(found) == PAGE_COUNT.size else 0

    def look_again(self) -> None:
        """Open the file anew where another one stands there."""
        try:
            status = self.place.stat()
            inode = (status.st_dev, status.st_ino)
        except OSError:
            inode = (0, 0)
        if inode == self.inode:
            return
        self.close()
        with suppress(OSError):
            self.descriptor = os.open(self.place, os.O_RDONLY | os.O_CLOEXEC)
            status = os.fstat(self.descriptor)
            self.inode = (status.st_dev, status.st_ino)

    def close(self) -> None:
        """Close the file of counts; the next question opens what stands there then."""
        if self.descriptor is not None:
            os.close(self.descriptor)
        self.descriptor, self.inode = None, (0, 0)


@dataclass(slots=True)
class Figures:
    """What is held of one site: its figures as JSON without the braces, and the file that they come from."""

    looked_at: float
    signature: Signature | None = None
    text: bytes = b""


class SiteFigures:
    """The sums of each site, in bounded memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / SITES
        self.held: dict[int, Figures] = {}

    def text(self, site: int, now: float) -> bytes:
        """The figures of a site as JSON without braces; empty where there are none. `now` in seconds of any clock."""
        found = self.held.get(site)
        if found is None:
            if len(self.held) >= MOST_SITES:
                self.held.clear()
            found = self.held[site] = Figures(now - SECONDS)
        if now - found.looked_at >= SECONDS:
            found.looked_at = now
            self.look_again(found, self.folder / f"{site}.json")
        return found.text

    @staticmethod
    def look_again(held: Figures, place: Path) -> None:
        """Read the file where it has changed; what is no flat object of numbers is left out."""
        try:
            status = place.stat()
            seen = (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
            if seen == held.signature:
                return
            said = json.loads(place.read_bytes())
            kept = {str(name): int(value) for name, value in said.items()}
            held.signature, held.text = seen, json.dumps(kept).encode()[1:-1]
        except (OSError, ValueError, TypeError, AttributeError):
            held.signature, held.text = None, b""

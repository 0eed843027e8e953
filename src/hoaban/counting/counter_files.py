"""The files from which the front answers what pages show: the reads of each page, and the figures of each site."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from hoaban.front.journal import LARGEST_PAGE, PAGE_COUNT, PAGES, SITES

PAGES_OF_BLOCK = 512


class PageCountsFile:
    """The shown count of each page, at eight times its number; changed in place, and never made shorter.

    Written with `pwrite` and not through a mapping, where a full disk would end the process.
    """

    def __init__(self, folder: Path) -> None:
        self.place = folder / PAGES
        self.descriptor: int | None = None

    def write(self, counts: Iterable[tuple[int, int]]) -> None:
        """Put a whole new file in place, with the counts of all pages in the order of their numbers."""
        # A process that was killed here left its own behind; of those that count, there is one at a time.
        for left in self.place.parent.glob(f"{PAGES}.*"):
            left.unlink(missing_ok=True)
        new = self.place.with_name(f"{PAGES}.{secrets.token_hex(8)}")
        descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            for offset, block in blocks(counts):
                os.pwrite(descriptor, block, offset)
            new.replace(self.place)
        except BaseException:
            os.close(descriptor)
            new.unlink(missing_ok=True)
            raise
        self.close()
        self.descriptor = descriptor

    def is_there(self) -> bool:
        """Whether the file that is open still stands where the front looks for it."""
        if self.descriptor is None:
            return False
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(self.descriptor), self.place.stat())
        return False

    def add(self, page: int, reads: int) -> None:
        if self.descriptor is not None and page <= LARGEST_PAGE:
            found = os.pread(self.descriptor, PAGE_COUNT.size, page * PAGE_COUNT.size)
            before = PAGE_COUNT.unpack(found)[0] if len(found) == PAGE_COUNT.size else 0
            self.set(page, before + reads)

    def set(self, page: int, count: int) -> None:
        if self.descriptor is not None and page <= LARGEST_PAGE:
            os.pwrite(self.descriptor, PAGE_COUNT.pack(count), page * PAGE_COUNT.size)

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def blocks(counts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """Counts as pieces of the file with their places, so that a file with few pages is mostly holes."""
    for number, some in groupby(counts, key=lambda pair: pair[0] // PAGES_OF_BLOCK):
        block = bytearray(PAGES_OF_BLOCK * PAGE_COUNT.size)
        for page, count in some:
            PAGE_COUNT.pack_into(block, page % PAGES_OF_BLOCK * PAGE_COUNT.size, count)
        yield number * len(block), bytes(block)


class SiteFiguresFiles:
    """A small JSON file for each site, written only where its figures changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / SITES
        self.written: dict[int, bytes] = {}

    def write(self, figures: Mapping[int, Mapping[str, int]]) -> None:
        """Write the figures of all sites; those of a site that is gone go too."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        for site, values in figures.items():
            text = json.dumps(values).encode()
            place = self.folder / f"{site}.json"
            if self.written.get(site) == text and place.exists():
                continue
            new = place.with_name(f"{place.name}.new")
            new.write_bytes(text)
            new.replace(place)
            self.written[site] = text
        for place in self.folder.glob("*.json"):
            if place.stem.isdigit() and int(place.stem) not in figures:
                place.unlink(missing_ok=True)

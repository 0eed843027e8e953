"""Walks a file or folder and hands each input to the adapter that can read it."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hoaban.importer.record import PageRecord

PAGE_LIMIT = 10 * 1024 * 1024
"""Largest page in bytes (design: importer, Safety)."""
SIGNATURES = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"BM": "a BMP picture",
    b"RIFF": "a picture, sound or film",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or Office document",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
PICTURES = ("picture", "sound")


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a source: where it lies and its path inside the source, which names it in the ledger."""

    path: Path
    name: str


class Adapter(Protocol):
    """Reads inputs of one kind."""

    def can_read(self, name: str) -> bool:
        """Whether a file of this name is one of this kind's."""

    def read(self, data: bytes, name: str) -> PageRecord:
        """The record of a page. Raises UnreadableText."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder with pages of an old portal."""

    root: Path
    only: str = ""

    def inputs(self) -> Iterator[Input]:
        """Every file once, in the order of names; links are not followed, so there are no loops."""
        if self.root.is_file():
            yield Input(self.root, self.root.name)
            return
        for folder, folders, files in os.walk(self.root, followlinks=False):
            folders.sort()
            for name in sorted(files):
                path = Path(folder, name)
                inside = path.relative_to(self.root).as_posix()
                if not self.only or fnmatch.fnmatch(name, self.only) or fnmatch.fnmatch(inside, self.only):
                    yield Input(path, inside)


def looks_like(data: bytes) -> str:
    """What the first bytes say that a file is, or nothing for a text."""
    kind = next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), "")
    if kind:
        return kind
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return "a binary file" if b"\0" in data[:4096] and not utf16 else ""

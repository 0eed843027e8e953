"""Walks a file or folder and hands each input to the adapter that can read it."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hoaban.importer.page_frame import Repeats
from hoaban.importer.record import PageRecord
from hoaban.kit.decode import utf16_of

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


MOST_NESTED = 100
"""Deepest folder that is walked; a level keeps a folder of the source open."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a source: where it lies and its path inside the source, which names it in the ledger.

    `fault` says why a folder could not be walked; such an input stands for all that is in it.
    """

    path: Path
    name: str
    fault: str = ""


class Adapter(Protocol):
    """Reads inputs of one kind."""

    def can_read(self, name: str) -> bool:
        """Whether a file of this name is one of this kind's."""

    def observe(self, data: bytes, repeats: Repeats) -> None:
        """Note which lines a page has, by which the frame of its portal is known. Raises UnreadableText."""

    def read(self, data: bytes, name: str, repeats: Repeats) -> PageRecord:
        """The record of a page. Raises UnreadableText."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder with pages of an old portal; `but` is a folder in it that is left out, such as the job's."""

    root: Path
    only: str = ""
    but: Path | None = None

    def inputs(self) -> Iterator[Input]:
        """Every file once, as the file system names them, none of them kept; links are not followed: no loops."""
        if not self.root.is_dir():
            yield Input(self.root, self.root.name)
            return
        yield from self.walk(self.root, 0)

    def walk(self, folder: Path, depth: int) -> Iterator[Input]:
        """The files in a folder and in those below it."""
        fault = f"folders are nested more than {MOST_NESTED} deep" if depth > MOST_NESTED else ""
        try:
            with os.scandir(folder) if not fault else nullcontext(()) as entries:
                for entry in entries:
                    path = Path(entry.path)
                    if entry.is_dir(follow_symlinks=False):
                        if self.but is None or path.resolve() != self.but.resolve():
                            yield from self.walk(path, depth + 1)
                    elif self.is_wanted(path):
                        yield Input(path, self.name_of(path))
        except OSError as error:
            fault = f"the folder cannot be read: {error.strerror or error}"
        if fault:
            yield Input(folder, self.name_of(folder), fault)

    def name_of(self, path: Path) -> str:
        """The path inside the source."""
        return path.relative_to(self.root).as_posix()

    def is_wanted(self, path: Path) -> bool:
        """Whether a file's name or its path inside the source fits the pattern."""
        return not self.only or any(fnmatch.fnmatch(name, self.only) for name in (path.name, self.name_of(path)))


def looks_like(data: bytes) -> str:
    """What the first bytes say that a file is, or nothing for a text."""
    kind = next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), "")
    if kind:
        return kind
    return "a binary file" if b"\0" in data[:4096] and not utf16_of(data) else ""

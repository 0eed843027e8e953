"""Finds damage in the files of an index: each ends with a checksum of what stands before it."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

META = "meta.json"
# What every segment consists of, under its own name with these endings.
NEEDED = ("fast", "fieldnorm", "idx", "pos", "store", "term")
# The last bytes of a file: the length of its footer, and the sign that it is one.
END = struct.Struct("<II")
SIGN = 1337
READ_AT_ONCE = 1024 * 1024
# Of what was found whole before and has not changed since, so much is read again at each look: disks rot in silence.
READ_AGAIN = 64 * 1024 * 1024
Stamp = tuple[int, int, int]


class Checksums:
    """Remembers which files were found whole, so that a look costs what has changed and a little more."""

    def __init__(self) -> None:
        self.whole: dict[Path, Stamp] = {}

    def damage(self, folder: Path) -> str:
        """What is damaged in an index, in a sentence; empty where nothing is."""
        try:
            files = self.files_of(folder)
        except (OSError, ValueError, LookupError, TypeError) as error:
            return f"{folder / META} cannot be read: {error}."
        self.forget_some(files)
        for path in files:
            try:
                told = self.damage_of(path)
            except FileNotFoundError:
                # Merged into another one in this moment; else it is missing.
                told = f"{path} is missing." if path in self.files_of(folder) else ""
            except OSError as error:
                told = f"{path} cannot be read: {error.strerror}."
            if told:
                return told
        return ""

    @staticmethod
    def files_of(folder: Path) -> list[Path]:
        """The files of the segments that the last commit names."""
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        names = [segment["segment_id"].replace("-", "") for segment in meta["segments"]]
        lying = {path for name in names for path in folder.glob(f"{name}.*.del")}
        return sorted(lying | {folder / f"{name}.{ending}" for name in names for ending in NEEDED})

    def forget_some(self, files: list[Path]) -> None:
        """Forget what is no file of the index any more, and of the others those that were looked at longest ago."""
        listed = set(files)
        self.whole = {path: stamp for path, stamp in self.whole.items() if path in listed}
        left = READ_AGAIN
        for path, (_file, size, _moment) in list(self.whole.items()):
            left -= size
            if left < 0:
                break
            del self.whole[path]

    def damage_of(self, path: Path) -> str:
        """What is the matter with one file; empty where it is whole. Raises OSError."""
        status = path.stat()
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self.whole.get(path) == stamp:
            return ""
        if not is_whole(path, status.st_size):
            return f"{path} is damaged."
        self.whole[path] = stamp
        return ""


def is_whole(path: Path, size: int) -> bool:
    """Whether the content of a file has the checksum that stands in its footer. Raises OSError."""
    with path.open("rb") as file:
        if size < END.size:
            return False
        file.seek(size - END.size)
        length, sign = END.unpack(file.read(END.size))
        body = size - END.size - length
        if sign != SIGN or body < 0:
            return False
        file.seek(body)
        try:
            expected = json.loads(file.read(length))["crc"]
        except (ValueError, LookupError, TypeError):
            return False
        file.seek(0)
        found = 0
        while body > 0 and (piece := file.read(min(READ_AT_ONCE, body))):
            found = zlib.crc32(piece, found)
            body -= len(piece)
    return bool(found == expected)

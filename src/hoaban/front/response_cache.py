"""Published files as ready answers in bounded memory, each looked at again when the generation has moved."""

from __future__ import annotations

import os
import stat
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from hoaban.front.cache_tags import tag_headers
from hoaban.front.directory import BEING_WRITTEN
from hoaban.front.layout import CODINGS, FILES, etag_of, headers_of, is_compressed
from hoaban.front.responses import ReadyResponse, ready_response

LARGEST_HELD = 1024 * 1024
# What an entry costs beside its bytes, measured: dictionaries, tuples, headers.
OVERHEAD = 2500
SUFFIXES = {**CODINGS, "identity": ""}
Signature = tuple[int, int, int]
Key = tuple[str, bytes, int]


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """A file that is too large to be held: where it lies, its headers without length and ETag."""

    path: Path
    address: str
    headers: dict[str, str]


@dataclass(slots=True, eq=False)
class CacheEntry:
    """What is held of one address: its files' signatures and an answer for each manner of asking."""

    checked: bytes
    signatures: dict[str, Signature] = field(default_factory=dict)
    loaded: dict[str, ReadyResponse] = field(default_factory=dict)
    by_wish: dict[tuple[str, ...], ReadyResponse | FileOnDisk] = field(default_factory=dict)
    # Where there is no file behind the answer: a redirect, a tombstone.
    made: ReadyResponse | None = None
    # The same answer by coding, where it has a page to show.
    made_in: dict[str, ReadyResponse] = field(default_factory=dict)
    used: bool = False
    size: int = OVERHEAD

    def answer_for(self, wish: tuple[str, ...]) -> ReadyResponse | FileOnDisk | None:
        """What is held for a wish of codings; None where nothing is yet."""
        if self.made is None:
            return self.by_wish.get(wish)
        return next((self.made_in[coding] for coding in wish if coding in self.made_in), self.made)


def signature(place: Path) -> Signature | None:
    """What tells a file from the one that stood there before; None where there is none."""
    try:
        return signature_of(os.stat(place))  # noqa: PTH116  half the time of Path.stat, on every look
    except (OSError, ValueError):
        return None


def signature_of(status: os.stat_result) -> Signature | None:
    """Time, size and inode of a regular file."""
    return (status.st_mtime_ns, status.st_size, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def is_half_or_variant(folder: Path, address: str) -> bool:
    """Whether the address names what no reader may ask for by name: half a file, or a compressed form."""
    if address.endswith(BEING_WRITTEN):
        return True
    if not address.endswith(tuple(CODINGS.values())):
        return False
    # A document that is itself a .gz file stands alone.
    return not address.startswith(FILES) or (folder / address[1:].rpartition(".")[0]).exists()


class ResponseCache:
    """A bounded store of entries; what was not used since the last round goes first."""

    def __init__(
        self,
        *,
        limit_bytes: int,
        https: bool,
        cache_tags: bool = False,
        name_of: Callable[[str, str], str] = lambda _folder, _address: "",
    ) -> None:
        self.limit = limit_bytes
        self.https = https
        self.name_of = name_of
        self.cache_tags = cache_tags
        self.entries: OrderedDict[Key, CacheEntry] = OrderedDict()
        self.size = 0

    def fresh(self, key: Key, place: Path, generation: bytes) -> CacheEntry | None:
        """The entry of a file as it lies on the disk now; None where there is no file."""
        entry = self.entries.get(key)
        if entry is not None and entry.checked == generation:
            return entry
        found = {coding: signature(place.with_name(place.name + SUFFIXES[coding])) for coding in SUFFIXES}
        present = {coding: seen for coding, seen in found.items() if seen is not None}
        if "identity" not in present:
            # A compressed form whose file is gone is what a killed writer left, not something to read.
            self.drop(key)
            return None
        if entry is not None and entry.signatures == present:
            entry.checked = generation
            return entry
        return self.put(key, CacheEntry(generation, present))

    def put(self, key: Key, entry: CacheEntry) -> CacheEntry:
        """Keep an entry instead of the one that stood there."""
        self.drop(key)
        entry.size += len(key[1]) + sum(len(one.whole) for one in (entry.made, *entry.made_in.values()) if one)
        self.entries[key] = entry
        self.size += entry.size
        self.make_room()
        return entry

    def drop(self, key: Key) -> None:
        """Forget what is held under a key, if anything is."""
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.size -= entry.size

    def make_room(self) -> None:
        """Forget what was not used since the last round, oldest first, until the bytes are within the limit."""
        while self.size > self.limit and self.entries:
            key, entry = next(iter(self.entries.items()))
            if entry.used:
                entry.used = False
                self.entries.move_to_end(key)
            else:
                self.drop(key)

    def answer(
        self, key: Key, entry: CacheEntry, place: Path, address: str, wish: tuple[str, ...]
    ) -> ReadyResponse | FileOnDisk | None:
        """The answer for a wish of codings; None where the file changed in this very moment."""
        coding = next((one for one in wish if one in entry.signatures), "identity")
        if coding != "identity" and not is_compressed(address):
            coding = "identity"
        if entry.signatures[coding][1] > LARGEST_HELD:
            found: ReadyResponse | FileOnDisk | None = self.on_disk(key, place, address, coding)
        else:
            found = entry.loaded.get(coding) or self.load(key, entry, place, address, coding)
        if found is not None:
            entry.by_wish[wish] = found
        return found

    def load(self, key: Key, entry: CacheEntry, place: Path, address: str, coding: str) -> ReadyResponse | None:
        """Read one form of a file; None where it is not the one that the entry saw."""
        try:
            with place.with_name(place.name + SUFFIXES[coding]).open("rb") as file:
                if signature_of(os.fstat(file.fileno())) != entry.signatures[coding]:
                    return None
                body = file.read()
        except OSError:
            return None
        # That of the file itself, whatever its form: the press writes all of them at one moment.
        modified = entry.signatures["identity"][0] // 10**9
        headers, etag = self.headers(key, address, coding), etag_of(address, coding).encode()
        ready = ready_response(key[2], headers, body, etag, modified=modified if key[2] == HTTPStatus.OK else 0)
        entry.loaded[coding] = ready
        if self.entries.get(key) is entry:
            grown = len(ready.whole) + len(ready.unchanged)
            entry.size += grown
            self.size += grown
            self.make_room()
        return ready

    def headers(self, key: Key, address: str, coding: str) -> dict[str, str]:
        """Headers of a file in one coding; those of an error page say nothing of its own address."""
        name = self.name_of(key[0], address) if address.startswith(FILES) else ""
        headers = headers_of(address, https=self.https, name=name)
        if coding != "identity":
            headers["Content-Encoding"] = coding
        if key[2] == HTTPStatus.OK:
            headers["Accept-Ranges"] = "bytes"
        # An error page stands at every address that is nowhere, and has no tag of any.
        if self.cache_tags and key[2] == HTTPStatus.OK:
            headers |= tag_headers(key[0], address)
        return headers

    def on_disk(self, key: Key, place: Path, address: str, coding: str) -> FileOnDisk:
        """A file that is sent from the disk, piece by piece."""
        return FileOnDisk(place.with_name(place.name + SUFFIXES[coding]), address, self.headers(key, address, coding))

"""Writes the published directory: each file whole or not at all, variants beside it, the counter after each batch."""

from __future__ import annotations

import gzip
import mmap
import os
import shutil
import struct
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import brotli

from hoaban.front.hosts import Hosts
from hoaban.front.layout import (
    CODINGS,
    FILES,
    GENERATION,
    HOSTS,
    NEVER_SERVED,
    REDIRECTS,
    address_of,
    file_of,
    is_compressed,
)
from hoaban.front.redirects import PublishedRedirect, all_redirects, change_file_names, change_redirects

BROTLI_QUALITY = 7
# What lies under its hash is compressed once and asked for by every reader; beyond this size that takes too long.
HIGHEST_QUALITY, LARGEST_AT_HIGHEST = 11, 64 * 1024
GZIP_LEVEL = 6
COUNTER = struct.Struct("<Q")
BEING_WRITTEN = ".new"
# What is published may be read by the web server before the portal, which runs as another user.
FOR_ALL, FOLDER_FOR_ALL = 0o644, 0o755
# Above this many files one flush of the whole disk costs less than one of each file.
FILES_FOR_ONE_SYNC = 24


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One file on its way out: the folder of its host, its address, its bytes."""

    folder: str
    address: str
    body: bytes
    # The compressed forms by the ending of their files, where somebody has made them already.
    compressed: Mapping[str, bytes] | None = None


def compressed_forms(address: str, body: bytes) -> dict[str, bytes]:
    """The compressed forms of a file by the ending of their names; none of what would gain nothing."""
    if not is_compressed(address):
        return {}
    for_ever = address.startswith(FILES) and len(body) <= LARGEST_AT_HIGHEST
    return {
        CODINGS["br"]: brotli.compress(body, quality=HIGHEST_QUALITY if for_ever else BROTLI_QUALITY),
        # No time in the header: the same text gives the same bytes.
        CODINGS["gzip"]: gzip.compress(body, GZIP_LEVEL, mtime=0),
    }


def variants(outgoing: Outgoing) -> Iterator[tuple[str, bytes]]:
    """(path under the root, bytes) of a file and its compressed forms, the file itself last."""
    path = f"{outgoing.folder}/{file_of(outgoing.address)}"
    forms = outgoing.compressed
    for ending, body in (compressed_forms(outgoing.address, outgoing.body) if forms is None else forms).items():
        yield path + ending, body
    yield path, outgoing.body


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, open to a web server of another user, though the product writes for itself."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(FOLDER_FOR_ALL)


def write_whole(path: str, body: bytes) -> None:
    """Write a new file; raises OSError where not all of it could be written."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FOR_ALL)
    try:
        os.fchmod(descriptor, FOR_ALL)
        left = memoryview(body)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def put_in_place(places: Sequence[str]) -> None:
    """Let files that lie beside their places, on the disk itself, appear there all at once.

    Texts and not paths: three files a page, and making a path costs as much as renaming the file.
    """
    if len(places) > FILES_FOR_ONE_SYNC:
        os.sync()
    else:
        for place in places:
            sync(place + BEING_WRITTEN)
    for place in places:
        os.replace(place + BEING_WRITTEN, place)  # noqa: PTH105  see above


def moment_after(place: Path) -> int:
    """When a file is written, in nanoseconds: now, but never in the same second as what lies there already.

    Last-Modified counts seconds. Were two contents of one second, a reader of the first would be told that it is new.
    """
    try:
        before = place.stat().st_mtime_ns
    except OSError:
        return time.time_ns()
    return max(time.time_ns(), (before // 10**9 + 1) * 10**9)


class PublishedDirectory:
    """The folder that readers are served from; one writer at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Sequence[Outgoing]) -> None:
        """Write files with their variants: all beside their places, then synced, then renamed.

        Raises OSError (a full disk, a directory that is read-only); then every file is what it was before.
        """
        waiting: list[str] = []
        try:
            for outgoing in files:
                file = self.root / outgoing.folder / file_of(outgoing.address)
                make_folder(file.parent)
                moment = moment_after(file)
                for path, body in variants(outgoing):
                    waiting.append(f"{self.root}/{path}")
                    write_whole(waiting[-1] + BEING_WRITTEN, body)
                    os.utime(waiting[-1] + BEING_WRITTEN, ns=(moment, moment))
            put_in_place(waiting)
        except BaseException:
            for place in waiting:
                Path(place + BEING_WRITTEN).unlink(missing_ok=True)
            raise

    def takes_files(self) -> bool:
        """Whether a file can be written here at all; where not, no address is at fault."""
        probe = self.root / f"probe{BEING_WRITTEN}"
        try:
            write_whole(str(probe), b"?")
            probe.unlink()
        except OSError:
            return False
        return True

    def remove(self, folder: str, addresses: Iterable[str]) -> None:
        """Take addresses away, with their variants and the folders that become empty."""
        for address in addresses:
            place = self.root / folder / file_of(address)
            for suffix in ("", *CODINGS.values()):
                place.with_name(place.name + suffix).unlink(missing_ok=True)
            self.drop_empty_folders(place.parent, self.root / folder)

    def remove_folder(self, folder: str) -> None:
        """Take a whole host away, with its redirects."""
        shutil.rmtree(self.root / folder)

    @staticmethod
    def drop_empty_folders(innermost: Path, top: Path) -> None:
        """Remove folders from the innermost outwards while they are empty."""
        while innermost != top:
            try:
                innermost.rmdir()
            except OSError:
                return
            innermost = innermost.parent

    def link(self, folder: str, address: str, source: Path) -> bool:
        """Make a file on this disk appear at an address; True where it was not there. Text gets its variants."""
        place = self.root / folder / file_of(address)
        if place.exists():
            return False
        if is_compressed(address):
            self.write([Outgoing(folder, address, source.read_bytes())])
            return True
        make_folder(place.parent)
        beside = place.with_name(place.name + BEING_WRITTEN)
        beside.unlink(missing_ok=True)
        try:
            os.link(source, beside)
        except OSError:  # another disk, or one without links
            shutil.copyfile(source, beside)
            beside.chmod(FOR_ALL)
            sync(beside)
        beside.replace(place)
        return True

    def has(self, folder: str, address: str) -> bool:
        """Whether there is a file at an address."""
        return (self.root / folder / file_of(address)).is_file()

    def read(self, folder: str, address: str) -> bytes | None:
        """The bytes at an address, or None."""
        try:
            return (self.root / folder / file_of(address)).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def change_redirects(self, folder: str, put: Iterable[PublishedRedirect], remove: Iterable[str]) -> int:
        """Put and remove redirects and tombstones of a host; returns how many rows differ now."""
        return change_redirects(self.root / folder / REDIRECTS, put, remove)

    def change_file_names(self, folder: str, put: Mapping[str, str], remove: Iterable[str]) -> None:
        """Say under which names the files at some addresses are saved."""
        change_file_names(self.root / folder / REDIRECTS, put, remove)

    def redirects(self, folder: str) -> Iterator[PublishedRedirect]:
        """Every redirect and tombstone of a host."""
        return all_redirects(self.root / folder / REDIRECTS)

    def write_hosts(self, hosts: Hosts) -> bool:
        """Write `hosts.json` where it differs; True if it did."""
        make_folder(self.root)
        place = self.root / HOSTS
        text = hosts.text().encode()
        if place.exists() and place.read_bytes() == text:
            return False
        write_whole(f"{place}{BEING_WRITTEN}", text)
        put_in_place([str(place)])
        return True

    def folders(self) -> list[str]:
        """Names of the folders of hosts, sorted; none where nothing was ever published."""
        return sorted(path.name for path in self.root.iterdir() if path.is_dir()) if self.root.exists() else []

    def addresses(self, folder: str, *, below: str = "/") -> Iterator[str]:
        """Every address below one that has a file, in no order; what is half written or a variant is none."""
        top = self.root / folder
        for where, _folders, names in os.walk(top / below.strip("/")):
            inside = Path(where).relative_to(top).as_posix()
            for name in names:
                if name.endswith((BEING_WRITTEN, *CODINGS.values())) or name in NEVER_SERVED:
                    continue
                yield address_of(name if inside == "." else f"{inside}/{name}")

    def leftovers(self, folder: str) -> list[Path]:
        """Half-written files that a killed writer left, and variants whose file is not there."""
        found = []
        for where, _folders, names in os.walk(self.root / folder):
            present = set(names)
            for name in names:
                orphan = name.endswith(tuple(CODINGS.values())) and name.rpartition(".")[0] not in present
                if name.endswith(BEING_WRITTEN) or orphan:
                    found.append(Path(where) / name)
        return found

    def move_on(self) -> int:
        """Move the counter, so that every process that holds answers looks again; returns the new count."""
        counter = GenerationWriter(self.root)
        try:
            return counter.move_on()
        finally:
            counter.close()


class GenerationWriter:
    """The counter of batches, mapped into memory: asking costs no call into the kernel."""

    def __init__(self, root: Path) -> None:
        make_folder(root)
        path = root / GENERATION
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if os.fstat(descriptor).st_size < COUNTER.size:
                os.write(descriptor, COUNTER.pack(0))
            self.memory = mmap.mmap(descriptor, COUNTER.size)
        finally:
            os.close(descriptor)

    @property
    def seen(self) -> bytes:
        """The counter as bytes, to be compared."""
        return self.memory[:]

    def move_on(self) -> int:
        """Count one batch, so that every front looks at its files again."""
        count: int = COUNTER.unpack(self.memory[:])[0] + 1
        self.memory[:] = COUNTER.pack(count)
        return count

    def close(self) -> None:
        """Unmap the counter; the file stays."""
        self.memory.close()


def sync(path: Path | str) -> None:
    """Wait until a file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def linked_address(digest: str, name: str) -> str:
    """The address of a file whose name says its content."""
    return f"{FILES}{digest}/{name}"

"""Copies files into a backup and out of one: sums taken on the way, times kept, nothing half under a name."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from hoaban.kit.progress import Progress, no_progress
from hoaban.site.backups.backup_folder import OPTIONS, PIECE, Backup, KeptFile, digest_of, kept_files
from hoaban.site.option_values import MB

UNFINISHED = ".unfinished"


def copy_whole(source: Path, target: Path) -> KeptFile:
    """Copy a file with its time, readable by its owner alone; it has its name only when it is whole."""
    make_private(target.parent)
    # Not the file's own name and more: that may be as long as names can be.
    unfinished = target.with_name(f"{os.getpid()}{UNFINISHED}")
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as read:
        before = os.fstat(read.fileno())
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as written:  # noqa: PTH123  a descriptor has no path
            while piece := read.read(PIECE):
                written.write(piece)
                digest.update(piece)
                size += len(piece)
    os.utime(unfinished, ns=(before.st_atime_ns, before.st_mtime_ns))
    unfinished.replace(target)
    return KeptFile(size, digest.hexdigest())


def make_private(folder: Path) -> None:
    """Make a folder with those above it that only its owner may look into; what is there stays as it is."""
    missing = [folder, *folder.parents]
    for each in reversed([each for each in missing if not each.exists()]):
        each.mkdir(mode=0o700, exist_ok=True)


def is_unchanged(one: Path, other: Path) -> bool:
    """Whether two files have the same size and time, as a copy has; False where either is missing."""
    with suppress(FileNotFoundError):
        left, right = one.stat(), other.stat()
        return (left.st_size, left.st_mtime_ns) == (right.st_size, right.st_mtime_ns)
    return False


def bring_options(backup: Backup, var: Path) -> list[str]:
    """Put the options of a backup into a state folder that has none, before anything reads them; which were put."""
    brought = [name for name in OPTIONS if name in backup.manifest.files and not (var / name).exists()]
    for name in brought:
        copy_whole(backup.folder / name, var / name)
    return brought


class FileCopies:
    """The copies of a state folder's files in one backup; what has not changed since a former one is linked to it."""

    def __init__(self, var: Path, target: Path, former: Backup | None) -> None:
        self.var, self.target, self.former = var, target, former
        self.files: dict[str, KeptFile] = {}

    def size_to_copy(self) -> tuple[int, int]:
        """(how many files there are, how many bytes of them have to be written)."""
        files = list(kept_files(self.var))
        return len(files), sum(path.stat().st_size for path in files if self.unchanged_since_former(path) is None)

    def unchanged_since_former(self, path: Path) -> Path | None:
        """Where the former backup holds the same bytes under this name; None where it does not."""
        name = self.name_of(path)
        if self.former is None or name not in self.former.manifest.files:
            return None
        place = self.former.folder / name
        return place if is_unchanged(path, place) else None

    def name_of(self, path: Path) -> str:
        """The name of a file of the state folder within a backup."""
        return path.relative_to(self.var).as_posix()

    def copy(self, progress: Progress = no_progress) -> None:
        """Copy what is there now and not copied yet; what goes meanwhile is left out."""
        paths = list(kept_files(self.var))
        for done, path in enumerate(paths, 1):
            with suppress(FileNotFoundError):
                self.copy_one(path)
            progress(done, len(paths), self.name_of(path))

    def copy_one(self, path: Path) -> None:
        """Copy or link one file, unless the copy of before still holds. Raises OSError."""
        name = self.name_of(path)
        place = self.target / name
        if is_unchanged(path, place):
            return
        same = self.unchanged_since_former(path)
        kept = self.former.manifest.files[name] if self.former is not None and same is not None else None
        # Read each time: a link to a copy that rotted would carry the damage into every backup to come.
        if same is not None and kept is not None and digest_of(same) == kept.digest and link(same, place):
            self.files[name] = kept
        else:
            self.files[name] = copy_whole(path, place)


def link(same: Path, place: Path) -> bool:
    """Give a file a second name; False on a disk that has no such thing."""
    make_private(place.parent)
    place.unlink(missing_ok=True)
    try:
        place.hardlink_to(same)
    except OSError:
        return False
    return True


def in_megabytes(size: int) -> str:
    """A number of bytes for people, rounded up."""
    return f"{-(-size // MB)} MB"


def free_space(folder: Path) -> int:
    """Bytes that are free on the disk of a folder, which may not be there yet."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free

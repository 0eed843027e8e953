"""What a backup is: a folder of files with a manifest that says what each of them must be. Knows no Django."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from hoaban.front.journal import FOLDER as READS
from hoaban.front.journal import JOURNAL, MACHINE, SUFFIX
from hoaban.kit.errors import HoabanError
from hoaban.kit.progress import Progress, no_progress
from hoaban.site.options import FILE_NAME, SECRET_KEY

MANIFEST = "manifest.json"
# Moves when an older program could not bring a backup back.
FORM = 1
# Lies in a state folder from the first change of a restoring to the last.
MARK = "restore.unfinished"
NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(?:-\d+)?")
OPTIONS = (FILE_NAME, SECRET_KEY)
SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The copy of the database by its kind.
DATABASES = {SQLITE: "database.sqlite3", POSTGRESQL: "database.dump"}
# What of a state folder cannot be worked out again. The secrets of days are in none: there they would outlive them.
KEPT = (
    *OPTIONS,
    "media/**/*",
    "imports/**/*",
    f"{READS}/{MACHINE}",
    f"{READS}/{JOURNAL}/*/*{SUFFIX}",
)
PIECE = 1024 * 1024
# Bytes of a file's name that a file system takes.
LONGEST_PART = 255
MOST_TOLD = 5


class UnusableBackup(HoabanError):
    """A backup that is not there, not whole, damaged, or of another kind than this installation needs."""


class HalfRestored(HoabanError):
    """A backup was being brought back here and something ended that; the message says how to go on."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a file of a backup must be: its size in bytes and its SHA-256."""

    size: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What stands in a backup: who made it, of which kind its database is, what that has seen, and every file.

    `portal`: tells one portal from another, as `fingerprint` makes it.
    """

    form: int = FORM
    version: str
    portal: str = ""
    database: str
    migrations: list[str]
    files: dict[str, KeptFile] = field(default_factory=dict)

    def as_json(self) -> str:
        """The manifest as it lies in a backup."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The inverse of `as_json`; raises ValueError, KeyError and TypeError for anything else."""
        read = json.loads(text)
        return cls(**read | {"files": {name: KeptFile(**kept) for name, kept in read["files"].items()}})


@dataclass(frozen=True)
class Backup:
    """A whole backup in its folder."""

    folder: Path
    manifest: Manifest

    @classmethod
    def read(cls, folder: Path) -> Backup:
        """The backup in a folder. Raises UnusableBackup."""
        try:
            if not (folder / MANIFEST).is_file():
                raise UnusableBackup(f"{folder} holds no backup: there is no {MANIFEST} in it.")
            manifest = Manifest.from_json((folder / MANIFEST).read_text("utf-8"))
        except OSError as error:
            raise UnusableBackup(f"The backup {folder} cannot be read: {error}. Take another one.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnusableBackup(
                f"The backup {folder} is damaged: its {MANIFEST} is not what was written. Take another one."
            ) from error
        if manifest.form != FORM:
            raise UnusableBackup(f"The backup {folder} was made by a newer program. Bring it back with that one.")
        return cls(folder, manifest)

    def verify(self, progress: Progress = no_progress) -> None:
        """Read every file and compare it with the manifest. Raises UnusableBackup, which names what differs."""
        wrong = [] if DATABASES.get(self.manifest.database) in self.manifest.files else ["its database is missing"]
        for done, (name, kept) in enumerate(self.manifest.files.items(), 1):
            place = self.folder / name
            if not is_known(name):
                wrong.append(f"{name[:100]} belongs into no backup")
            elif not place.is_file():
                wrong.append(f"{name} is missing")
            elif place.stat().st_size != kept.size or digest_of(place) != kept.digest:
                wrong.append(f"{name} is not what was written")
            progress(done, len(self.manifest.files), name)
        if wrong:
            more = f" and {len(wrong) - MOST_TOLD} more" if len(wrong) > MOST_TOLD else ""
            raise UnusableBackup(
                f"The backup {self.folder} is damaged: {', '.join(wrong[:MOST_TOLD])}{more}. Nothing was changed; take "
                "another one."
            )

    def names(self, beginning: str = "") -> list[str]:
        """The files whose name begins so."""
        return [name for name in self.manifest.files if name.startswith(beginning)]


def refuse_half_restored(var: Path) -> None:
    """Let nobody work with half of a backup. Raises HalfRestored."""
    if (var / MARK).exists():
        raise HalfRestored(
            f"Bringing back a backup was broken off in {var}. Do it again, with the same folder: hoaban restore FOLDER"
        )


def is_known(name: str) -> bool:
    """Whether a file of this name may lie in a backup: none leads out of it, or to what no backup holds."""
    parts = name.split("/")
    if any(part in {"", ".", ".."} or len(part.encode()) > LONGEST_PART for part in parts):
        return False
    return name in {*OPTIONS, *DATABASES.values()} or any(fits(parts, pattern.split("/")) for pattern in KEPT)


def fits(parts: list[str], pattern: list[str]) -> bool:
    """Whether the parts of a name fit a pattern of `KEPT`, whose `**` stands for any number of folders."""
    if "**" in pattern:
        begins = pattern[: pattern.index("**")]
        return len(parts) > len(begins) and parts[: len(begins)] == begins
    return len(parts) == len(pattern) and all(map(fnmatchcase, parts, pattern))


def fingerprint(secret_key: str, hosts: Sequence[str]) -> str:
    """What tells one portal from another, and says nothing of its secret; options are copied with it, but for hosts."""
    return hashlib.sha256(f"{secret_key} {' '.join(hosts[:1])}".encode()).hexdigest()[:16]


def digest_of(place: Path) -> str:
    """The SHA-256 of a file."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept_files(var: Path) -> Iterator[Path]:
    """What of a state folder belongs into a backup, besides the database."""
    for pattern in KEPT:
        yield from (path for path in var.glob(pattern) if path.is_file() and not path.is_symlink())


def whole_backups(folder: Path) -> list[Path]:
    """The folders of backups that were finished, oldest first; they have their names only then.

    Raises UnusableBackup for a folder that cannot be looked into.
    """
    try:
        lying = list(folder.iterdir()) if folder.is_dir() else []
        return sorted(path for path in lying if NAME.fullmatch(path.name) and (path / MANIFEST).is_file())
    except OSError as error:
        raise UnusableBackup(
            f"{folder} cannot be looked into: {error.strerror}. Give it to the user who runs the portal."
        ) from error


def chosen_backup(folder: Path, beginning: str = "") -> Backup:
    """The newest backup in a folder whose name begins so, such as `2026-12-01`; or the one that the folder itself is.

    Raises UnusableBackup.
    """
    whole = whole_backups(folder)
    if not beginning and (folder / MANIFEST).is_file():
        return Backup.read(folder)
    found = [path for path in whole if path.name.startswith(beginning)]
    if not found:
        there = ", ".join(path.name for path in whole[-MOST_TOLD:]) or "nothing"
        wanted = f"backup of {beginning}" if beginning else "whole backup"
        raise UnusableBackup(f"There is no {wanted} in {folder}; the newest there: {there}.")
    return Backup.read(found[-1])

"""Takes a backup while the portal runs: into a name of its own, which it has only when it is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import LockHeld, alone
from hoaban.kit.progress import Progress, no_progress
from hoaban.site.backups.backup_folder import (
    MANIFEST,
    Backup,
    KeptFile,
    Manifest,
    UnusableBackup,
    digest_of,
    fingerprint,
    whole_backups,
)
from hoaban.site.backups.database_copies import database_copy
from hoaban.site.backups.file_copies import UNFINISHED, FileCopies, free_space, in_megabytes, make_private
from hoaban.site.migrations_applied import applied
from hoaban.site.version import version

LOCK = ".lock"


class CannotBackUp(HoabanError):
    """No backup was taken; the message says why. Those that are there are as they were."""


@dataclass(frozen=True)
class Planned:
    """What a backup would take: files in all, bytes to write, bytes that are free, backups that go afterwards."""

    files: int
    to_write: int
    free: int
    going: tuple[Path, ...]


class Taking:
    """One backup of a state folder into a folder of backups, of which the `keep` newest stay; None for all."""

    def __init__(self, var: Path, folder: Path, *, keep: int | None = None) -> None:
        self.var, self.folder, self.keep = var, folder.resolve(), keep
        self.database = database_copy()
        if self.folder.is_relative_to(var):
            raise CannotBackUp(
                f"{folder} lies in the state folder {var}: it would go with it. Name a folder on another disk."
            )
        self.portal = fingerprint(settings.SECRET_KEY, settings.ALLOWED_HOSTS)
        self.unfinished = self.folder / UNFINISHED
        former = newest(self.folder)
        if former is not None and former.manifest.portal not in {"", self.portal}:
            raise CannotBackUp(
                f"{folder} holds the backups of another portal, or of this one under another secret key or host: they "
                "would be taken for each other. Name a folder of its own."
            )
        self.copies = FileCopies(var, self.unfinished, former)

    def plan(self) -> Planned:
        """What would be done. Raises CannotBackUp where the disk is too full for it."""
        files, to_write = self.copies.size_to_copy()
        to_write += self.database.size()
        free = free_space(self.folder)
        if free < to_write and not self.spare():
            raise CannotBackUp(
                f"The backup needs {in_megabytes(to_write)}, and {in_megabytes(free)} are free on the disk of "
                f"{self.folder}. Make room there: the newest backup stays until the next one is whole."
            )
        # The one to come is among those that stay.
        stay = self.keep - 1 if self.keep is not None else None
        return Planned(files, to_write, free, going(self.folder, stay))

    def spare(self) -> tuple[Path, ...]:
        """The backups that may go before the next one is whole: the newest stays in any case."""
        return going(self.folder, max(self.keep - 1, 1)) if self.keep is not None else ()

    def make_room(self) -> None:
        """Where the disk is too full, take away what would go afterwards, one by one. Raises CannotBackUp."""
        while (plan := self.plan()).to_write > plan.free:
            shutil.rmtree(self.spare()[0])

    def take(self, progress: Progress = no_progress) -> Backup:
        """Take the backup, and then away what is too old. Raises CannotBackUp."""
        try:
            make_private(self.folder)
            with alone(self.folder / LOCK):
                # What a killed one left.
                self.forget()
                self.make_room()
                backup = self.write(progress)
                for old in going(self.folder, self.keep):
                    shutil.rmtree(old)
                return backup
        except LockHeld:
            raise CannotBackUp(f"Another backup into {self.folder} is under way. Wait until it is done.") from None
        except (OSError, DatabaseError, sqlite3.Error) as error:
            raise CannotBackUp(f"The backup into {self.folder} failed: {error}") from error

    def write(self, progress: Progress) -> Backup:
        """Write everything, and give it its name at the end."""
        self.unfinished.mkdir(mode=0o700)
        try:
            # Before the database, so that nothing is missing that it names and that goes meanwhile; and after it, so
            # that nothing is missing that came.
            self.copies.copy(progress)
            copy = self.unfinished / self.database.name
            migrations = applied()
            self.database.take(copy, progress)
            self.copies.copy(progress)
            files = {**self.copies.files, copy.name: KeptFile(copy.stat().st_size, digest_of(copy))}
            manifest = Manifest(
                version=version(),
                portal=self.portal,
                database=self.database.kind,
                migrations=migrations,
                files=files,
            )
            (self.unfinished / MANIFEST).touch(mode=0o600)
            (self.unfinished / MANIFEST).write_text(manifest.as_json(), "utf-8")
            os.sync()
            place = self.folder / next_name(self.folder)
            self.unfinished.rename(place)
            os.sync()
            return Backup(place, manifest)
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Remove a backup that was not finished."""
        shutil.rmtree(self.unfinished, ignore_errors=True)


def next_name(folder: Path) -> str:
    """A name for a backup of this second, by the portal's clock: sorted by name, backups are sorted by time."""
    now = timezone.localtime().strftime("%Y-%m-%dT%H-%M-%S")
    taken = [place.name for place in whole_backups(folder) if place.name.startswith(now)]
    last = int(taken[-1].removeprefix(now).removeprefix("-") or 1) if taken else 0
    return f"{now}-{last + 1:02}" if last else now


def newest(folder: Path) -> Backup | None:
    """The newest backup, whose files need not be written again; None where none can be read."""
    for place in reversed(whole_backups(folder)):
        with suppress(UnusableBackup):
            return Backup.read(place)
    return None


def going(folder: Path, keep: int | None) -> tuple[Path, ...]:
    """The oldest backups, where more than `keep` are there."""
    whole = whole_backups(folder)
    return () if keep is None else tuple(whole[: max(len(whole) - keep, 0)])

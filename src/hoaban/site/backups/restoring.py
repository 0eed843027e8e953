"""Brings a backup back: nothing that stood there is destroyed, and whatever is killed in between goes on when repeated.

A mark lies in the state folder from the first change to the last; until it is gone, no other command does anything.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from hoaban.front.journal import FOLDER as READS
from hoaban.front.journal import JOURNAL, MACHINE
from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import LockHeld, alone
from hoaban.kit.progress import Progress, no_progress
from hoaban.kit.rooms import declared
from hoaban.publication.actions import become_another_log
from hoaban.publication.followers import Follower
from hoaban.publication.queries import log_extent
from hoaban.site import supervisor
from hoaban.site.backups.backup_folder import MARK, OPTIONS, Backup, KeptFile, digest_of, fingerprint
from hoaban.site.backups.database_copies import database_copy
from hoaban.site.backups.file_copies import copy_whole, free_space, in_megabytes, is_unchanged, make_private
from hoaban.site.migrations_applied import unknown

ASIDE = "before-restore-"


class CannotRestore(HoabanError):
    """The backup was not brought back; the message says why, and what to do."""


class Restoring:
    """One backup that is brought back into one state folder."""

    def __init__(self, backup: Backup, var: Path, *, although_another: bool = False) -> None:
        self.backup, self.var = backup, var
        self.database = database_copy()
        self.brought: list[str] = []
        if backup.manifest.database != self.database.kind:
            raise CannotRestore(
                f"The backup {backup.folder} holds a database of {backup.manifest.database}, and the options name one "
                f"of {self.database.kind}. Set HOABAN_DATABASE_URL accordingly."
            )
        here = fingerprint(settings.SECRET_KEY, settings.ALLOWED_HOSTS)
        if backup.manifest.portal not in {"", here} and not although_another:
            raise CannotRestore(
                f"The backup {backup.folder} was made by another portal, or under another secret key or first host "
                f"than {var} has. Name the right one, or an empty state folder (HOABAN_VAR); or add --although-another."
            )
        if newer := unknown(backup.manifest.migrations):
            raise CannotRestore(
                f"The backup {backup.folder} was made by a newer program (hoaban {backup.manifest.version}): this one "
                f"does not know {newer[0]}. Install that version, then bring it back."
            )

    @property
    def aside(self) -> Path:
        """Where what stood there lies afterwards; the same one for a restoring that goes on."""
        return self.var / (self.var / MARK).read_text("utf-8")

    def restore(self, progress: Progress = no_progress) -> str:
        """Bring everything back; where the database lies that stood there before, if any. Raises CannotRestore."""
        try:
            with nobody_else(self.var):
                self.database.refuse_while_used()
                self.refuse_full_disk()
                self.begin()
                self.put_files_back(progress)
                former = self.database.put_back(self.backup.folder / self.database.name, self.aside)
                call_command("migrate", verbosity=0)
                become_another_log(log_extent())
                connection.close()
                os.sync()
                (self.var / MARK).unlink()
                return former
        except LockHeld as error:
            raise CannotRestore(f"A portal runs in {self.var} (it holds {error}). Stop it first.") from None
        except (OSError, DatabaseError, sqlite3.Error) as error:
            raise CannotRestore(
                f"Bringing back {self.backup.folder} failed: {error}. Mend that and give the same command again; until "
                "then the portal does not start."
            ) from error

    def refuse_full_disk(self) -> None:
        """Begin nothing that ends half way. Raises CannotRestore."""
        needed = sum(kept.size for name, kept in self.backup.manifest.files.items() if self.is_missing(name, kept))
        free = free_space(self.var)
        if free < needed:
            raise CannotRestore(
                f"Bringing back needs {in_megabytes(needed)}, and {in_megabytes(free)} are free on the disk of "
                f"{self.var}. Make room there; nothing was changed."
            )

    def is_missing(self, name: str, kept: KeptFile) -> bool:
        """Whether a file of the backup will take room: one of its size is mostly the same."""
        place = self.var / name
        return not (place.is_file() and place.stat().st_size == kept.size)

    def begin(self) -> None:
        """Lay down the mark, which names where things are laid aside; that of a restoring that goes on holds."""
        if not (self.var / MARK).exists():
            new = self.var / f"{MARK}.new"
            new.write_text(f"{ASIDE}{timezone.localtime():%Y%m%dT%H%M%S}", "utf-8")
            os.sync()
            new.rename(self.var / MARK)

    def put_files_back(self, progress: Progress) -> None:
        """Put every file in its place that is not there as it is in the backup."""
        self.lay_reads_of_another_machine_aside()
        files = {name: kept for name, kept in self.backup.manifest.files.items() if name != self.database.name}
        for done, (name, kept) in enumerate(files.items(), 1):
            if name not in OPTIONS:
                self.put_file_back(name, kept)
            progress(done, len(files), name)

    def put_file_back(self, name: str, kept: KeptFile) -> None:
        """Put one file back; another one in its place is laid aside."""
        copy, place = self.backup.folder / name, self.var / name
        if place.exists():
            # Records are only added to a segment, so the longer one holds the other.
            is_longer = name.startswith(f"{READS}/{JOURNAL}/") and place.stat().st_size >= kept.size
            if is_longer or is_unchanged(copy, place) or digest_of(place) == kept.digest:
                return
            self.lay_aside(name)
        copy_whole(copy, place)
        self.brought.append(name)

    def lay_reads_of_another_machine_aside(self) -> None:
        """Let no journal be counted under a name that is not its machine's: its reads would count twice."""
        name = f"{READS}/{MACHINE}"
        has_journal = any((self.var / READS / JOURNAL).glob("*/*"))
        if has_journal and name in self.backup.manifest.files:
            place = self.var / name
            if not place.exists() or digest_of(place) != self.backup.manifest.files[name].digest:
                self.lay_aside(READS)

    def lay_aside(self, name: str) -> None:
        """Move something out of the way."""
        target = self.aside / name
        make_private(target.parent)
        if target.exists():
            # A restoring that was broken off laid the first one aside; what came since is a copy.
            shutil.rmtree(self.var / name) if target.is_dir() else (self.var / name).unlink()
        else:
            (self.var / name).rename(target)


@contextmanager
def nobody_else(var: Path) -> Iterator[None]:
    """Hold every lock that a running portal holds. Raises LockHeld."""
    with ExitStack() as held:
        for lock in (var / supervisor.LOCK, *(follower.lock(var) for follower in declared(Follower))):
            held.enter_context(alone(lock))
        yield

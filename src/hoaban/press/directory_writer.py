"""Brings what was rendered into the published directory: files first, then the pages that name them, then the state.

Killed at any moment, the press does the same work again and comes to the same files.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from dataclasses import dataclass, field, replace

from django.db import DatabaseError, InterfaceError

from hoaban.front.directory import Outgoing, PublishedDirectory
from hoaban.front.layout import FILES, is_canonical
from hoaban.front.redirects import PublishedRedirect
from hoaban.press.address_rendering import FOUND, NOWHERE
from hoaban.press.batch_rendering import Pressed
from hoaban.press.log_reader import LogReader
from hoaban.press.outbox import Outbox
from hoaban.press.pending import Task
from hoaban.press.state import PressState
from hoaban.publication.addresses import Published, Rank

logger = logging.getLogger(__name__)
# A full disk, one that is read-only or broken, too many open files.
FAULTS_OF_DISKS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
)


@dataclass
class Batch:
    """What one batch came to: addresses written, addresses taken away, addresses that failed."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    rendered: int = 0


class DirectoryWriter:
    """Writes for one press: its directory, what its state remembers of it, and the outbox for the caches."""

    def __init__(self, directory: PublishedDirectory, state: PressState, log: LogReader, outbox: Outbox) -> None:
        self.directory = directory
        self.state = state
        self.log = log
        self.outbox = outbox

    def note_failures(self, failed: list[Pressed], batch: Batch) -> None:
        """Note what could not be rendered; its old file stays, and it is tried again."""
        if not failed:
            return
        for one in failed:
            logger.warning("%s%s cannot be pressed: %s", one.task.folder, one.task.path, one.failure)
            batch.failed.append(one.task.path)
        with self.state.writing():
            for one in failed:
                self.state.queue.fail(one.task, one.failure)

    def put(self, pressed: list[Pressed], batch: Batch) -> None:
        """Take away what is gone, write what differs, then remember it; killed in between, it is done again.

        Where that fails for what one address brings, that address alone has failed. Raises what fails for all of them:
        a full disk, a damaged state file.
        """
        if not pressed:
            return
        done = Batch()
        try:
            self.put_together(pressed, done)
        except Exception as error:
            if is_of_the_machine(error) or not self.directory.takes_files():
                raise
            if len(pressed) == 1:
                self.note_failures([replace(pressed[0], failure=f"{type(error).__name__}: {error}")], batch)
                return
            for one in pressed:
                self.put([one], batch)
        else:
            batch.written.extend(done.written)
            batch.removed.extend(done.removed)

    def put_together(self, pressed: list[Pressed], batch: Batch) -> None:
        """Take away, write and remember all of these addresses at once; raises what any of them brings about."""
        gone = [one for one in pressed if one.rendered.status != FOUND]
        standing = [one for one in pressed if one.rendered.status == FOUND]
        self.remove(gone, batch)
        unlinked = self.link_files(pressed)
        self.name_files(pressed)
        differing = [one for one in standing if self.differs(one)]
        self.directory.write([outgoing(one) for one in differing])
        self.drop_redirects(standing)
        batch.written.extend(one.task.path for one in differing)
        unshown: set[str] = set()
        with self.state.writing():
            for one in differing:
                self.outbox.post(one.task.folder, [one.task.path], gone=False)
            for one in pressed:
                unshown |= self.remember(one)
            for one in pressed:
                if one.task in unlinked:
                    # The page is out, and so are the lists that show the same photo; the file is tried again.
                    self.state.queue.add(one.task.folder, [Published(one.task.path, Rank.BACKGROUND)])
                    self.state.queue.fail(one.task, unlinked[one.task])
            unshown -= self.state.records.still_shown(unshown)
            self.outbox.post_names(unshown)
        self.drop_unshown(unshown)
        if batch.written or batch.removed:
            self.move_on()

    def remove(self, gone: list[Pressed], batch: Batch) -> None:
        """Remove the files of what is gone and of what only it showed; put redirects and notes in their place."""
        unshown: set[str] = set()
        for folder in {one.task.folder for one in gone}:
            here = [one for one in gone if one.task.folder == folder]
            # A file under a hash goes when nothing names it any more, never because of what is said of its address.
            paths = [path for path in (one.task.path for one in here) if is_canonical(path) and not is_file(path)]
            had_file = [path for path in paths if self.directory.has(folder, path)]
            self.directory.remove(folder, had_file)
            redirects = [redirect_of(one) for one in here if one.rendered.status != NOWHERE]
            nowhere = [one.task.path for one in here if one.rendered.status == NOWHERE]
            changed = self.directory.change_redirects(folder, redirects, nowhere) if folder in self.log.sites else 0
            batch.removed.extend(had_file or [one.path for one in redirects][:changed])
            with self.state.writing():
                newly_gone = [one.task.path for one in here if one.task.path in had_file or self.is_newly_gone(one)]
                self.outbox.post(folder, newly_gone, gone=True)
                for one in here:
                    unshown |= self.state.records.shown_by(folder, one.task.path)
                    self.state.records.set_shown_of(folder, one.task.path, shown_now(one))
                unshown -= self.state.records.still_shown(unshown)
                self.outbox.post_names(unshown)
            batch.removed.extend(path for path in newly_gone if path not in batch.removed)
            self.drop_unshown(unshown)
        if batch.removed:
            self.move_on()

    def is_newly_gone(self, one: Pressed) -> bool:
        """Whether an address without a page was remembered as anything else till now; also after a kill."""
        before = self.state.records.digest_of(one.task.folder, one.task.path)
        now = (0, "") if one.rendered.status == NOWHERE else (one.rendered.status, one.digest)
        return before != now and not before[0] == one.rendered.status == NOWHERE

    def move_on(self) -> None:
        """Let readers see what was done, then whoever keeps copies of it."""
        self.directory.move_on()
        self.outbox.release()

    def link_files(self, pressed: list[Pressed]) -> dict[Task, str]:
        """Link the files that pages, notes and redirects name at their places, before what names them.

        Returns, by address, why a file that it names could not be linked.
        """
        unlinked: dict[Task, str] = {}
        for one in pressed:
            for address, source in one.files.items():
                try:
                    self.directory.link(one.task.folder, address, source)
                except Exception as error:
                    if is_of_the_machine(error) or not self.directory.takes_files():
                        raise
                    logger.warning("%s cannot be linked at %s: %s", source, address, error)
                    unlinked[one.task] = f"{source.name}: {type(error).__name__}: {error}"
        return unlinked

    def name_files(self, pressed: list[Pressed]) -> None:
        """Say under which names the files are saved; a file is read without it too, so nothing waits for that."""
        for folder in {one.task.folder for one in pressed}:
            names: dict[str, str] = {}
            for one in pressed:
                names |= one.names if one.task.folder == folder else {}
            if names:
                self.change_file_names(folder, names, [])

    def change_file_names(self, folder: str, put: dict[str, str], remove: list[str]) -> None:
        """Put and remove names of files; what is damaged there is told by `verify`."""
        try:
            self.directory.change_file_names(folder, put, remove)
        except sqlite3.Error as error:
            logger.warning("The names of files of %s cannot be written: %s", folder, error)

    def differs(self, one: Pressed) -> bool:
        """Whether what lies in the directory is not what was rendered."""
        return self.state.records.digest_of(one.task.folder, one.task.path) != (
            FOUND,
            one.digest,
        ) or not self.directory.has(one.task.folder, one.task.path)

    def drop_redirects(self, standing: list[Pressed]) -> None:
        """Where there is a page again, there is no redirect and no note any more."""
        for folder in {one.task.folder for one in standing}:
            paths = [one.task.path for one in standing if one.task.folder == folder]
            replaced = [path for path in paths if self.state.records.digest_of(folder, path)[0] not in {0, FOUND}]
            if replaced:
                self.directory.change_redirects(folder, [], replaced)

    def remember(self, one: Pressed) -> set[str]:
        """Note what was pressed; returns what the address showed before and does not show now."""
        task, status = one.task, one.rendered.status
        before = self.state.records.shown_by(task.folder, task.path)
        shown = shown_now(one)
        self.state.queue.done(task)
        # What is left out for now comes back when a part of what it read changes: that stays known.
        if status == NOWHERE and not one.rendered.waits:
            self.state.records.forget(task.folder, task.path)
            return before
        rank = self.state.records.rank_of(task)
        pk = self.state.records.keep(task, rank, status, one.digest, one.rendered.reading)
        self.state.records.set_shown(pk, shown)
        new_parts = [part for part in one.parts if self.state.records.digest_of(task.folder, part)[0] == 0]
        self.state.queue.add(task.folder, [Published(part, Rank.PART) for part in new_parts])
        return before - shown

    def drop_unshown(self, names: set[str]) -> None:
        """Take files and parts away that nothing names any more."""
        for name in names:
            folder, slash, rest = name.partition("/")
            address = slash + rest
            if address.startswith(FILES):
                self.directory.remove(folder, [address])
                self.change_file_names(folder, {}, [address])
            else:
                with self.state.writing():
                    self.directory.remove(folder, [address])
                    self.state.records.forget(folder, address)


def shown_now(one: Pressed) -> set[str]:
    """The files and parts that an address names, each as folder and address in one text."""
    return {f"{one.task.folder}{name}" for name in (*one.files, *one.parts)}


def is_file(path: str) -> bool:
    """Whether an address is that of a photo, document, style or script."""
    return path.startswith(FILES)


def is_of_the_machine(error: Exception) -> bool:
    """Whether an error is no fault of any address: a full or broken disk, the state file, the portal's database."""
    if isinstance(error, OSError):
        return error.errno in FAULTS_OF_DISKS
    return isinstance(error, sqlite3.Error | DatabaseError | InterfaceError)


def outgoing(one: Pressed) -> Outgoing:
    """The file of an address on its way out."""
    return Outgoing(one.task.folder, one.task.path, one.body, one.compressed)


def redirect_of(one: Pressed) -> PublishedRedirect:
    """The redirect or the note that stands for an address without a page."""
    return PublishedRedirect(one.task.path, one.rendered.status, one.rendered.location, one.body.decode())

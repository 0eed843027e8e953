"""The press itself: renders what was asked for, compares, writes what differs, takes away what is gone."""

from __future__ import annotations

import errno
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from hoaban.front.directory import Outgoing, PublishedDirectory
from hoaban.front.layout import FILES, is_canonical
from hoaban.front.redirects import PublishedRedirect
from hoaban.press.asking import LogReader
from hoaban.press.outbox import Outbox
from hoaban.press.renderer import Pressed
from hoaban.press.rendering import FOUND, NOWHERE
from hoaban.press.state import PressState, Task
from hoaban.press.workshop import Workshop
from hoaban.publication.addresses import Published, Rank

logger = logging.getLogger(__name__)
Progress = Callable[[int, int, str], None]
# What is published now waits for the batch in hand: 0.1 s. Batches of a hundred would save 4 % and take half a second.
BATCH = 25
# A full disk, one that is read-only or broken, too many open files.
FAULTS_OF_DISKS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
)


def no_progress(_done: int, _total: int, _what: str) -> None:
    """For callers that do not watch."""


@dataclass
class Batch:
    """What one batch came to: addresses written, addresses taken away, addresses that failed."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    rendered: int = 0


class Press:
    """One press with its directory and its state."""

    def __init__(self, directory: PublishedDirectory, state: PressState, processes: int = 1) -> None:
        self.directory = directory
        self.state = state
        self.workshop = Workshop(processes)
        self.log = LogReader(directory, state, self.workshop)
        self.is_clean = False
        self.outbox = Outbox(state, kept=settings.HOABAN_PURGE is not None)

    # Pressing ---------------------------------------------------------------------------------------------------------

    def press_waiting(self, limit: int = BATCH) -> Batch:
        """Press the most urgent of what waits, at most `limit` addresses of one rank for each process that renders."""
        tasks = self.state.next_tasks(limit * self.workshop.processes, time.time())
        batch = Batch()
        # One rank at a time: what may have to go is gone, and what is urgent is there, before the next is rendered.
        first = [task for task in tasks if task.rank == tasks[0].rank]
        if not first:
            return batch
        known = self.state.digests_of(first)
        done = self.workshop.render(first, known)
        batch.rendered = len(done)
        self.note_failures([one for one in done if one.failure], batch)
        self.put([one for one in done if not one.failure], batch)
        return batch

    def note_failures(self, failed: list[Pressed], batch: Batch) -> None:
        """Note what could not be rendered; its old file stays, and it is tried again."""
        if not failed:
            return
        for one in failed:
            logger.warning("%s%s cannot be pressed: %s", one.task.folder, one.task.path, one.failure)
            batch.failed.append(one.task.path)
        with self.state.writing():
            for one in failed:
                self.state.fail(one.task, one.failure)

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
        self.take_away(gone, batch)
        unlaid = self.lay_files(pressed)
        differing = [one for one in standing if self.differs(one)]
        self.directory.write([outgoing(one) for one in differing])
        self.drop_turns(standing)
        batch.written.extend(one.task.path for one in differing)
        unshown: set[str] = set()
        with self.state.writing():
            for one in differing:
                self.outbox.post(one.task.folder, [one.task.path], gone=False)
            for one in pressed:
                unshown |= self.remember(one)
            for one in pressed:
                if one.task in unlaid:
                    # The page is out, and so are the lists that show the same photo; the file is tried again.
                    self.state.ask_for(one.task.folder, [Published(one.task.path, Rank.BACKGROUND)])
                    self.state.fail(one.task, unlaid[one.task])
            unshown -= self.state.still_shown(unshown)
            self.outbox.post_names(unshown)
        self.drop_unshown(unshown)
        if batch.written or batch.removed:
            self.move_on()

    def take_away(self, gone: list[Pressed], batch: Batch) -> None:
        """Remove the files of what is gone and of what only it showed; put redirects and notes in their place."""
        unshown: set[str] = set()
        for folder in {one.task.folder for one in gone}:
            here = [one for one in gone if one.task.folder == folder]
            paths = [one.task.path for one in here if is_canonical(one.task.path)]
            had_file = [path for path in paths if self.directory.has(folder, path)]
            self.directory.remove(folder, had_file)
            turns = [turn_of(one) for one in here if one.rendered.status != NOWHERE]
            nowhere = [one.task.path for one in here if one.rendered.status == NOWHERE]
            changed = self.directory.change_redirects(folder, turns, nowhere) if folder in self.log.sites else 0
            batch.removed.extend(had_file or [turn.path for turn in turns][:changed])
            with self.state.writing():
                turned = [one.task.path for one in here if one.task.path in had_file or self.has_turned(one)]
                self.outbox.post(folder, turned, gone=True)
                for one in here:
                    unshown |= self.state.shown_by(folder, one.task.path)
                    self.state.set_shown_of(folder, one.task.path, shown_now(one))
                unshown -= self.state.still_shown(unshown)
                self.outbox.post_names(unshown)
            batch.removed.extend(path for path in turned if path not in batch.removed)
            self.drop_unshown(unshown)
        if batch.removed:
            self.move_on()

    def has_turned(self, one: Pressed) -> bool:
        """Whether an address without a page was remembered as anything else till now; also after a kill."""
        before = self.state.digest_of(one.task.folder, one.task.path)
        now = (0, "") if one.rendered.status == NOWHERE else (one.rendered.status, one.digest)
        return before != now

    def move_on(self) -> None:
        """Let readers see what was done, then whoever keeps copies of it."""
        self.directory.move_on()
        self.outbox.release()

    def lay_files(self, pressed: list[Pressed]) -> dict[Task, str]:
        """Lay the files that pages, notes and redirects name at their places, before what names them.

        Returns, by address, why a file that it names could not be laid.
        """
        unlaid: dict[Task, str] = {}
        for one in pressed:
            for address, source in one.files.items():
                try:
                    self.directory.link(one.task.folder, address, source)
                except Exception as error:
                    if is_of_the_machine(error) or not self.directory.takes_files():
                        raise
                    logger.warning("%s cannot be laid at %s: %s", source, address, error)
                    unlaid[one.task] = f"{source.name}: {type(error).__name__}: {error}"
        return unlaid

    def differs(self, one: Pressed) -> bool:
        """Whether what lies in the directory is not what was rendered."""
        return self.state.digest_of(one.task.folder, one.task.path) != (FOUND, one.digest) or not self.directory.has(
            one.task.folder, one.task.path
        )

    def drop_turns(self, standing: list[Pressed]) -> None:
        """Where there is a page again, there is no redirect and no note any more."""
        for folder in {one.task.folder for one in standing}:
            paths = [one.task.path for one in standing if one.task.folder == folder]
            turned = [path for path in paths if self.state.digest_of(folder, path)[0] not in {0, FOUND}]
            if turned:
                self.directory.change_redirects(folder, [], turned)

    def remember(self, one: Pressed) -> set[str]:
        """Note what was pressed; returns what the address showed before and does not show now."""
        task, status = one.task, one.rendered.status
        before = self.state.shown_by(task.folder, task.path)
        shown = shown_now(one)
        self.state.done(task)
        if status == NOWHERE:
            self.state.forget(task.folder, task.path)
            return before
        rank = self.state.rank_of(task)
        pk = self.state.keep(task, rank, status, one.digest, one.rendered.reading)
        self.state.set_shown(pk, shown)
        new_parts = [part for part in one.parts if self.state.digest_of(task.folder, part)[0] == 0]
        self.state.ask_for(task.folder, [Published(part, Rank.PART) for part in new_parts])
        return before - shown

    def drop_unshown(self, names: set[str]) -> None:
        """Take files and parts away that nothing names any more."""
        for name in names:
            folder, slash, rest = name.partition("/")
            address = slash + rest
            if address.startswith(FILES):
                self.directory.remove(folder, [address])
            else:
                with self.state.writing():
                    self.directory.remove(folder, [address])
                    self.state.forget(folder, address)

    def clean(self) -> None:
        """Take away what a press that was killed had noted as shown by nothing and had not taken away any more.

        Once, and only where nothing waits: before that, pages may lie there whose files the state does not know yet.
        """
        for folder in self.directory.folders():
            lying = {f"{folder}{address}" for address in self.directory.addresses(folder, below=FILES)}
            self.drop_unshown(lying - self.state.still_shown(lying))
        self.is_clean = True

    # Until nothing is left --------------------------------------------------------------------------------------------

    def catch_up(self, progress: Progress = no_progress, stop: Event | None = None) -> Batch:
        """Follow the log and press until nothing waits that can be done now, or until told to stop."""
        total = Batch()
        while stop is None or not stop.is_set():
            read = self.log.follow()
            batch = self.press_waiting()
            for name in ("written", "removed", "failed"):
                getattr(total, name).extend(getattr(batch, name))
            total.rendered += batch.rendered
            if batch.rendered:
                waiting = self.state.waiting()
                progress(total.rendered, total.rendered + waiting, batch.written[-1] if batch.written else "")
                if not waiting and not self.state.fact("complete"):
                    # The first pressing is over even where somebody publishes without a pause.
                    self.settle()
            elif not read:
                self.settle()
                break
        return total

    def settle(self) -> None:
        """Nothing waits: what has no file now is nowhere. Tell the front so."""
        if not self.is_clean:
            self.clean()
        changed = self.directory.write_hosts(self.log.hosts(complete=True))
        for folder in set(self.directory.folders()) - set(self.log.sites):
            self.directory.remove_folder(folder)
            with self.state.writing():
                self.outbox.post_folder(folder)
                self.state.forget_folder(folder)
            changed = True
        with self.state.writing():
            self.state.set_fact("complete", "yes")
        if changed:
            self.move_on()


def shown_now(one: Pressed) -> set[str]:
    """The files and parts that an address names, each as folder and address in one text."""
    return {f"{one.task.folder}{name}" for name in (*one.files, *one.parts)}


def is_of_the_machine(error: Exception) -> bool:
    """Whether an error is no fault of any address: a full or broken disk, the state file, the portal's database."""
    if isinstance(error, OSError):
        return error.errno in FAULTS_OF_DISKS
    return isinstance(error, sqlite3.Error | DatabaseError | InterfaceError)


def outgoing(one: Pressed) -> Outgoing:
    """The file of an address on its way out."""
    return Outgoing(one.task.folder, one.task.path, one.body, one.compressed)


def turn_of(one: Pressed) -> PublishedRedirect:
    """The redirect or the note that stands for an address without a page."""
    return PublishedRedirect(one.task.path, one.rendered.status, one.rendered.location, one.body.decode())

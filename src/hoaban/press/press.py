"""The press itself: reads the log, finds what a change touches, renders, compares, writes what differs."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

from django.conf import settings
from wagtail.models import Site

from hoaban.front.addresses import Turn
from hoaban.front.directory import Outgoing, PublishedDirectory
from hoaban.front.hosts import Hosts
from hoaban.front.layout import FILES, PARTS, is_canonical
from hoaban.press.outbox import Outbox
from hoaban.press.parameters import KnownParameters, Parameters
from hoaban.press.renderer import Pressed
from hoaban.press.rendering import FOUND, NOWHERE
from hoaban.press.state import PressState
from hoaban.press.workshop import Workshop
from hoaban.publication.addresses import Published, Rank, everything, made_by
from hoaban.publication.effects import touched_names, touched_rows
from hoaban.publication.models import Entry
from hoaban.publication.queries import beginning_position, entries_after, how_many_after, position_of

logger = logging.getLogger(__name__)
Progress = Callable[[int, int, str], None]
# What is published now waits for the batch in hand: 0.1 s. Batches of a hundred would save 4 % and take half a second.
BATCH = 25
ENTRIES_AT_ONCE = 500
# Behind more than these (an import, a long stop) pressing everything is less work than asking what each one touches.
ENTRIES_FOR_ALL = 20_000
# Drafts are in the log for the editors' search.
NOT_PUBLIC = frozenset({"wagtailcore_revision"})


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
        self.parameters = KnownParameters()
        self.is_clean = False
        self.outbox = Outbox(state, kept=settings.HOABAN_PURGE is not None)

    # Following the log ------------------------------------------------------------------------------------------------

    def follow(self) -> int:
        """Read what is new in the log and ask for what it touches; returns how many entries were read."""
        if not self.state.fact("position"):
            return self.begin()
        entries = entries_after(self.state.position, ENTRIES_AT_ONCE)
        if len(entries) == ENTRIES_AT_ONCE and how_many_after(self.state.position) > ENTRIES_FOR_ALL:
            return self.begin()
        with self.state.writing():
            self.state.ask_for_expired(time.time())
            if not entries:
                return 0
            self.workshop.forget()
            touched: dict[str, frozenset[str] | None] = {}
            for entry in entries:
                self.parameters.notice(entry)
                if entry.table not in NOT_PUBLIC:
                    self.add_touched(entry, touched)
                    self.ask_for_made(entry)
            self.state.ask_for_touched(touched)
            self.state.set_position(position_of(entries[-1]))
        return len(entries)

    def begin(self) -> int:
        """Start from nothing: everything is asked for, and the log is followed from here on."""
        position = beginning_position()
        self.press_all()
        with self.state.writing():
            for folder in self.sites:
                self.ask_for_strays(folder)
            self.state.set_position(position)
        return 1

    def ask_for_strays(self, folder: str) -> None:
        """Ask for what lies in the directory and was not asked for: it may have gone when nobody followed."""
        lying = {address for address in self.directory.addresses(folder) if not address.startswith((FILES, PARTS))}
        with suppress(sqlite3.DatabaseError):  # a damaged file of redirects, which `verify` tells of
            lying |= {turn.path for turn in self.directory.turns(folder)}
        strays = sorted(lying - self.state.waiting_in(folder))
        self.state.ask_for(folder, [Published(path, Rank.MAY_GO) for path in strays])

    def press_all(self) -> None:
        """Ask for every address of every site, what is known already with it."""
        self.workshop.forget()
        if self.directory.write_hosts(hosts(self.sites, self.parameters.of(self.sites), complete=False)):
            self.directory.move_on()
        with self.state.writing():
            for folder, site in self.sites.items():
                self.state.ask_for(folder, everything(site))
            self.state.ask_for_everything(Rank.MAY_GO)
            self.state.set_fact("complete", "")

    @staticmethod
    def add_touched(entry: Entry, touched: dict[str, frozenset[str] | None]) -> None:
        """Add the keys that an entry touches, each with the columns that differ; None stands for all."""
        whole = entry.operation != Entry.Operation.UPDATE
        for key in touched_rows(entry):
            before = touched.get(key, frozenset())
            touched[key] = None if whole or before is None else before | entry.changed_columns
        for name in touched_names(entry):
            touched[name] = None

    def ask_for_made(self, entry: Entry) -> None:
        """Ask for the addresses that an entry may have made or may take away."""
        for folder, site in self.sites.items():
            self.state.ask_for(folder, made_by(entry, site))
        if entry.table == "wagtailcore_page" and may_take_away(entry):
            self.ask_for_old_addresses(entry)
        if entry.table == "wagtailcore_site":
            for folder, site in self.sites.items():
                self.state.ask_for(folder, everything(site))

    def ask_for_old_addresses(self, entry: Entry) -> None:
        """Bring what depended on a page that may have gone to the front of the queue: it goes first."""
        keys = {f"wagtailcore_page.url_path={path}" for path in entry.values("url_path")}
        for key in keys:
            self.state.raise_rank(key, Rank.MAY_GO)

    @property
    def sites(self) -> dict[str, Site]:
        """The sites by the name of their folder."""
        if not self.workshop.own.sites:
            self.workshop.forget()
        return self.workshop.own.sites

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
        """Take away what is gone, write what differs, then remember it; killed in between, it is done again."""
        gone = [one for one in pressed if one.rendered.status != FOUND]
        standing = [one for one in pressed if one.rendered.status == FOUND]
        self.take_away(gone, batch)
        self.lay_files(standing)
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
            changed = self.directory.change_turns(folder, turns, nowhere) if folder in self.sites else 0
            batch.removed.extend(had_file or [turn.path for turn in turns][:changed])
            with self.state.writing():
                turned = [one.task.path for one in here if one.task.path in had_file or self.has_turned(one)]
                self.outbox.post(folder, turned, gone=True)
                for one in here:
                    unshown |= self.state.shown_by(folder, one.task.path)
                    self.state.set_shown_of(folder, one.task.path, set())
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

    def lay_files(self, standing: list[Pressed]) -> None:
        """Lay the files that pages name at their places, before the pages that name them."""
        for one in standing:
            for address, source in one.files.items():
                self.directory.link(one.task.folder, address, source)

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
                self.directory.change_turns(folder, [], turned)

    def remember(self, one: Pressed) -> set[str]:
        """Note what was pressed; returns what the address showed before and does not show now."""
        task, status = one.task, one.rendered.status
        before = self.state.shown_by(task.folder, task.path)
        shown = {f"{task.folder}{name}" for name in (*one.files, *one.parts)}
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
            read = self.follow()
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
        changed = self.directory.write_hosts(hosts(self.sites, self.parameters.of(self.sites), complete=True))
        for folder in set(self.directory.folders()) - set(self.sites):
            self.directory.remove_folder(folder)
            with self.state.writing():
                self.outbox.post_folder(folder)
                self.state.forget_folder(folder)
            changed = True
        with self.state.writing():
            self.state.set_fact("complete", "yes")
        if changed:
            self.move_on()


def hosts(by_folder: dict[str, Site], parameters: Parameters, *, complete: bool) -> Hosts:
    """Which host is which folder, and which query parameters mean something there."""
    folders = {}
    default = ""
    for folder, site in by_folder.items():
        folders[site.hostname if folder == site.hostname else f"{site.hostname}:{site.port}"] = folder
        if site.is_default_site:
            default = folder
    return Hosts(folders, default, parameters.of_desk, parameters.of_old, complete=complete)


def outgoing(one: Pressed) -> Outgoing:
    """The file of an address on its way out."""
    return Outgoing(one.task.folder, one.task.path, one.body, one.compressed)


def turn_of(one: Pressed) -> Turn:
    """The redirect or the note that stands for an address without a page."""
    return Turn(one.task.path, one.rendered.status, one.rendered.location, one.body.decode())


def may_take_away(entry: Entry) -> bool:
    """Whether after this change of a page something may have to go."""
    leaving = {"live", "path", "url_path", "slug"}
    return entry.operation == Entry.Operation.DELETE or bool(entry.changed_columns & leaving)

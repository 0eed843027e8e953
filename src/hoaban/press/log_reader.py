"""Follows the log for the press: finds which addresses each change touches, makes or takes away, and asks for them."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from wagtail.models import Page, Site

from hoaban.front.directory import PublishedDirectory
from hoaban.front.hosts import Hosts, read_hosts
from hoaban.front.layout import FILES, PARTS
from hoaban.press.host_parameters import HostParameters, KnownHostParameters
from hoaban.press.rendering_pool import RenderingPool
from hoaban.press.state import PressState
from hoaban.publication.actions import goes_on
from hoaban.publication.addresses import Published, Rank, everything, made_by
from hoaban.publication.effects import touched_names, touched_rows
from hoaban.publication.faults import raise_without_database
from hoaban.publication.models import Entry
from hoaban.publication.queries import beginning_position, entries_after, how_many_after
from hoaban.publication.recorder import remembering

logger = logging.getLogger(__name__)
ENTRIES_AT_ONCE = 500
# Behind more than these (an import, a long stop) pressing everything is less work than asking what each one touches.
ENTRIES_FOR_ALL = 20_000
# Drafts are in the log for the editors' search.
NOT_PUBLIC = frozenset({"wagtailcore_revision"})
Touched = dict[str, frozenset[str] | None]
"""By key the columns that differ; None stands for all."""


class LogReader:
    """Reads the log for one press and puts into its queue what each entry touches, makes or takes away."""

    def __init__(self, directory: PublishedDirectory, state: PressState, pool: RenderingPool) -> None:
        self.directory = directory
        self.state = state
        self.pool = pool
        self.parameters = KnownHostParameters()

    @property
    def sites(self) -> dict[str, Site]:
        """The sites by the name of their folder."""
        if not self.pool.own.sites:
            self.pool.forget()
        return self.pool.own.sites

    def hosts(self, *, complete: bool) -> Hosts:
        """Which host is which folder, and which query parameters mean something there."""
        former = read_hosts(self.directory.root).former
        return hosts(self.sites, self.parameters.of(self.sites), complete=complete, former=former)

    def follow(self) -> int:
        """Read what is new in the log and ask for what it touches; returns how many entries were read."""
        position = self.state.position
        if not self.state.fact("position") or not goes_on(position):
            return self.begin()
        entries = entries_after(position, ENTRIES_AT_ONCE)
        if len(entries) == ENTRIES_AT_ONCE and how_many_after(position) > ENTRIES_FOR_ALL:
            return self.begin()
        with self.state.writing():
            self.state.queue.add_expired(time.time())
            if not entries:
                return 0
            self.pool.forget()
            touched: Touched = {}
            with remembering():
                understood = [self.take_in(entry, touched) for entry in entries]
            self.state.queue.add_touched(touched)
            if not all(understood):
                self.enqueue_all(Rank.BACKGROUND)
            self.state.set_position(position.moved_to(entries[-1]))
        return len(entries)

    def begin(self) -> int:
        """Start from nothing: everything is asked for, and the log is followed from here on."""
        with self.state.writing():
            # Until its position is known, nothing of the log may be pruned.
            self.state.set_fact("beginning", "yes")
        position = beginning_position()
        self.enqueue_everything()
        with self.state.writing():
            for folder in self.sites:
                self.enqueue_orphans(folder)
            self.state.set_position(position)
        return 1

    def enqueue_orphans(self, folder: str) -> None:
        """Ask for what lies in the directory and was not asked for: it may have gone when nobody followed."""
        lying = {address for address in self.directory.addresses(folder) if not address.startswith((FILES, PARTS))}
        with suppress(sqlite3.DatabaseError):  # a damaged file of redirects, which `verify` tells of
            lying |= {one.path for one in self.directory.redirects(folder)}
        orphans = sorted(lying - self.state.queue.paths_of(folder))
        self.state.queue.add(folder, [Published(path, Rank.MAY_GO) for path in orphans])

    def enqueue_everything(self) -> None:
        """Ask for every address of every site, what is known already with it."""
        self.pool.forget()
        if self.directory.write_hosts(self.hosts(complete=False)):
            self.directory.move_on()
        with self.state.writing():
            self.enqueue_all(Rank.MAY_GO)
            self.state.set_fact("complete", "")

    def enqueue_all(self, rank: Rank) -> None:
        """Ask for every address of every site, and with a rank for what was pressed already."""
        for folder, site in self.sites.items():
            self.state.queue.add(folder, everything(site))
        self.state.queue.add_all_known(rank)

    def take_in(self, entry: Entry, touched: Touched) -> bool:
        """Note what an entry touches and ask for what it makes; False where a room cannot say that.

        Then everything has to be pressed again, behind all else: no page may stay old because of one entry.
        """
        try:
            self.parameters.notice(entry)
            if entry.table not in NOT_PUBLIC:
                add_touched(entry, touched)
                self.enqueue_made(entry)
        except sqlite3.Error:
            raise
        except Exception as error:
            raise_without_database(error)
            logger.exception("What entry %d of the log touches cannot be found out; all is pressed again", entry.pk)
            return False
        return True

    def enqueue_made(self, entry: Entry) -> None:
        """Ask for the addresses that an entry may have made or may take away."""
        for folder, site in self.sites.items():
            self.state.queue.add(folder, made_by(entry, site))
        if entry.table == "wagtailcore_page" and may_take_away(entry):
            self.raise_old_addresses(entry)
        if entry.table == "wagtailcore_pageviewrestriction":
            self.enqueue_what_shows(entry)
        if entry.table == "wagtailcore_site":
            self.enqueue_new_folders(gone=entry.values("hostname") if entry.new is None else set())

    def enqueue_new_folders(self, gone: set[object]) -> None:
        """Ask for everything of the hosts that are new, and tell the front at once whose they and those gone are."""
        new = self.sites.keys() - set(self.directory.folders())
        for folder in new:
            self.state.queue.add(folder, everything(self.sites[folder]))
        if new:
            self.state.set_fact("complete", "")
        known = self.hosts(complete=bool(self.state.fact("complete")))
        former = sorted({*known.former, *map(str, gone)} - known.folders.keys())
        if self.directory.write_hosts(replace(known, former=former)):
            self.directory.move_on()

    def enqueue_what_shows(self, entry: Entry) -> None:
        """Bring what names pages that were made private, in lists and feeds, to the front of the queue: it goes first.

        Every page of the portal asks what is private, so all of them wait to be pressed by now.
        """
        for page_id in entry.values("page_id"):
            path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
            below = Page.objects.filter(path__startswith=path).values_list("pk", flat=True) if path else []
            for pk in below:
                self.state.queue.raise_rank(f"wagtailcore_page.id={pk}", Rank.MAY_GO)

    def raise_old_addresses(self, entry: Entry) -> None:
        """Bring what depended on a page that may have gone to the front of the queue: it goes first."""
        for path in entry.values("url_path"):
            self.state.queue.raise_rank(f"wagtailcore_page.url_path={path}", Rank.MAY_GO)


def add_touched(entry: Entry, touched: Touched) -> None:
    """Add the keys that an entry touches, each with the columns that differ."""
    whole = entry.operation != Entry.Operation.UPDATE
    for key in touched_rows(entry):
        before = touched.get(key, frozenset())
        touched[key] = None if whole or before is None else before | entry.changed_columns
    for name in touched_names(entry):
        touched[name] = None


def may_take_away(entry: Entry) -> bool:
    """Whether after this change of a page something may have to go."""
    leaving = {"live", "path", "url_path", "slug"}
    return entry.operation == Entry.Operation.DELETE or bool(entry.changed_columns & leaving)


def hosts(
    by_folder: dict[str, Site], parameters: HostParameters, *, complete: bool, former: Iterable[str] = ()
) -> Hosts:
    """Which host is which folder, and which query parameters mean something there."""
    folders = {}
    default = ""
    for folder, site in by_folder.items():
        folders[site.hostname if folder == site.hostname else f"{site.hostname}:{site.port}"] = folder
        if site.is_default_site:
            default = folder
    still_former = sorted(set(former) - folders.keys())
    return Hosts(folders, default, parameters.of_desk, parameters.of_old, still_former, complete)

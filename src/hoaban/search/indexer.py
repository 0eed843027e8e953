"""Keeps an index equal to what the database says: follows the publication log, or builds the index anew.

Two indexes are kept: `public` holds what every reader may see, `desk` what editors last saved. A new index is built
beside the old one, which answers meanwhile, and takes its place when it is whole.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from hoaban.kit import troubles
from hoaban.kit.back_off import BackOff
from hoaban.kit.pieces import in_pieces
from hoaban.kit.progress import Progress, no_progress
from hoaban.publication.actions import goes_on
from hoaban.publication.faults import raise_without_database
from hoaban.publication.models import Entry
from hoaban.publication.queries import beginning_position, entries_after, is_of_this_log
from hoaban.publication.searchable import Document, SearchSource, source_named, sources, touched_keys
from hoaban.search.checksums import Checksums
from hoaban.search.engine import POSITION, DamagedIndex, Index, NoIndex, UnreadableThing

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)
PUBLIC, DESK = "public", "desk"
FOLDER = "search"
ENTRIES_AT_ONCE = 500
AT_ONCE = 200
# What is built is made durable this often, so that a stop costs no more than this.
COMMIT_EVERY = 5_000
DRAFT_TABLES = frozenset({"wagtailcore_revision"})
BUILT = "built"


def documents_of(source: SearchSource, which: str, pks: list[int]) -> Iterable[Document]:
    """Documents of a source for one of the two indexes."""
    return source.public(pks) if which == PUBLIC else source.drafts(pks)


def read(source: SearchSource, which: str, pks: list[int]) -> Iterator[Document]:
    """Documents of a source. Raises UnreadableThing where the room fails, and DatabaseError where the database does."""
    try:
        yield from documents_of(source, which, pks)
    except Exception as error:
        raise_without_database(error)
        raise UnreadableThing(str(error)) from error


def guarded(source: SearchSource, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What a source answers; where it fails, something instead, so that the others are found. Raises DatabaseError."""
    try:
        return ask()
    except Exception as error:
        raise_without_database(error)
        logger.exception("Not all of %r is found; once that is mended, run: hoaban search --rebuild", source.name)
        return otherwise


def by_source(keys: Iterable[str]) -> dict[str, list[int]]:
    """Keys (`page:12`) as numbers by the name of their source."""
    split = sorted(key.split(":") for key in keys)
    return {name: [int(pk) for _name, pk in group] for name, group in groupby(split, key=lambda pair: pair[0])}


class Indexer:
    """One of the two indexes of an installation, for the one process that writes it."""

    def __init__(self, var: Path, which: str) -> None:
        self.which = which
        self.folder = var / FOLDER / which
        self.new_folder = var / FOLDER / f"{which}.new"
        self.index: Index | None = None
        self.failing = BackOff()
        self.checksums = Checksums()

    def open(self) -> Index:
        """The index; one that is damaged or missing is built anew."""
        if self.index is None:
            try:
                self.index = Index(self.folder.resolve())
                # What a rebuilding left that was broken off; the log would be kept for it for ever.
                Index.remove(self.new_folder)
            except NoIndex:
                # Both are missing on a first start; that is said once.
                logger.log(logging.INFO if self.which == PUBLIC else logging.DEBUG, "The search index is being built.")
                self.rebuild()
            except DamagedIndex as reason:
                self.mend(str(reason))
        if self.index is None:
            raise DamagedIndex(f"The search index in {self.folder} could not be built.")
        return self.index

    def close(self) -> None:
        """Let go of the index without committing; the next `open` begins from what was committed."""
        if self.index is not None:
            self.index.close()
            self.index = None

    def look_for_damage(self) -> None:
        """Build an index anew that lies there and is damaged; a full look costs only what changed since the last."""
        if self.is_there() and (damage := self.checksums.damage(self.folder.resolve())):
            self.mend(damage)

    def mend(self, damage: str) -> None:
        """Build a damaged index anew, tell the operator so, and let it answer meanwhile as well as it can."""
        logger.warning("%s The search index is built anew.", damage)
        troubles.begin(f"{self.which} index", f"{damage} It is being built anew.")
        try:
            self.close()
            self.rebuild()
        finally:
            troubles.end(f"{self.which} index")

    def is_there(self) -> bool:
        """Whether the index that is open still stands where it was; somebody may have removed it."""
        return (self.folder / "meta.json").exists()

    # Following the log ------------------------------------------------------------------------------------------------

    def follow(self) -> int:
        """Take in what is new in the log, at most some hundred entries; returns how many were read."""
        index = self.open()
        position = index.position
        if not goes_on(position):
            logger.warning(
                "The %s search index follows another log than the database has now. It is built anew.", self.which
            )
            self.rebuild()
            return 1
        entries = entries_after(position, ENTRIES_AT_ONCE)
        if not entries:
            self.try_again(index)
            return 0
        keys = {key for entry in entries if self.concerns(entry) for key in touched_keys(entry)}
        if keys:
            self.take_in(index, keys)
        index.set_fact(POSITION, position.moved_to(entries[-1]))
        index.commit()
        return len(entries)

    def concerns(self, entry: Entry) -> bool:
        """Whether an entry can mean anything to this index."""
        return self.which == DESK or entry.table not in DRAFT_TABLES

    def take_in(self, index: Index, keys: set[str]) -> None:
        """Bring things up to date, some at a time: a branch of many pages may have been made private."""
        keys = keys | set(index.depending_on(sorted(keys)))
        for name, pks in by_source(keys).items():
            source = source_named(name)
            if source is None:
                continue
            for some in in_pieces(pks, AT_ONCE):
                self.put(index, source, some)

    def put(self, index: Index, source: SearchSource, pks: list[int]) -> int:
        """Put things in, each instead of what stood there; returns how many.

        What cannot be read is left out by itself and tried again later.
        """
        keys = [f"{source.name}:{pk}" for pk in pks]
        index.delete(keys)
        try:
            count = index.add(source.name, read(source, self.which, pks))
        except UnreadableThing:
            if len(pks) > 1:
                # What was put in before the one that failed is taken out again by its half.
                half = len(pks) // 2
                return self.put(index, source, pks[:half]) + self.put(index, source, pks[half:])
            index.delete(keys)
            seconds = self.failing.failed(keys[0])
            logger.exception("%s is not found now; it is tried again in %.0f s", keys[0], seconds)
            return 0
        for key in keys:
            self.failing.succeeded(key)
        return count

    def try_again(self, index: Index) -> None:
        """Try once more what could not be read before."""
        due = {str(key) for key in self.failing.due()}
        if due:
            self.take_in(index, due)
            index.commit()

    # Building anew ----------------------------------------------------------------------------------------------------

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Build the index anew beside the old one and put it in its place; goes on where it was stopped."""
        building = self.begun() or self.begin()
        done, total = len(building), self.how_many()
        for source in sources():
            done = self.build_source(building, source, done, total, progress)
        building.close()
        self.close()
        self.put_in_place()
        self.index = Index(self.folder.resolve())
        progress(done, done, "done")
        return len(self.index)

    def begun(self) -> Index | None:
        """What was built before a stop, where it can be read and follows the log of now."""
        try:
            building = Index(self.new_folder)
        except DamagedIndex:
            return None
        return building if is_of_this_log(building.position) else None

    def begin(self) -> Index:
        """A new empty index that will follow the log from here on."""
        building = Index.create(self.new_folder)
        building.set_fact(POSITION, beginning_position())
        building.commit()
        return building

    @staticmethod
    def how_many() -> int:
        """How many things there are, public or not; those of a source that cannot say it are left out."""
        return sum(guarded(source, source.count, 0) for source in sources())

    def build_source(self, building: Index, source: SearchSource, done: int, total: int, progress: Progress) -> int:
        """Put everything of a source in, after what is in already; returns how many are in now."""
        fact = f"{BUILT}:{source.name}"
        last, uncommitted = int(building.fact(fact) or 0), 0
        while pks := guarded(source, partial(source.ids_after, last, AT_ONCE), list[int]()):
            done += self.put(building, source, pks)
            last, uncommitted = pks[-1], uncommitted + len(pks)
            if uncommitted >= COMMIT_EVERY:
                self.keep(building, fact, last)
                uncommitted = 0
            progress(min(done, total), total, f"{self.which} index")
        self.keep(building, fact, last)
        return done

    @staticmethod
    def keep(building: Index, fact: str, last: int) -> None:
        """Make what was built so far durable, together with how far it came."""
        building.set_fact(fact, last)
        building.commit()

    def put_in_place(self) -> None:
        """Let the name of the index lead to the new one, in one step: at no instant is there none."""
        old = self.folder.resolve()
        numbers = (int(path.suffix[1:]) for path in self.folder.parent.glob(f"{self.which}.[0-9]*"))
        target = self.folder.with_suffix(f".{max(numbers, default=0) + 1}")
        self.new_folder.rename(target)
        link = self.folder.with_suffix(".link")
        link.unlink(missing_ok=True)
        link.symlink_to(target.name)
        if self.folder.is_dir() and not self.folder.is_symlink():
            Index.remove(self.folder)
        link.replace(self.folder)
        if old != target:
            Index.remove(old)

"""Reads the journal of this machine: many segments at once, from where each was left, in the order of time."""

from __future__ import annotations

import fcntl
import gc
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path

from hoaban.front.journal import AT, JOURNAL, RECORD, SUFFIX, Row, rows

# So many records are held at once, of all segments together, but some of each.
MOST_HELD = 200_000
FEWEST_HELD = 500
# A younger record waits: an older one of another process may still be on its way.
SETTLED = 1_000
time_of = itemgetter(AT)


@dataclass(slots=True)
class Found:
    """What was found in the journal and not counted yet.

    `reads`: in the order of time. `offsets`: by segment, how far that reaches. `damaged`: by segment, how many records
    up to there could not be read.
    """

    reads: list[Row] = field(default_factory=list)
    offsets: dict[str, int] = field(default_factory=dict)
    damaged: Counter[str] = field(default_factory=Counter)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Look for no circles of garbage in the block: among a hundred thousand rows that costs a sixth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class TalliedSegment:
    """One segment; `offset` is behind what was taken, `filled` behind what is held, `end` behind what may be read."""

    def __init__(self, path: Path, offset: int) -> None:
        self.path = path
        self.name = name_of(path)
        self.offset = self.filled = offset
        self.end = offset
        # Up to here lay there when the journal was looked at the last time.
        self.settled = offset
        # None stands for a record that could not be read.
        self.held: list[Row | None] = []
        self.is_whole = True
        # Its day is over and its writer gone.
        self.is_ended = False

    @property
    def day(self) -> date:
        """The day of the portal's clock that the segment belongs to."""
        return date.fromisoformat(self.path.parent.name)

    def fill(self, at_most: int) -> None:
        """Read on until `at_most` records are held, or the segment ends."""
        size = min((at_most - len(self.held)) * RECORD.size, self.end - self.filled)
        if size <= 0:
            return
        with self.path.open("rb", buffering=0) as file:
            data = os.pread(file.fileno(), size, self.filled)
        more = rows(data[: len(data) - len(data) % RECORD.size])
        self.is_whole = self.is_whole and None not in more
        self.held.extend(more)
        self.filled += len(more) * RECORD.size

    @property
    def newest(self) -> int | None:
        """Time of the newest record that is held; None where none of them could be read."""
        return next((row[AT] for row in reversed(self.held) if row is not None), None)

    @property
    def has_more(self) -> bool:
        """Whether whole records lie behind those that are held."""
        return self.end - self.filled >= RECORD.size

    def count_until(self, moment: int) -> int:
        """How many held records come before or at a moment; damaged ones go with the intact one that follows."""
        if self.is_whole:
            return bisect_right(self.held, moment, key=time_of)  # type: ignore[arg-type]
        count = 0
        for place, row in enumerate(self.held):
            if row is not None:
                if row[AT] > moment:
                    break
                count = place + 1
        return count

    def count_settled(self, horizon: int) -> int:
        """How many held records need not wait for older ones: by their time, or because they lie there long enough."""
        return max(self.count_until(horizon), min((self.settled - self.offset) // RECORD.size, len(self.held)))

    def take(self, count: int, found: Found) -> None:
        """Move some records on to what was found."""
        taken, self.held = self.held[:count], self.held[count:]
        self.offset += count * RECORD.size
        found.offsets[self.name] = self.offset
        intact = [row for row in taken if row is not None] if not self.is_whole else taken
        found.reads.extend(intact)  # type: ignore[arg-type]
        if len(intact) < count:
            found.damaged[self.name] += count - len(intact)
        self.is_whole = None not in self.held

    def take_tail(self, found: Found) -> None:
        """Give up what stands behind the last whole record, which nobody will complete."""
        if self.is_ended and self.filled == self.offset and 0 < self.end - self.offset < RECORD.size:
            self.offset = self.filled = found.offsets[self.name] = self.end
            found.damaged[self.name] += 1


class Journal:
    """All segments of this machine. `offsets`: by segment, how far it is counted."""

    def __init__(self, folder: Path, offsets: dict[str, int]) -> None:
        self.folder = folder / JOURNAL
        self.offsets = offsets
        self.segments: dict[str, TalliedSegment] = {}

    def look(self, today: date) -> None:
        """See what lies there now; what lay there before is settled, whatever its time says."""
        for path in self.paths():
            name = name_of(path)
            segment = self.segments.get(name)
            if segment is None:
                segment = self.segments[name] = TalliedSegment(path, self.offset_of(path))
            segment.settled = segment.end
            segment.end = max(path.stat().st_size, segment.offset)
            if segment.day < today:
                with free(path) as is_free:
                    segment.is_ended = is_free

    def look_back(self) -> None:
        """See what was counted already, and nothing else."""
        for path in self.paths():
            segment = TalliedSegment(path, 0)
            counted = min(self.offset_of(path), path.stat().st_size)
            segment.end = segment.settled = counted
            self.segments[segment.name] = segment

    def days(self) -> list[date]:
        """The days that have a folder, oldest first."""
        found = []
        if self.folder.is_dir():
            for folder in self.folder.iterdir():
                with suppress(ValueError):
                    found.append(date.fromisoformat(folder.name))
        return sorted(found)

    def paths(self) -> Iterator[Path]:
        for day in self.days():
            yield from sorted((self.folder / day.isoformat()).glob(f"*{SUFFIX}"))

    def offset_of(self, path: Path) -> int:
        """How far a segment was counted when the journal was opened."""
        return self.offsets.get(name_of(path), 0)

    def batches(self, now: int) -> Iterator[Found]:
        """What is settled, piece by piece; `now` in milliseconds since 1970."""
        while True:
            found = self.batch(now - SETTLED)
            if not found.offsets:
                return
            yield found

    @collector_at_rest()
    def batch(self, horizon: int) -> Found:
        """The oldest records that are held, up to a moment and to where a segment has more than is held of it."""
        unread = [segment for segment in self.segments.values() if segment.offset < segment.end]
        at_most = max(MOST_HELD // max(len(unread), 1), FEWEST_HELD)
        for segment in unread:
            segment.fill(at_most)
        found = Found()
        cut_off = {segment: segment.newest for segment in unread if segment.has_more}
        cuts = [newest for newest in cut_off.values() if newest is not None]
        for segment in unread:
            count = segment.count_settled(horizon)
            if cuts and segment.newest is not None:
                count = min(count, segment.count_until(min(cuts) - 1))
            if count:
                segment.take(count, found)
            segment.take_tail(found)
        if cuts and not found.offsets:
            # All that is held of a segment bears one and the same time.
            first = min(
                (segment for segment in cut_off if segment.newest is not None), key=lambda each: each.newest or 0
            )
            if count := first.count_settled(horizon):
                first.take(count, found)
        found.reads.sort(key=time_of)
        return found

    def clear(self, today: date) -> list[date]:
        """Delete the segments of each past day whose writers are all gone and whose records are all counted."""
        return [day for day in self.days() if day < today and self.clear_day(day)]

    def clear_day(self, day: date) -> bool:
        """Delete the segments of one day, all or none, since those that remain tell who was there; False for none."""
        folder = self.folder / day.isoformat()
        paths = list(folder.glob(f"*{SUFFIX}"))
        with ExitStack() as held:
            if not all(held.enter_context(free(path)) for path in paths):
                return False
            # Nobody writes any more, so that the sizes are the last ones.
            if not all(self.is_counted(path) for path in paths):
                return False
            for path in paths:
                path.unlink()
                self.segments.pop(name_of(path))
            with suppress(OSError):
                folder.rmdir()
        return True

    def is_counted(self, path: Path) -> bool:
        """Whether all of a segment is counted; one that is not even known is not.

        After a power cut it may be shorter than what was counted of it, where the sums were on the disk before it was.
        """
        segment = self.segments.get(name_of(path))
        return segment is not None and path.stat().st_size <= segment.offset


def name_of(path: Path) -> str:
    """The name of a segment among those of this machine."""
    return f"{path.parent.name}/{path.name}"


@contextmanager
def free(path: Path) -> Iterator[bool]:
    """Hold a segment, so that nobody writes it; False where somebody does."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True

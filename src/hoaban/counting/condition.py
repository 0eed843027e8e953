"""How the tally of this machine stands: for `hoaban reads` and the doctor. Changes nothing."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Sum

from hoaban.counting.models import JournalPosition
from hoaban.counting.segments import Journal, TalliedSegment
from hoaban.counting.tally import TURN, kept_name
from hoaban.front.journal import AT, RECORD


@dataclass(frozen=True, slots=True)
class Condition:
    """`waiting`: records that are not counted yet; `oldest`: the age of the oldest of them in seconds.

    `damaged`: records of this machine that could not be read. `machines`: how many count into this database.
    """

    machine: str
    segments: int
    waiting: int
    oldest: float
    damaged: int
    machines: int


def condition(folder: Path) -> Condition:
    """How the tally of the journal in a folder stands. Raises OSError and DatabaseError."""
    machine = kept_name(folder)
    own = JournalPosition.objects.filter(machine=machine).exclude(segment=TURN)
    journal = Journal(folder, dict(own.values_list("segment", "offset")))
    segments = []
    for path in journal.paths():
        segment = TalliedSegment(path, journal.offset_of(path))
        with suppress(FileNotFoundError):
            segment.end = max(path.stat().st_size, segment.offset)
            segment.fill(1)
            segments.append(segment)
    oldest = min((row[AT] for segment in segments for row in segment.held if row is not None), default=None)
    return Condition(
        machine=machine,
        segments=len(segments),
        waiting=sum((segment.end - segment.offset) // RECORD.size for segment in segments),
        oldest=0.0 if oldest is None else max(time.time() - oldest / 1000, 0.0),
        damaged=own.aggregate(sum=Sum("damaged", default=0))["sum"],
        machines=JournalPosition.objects.filter(segment=TURN).count(),
    )

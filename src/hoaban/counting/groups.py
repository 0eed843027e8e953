"""What pages belong together, so that reads are summed for it: a section, an author, a kind of page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


def as_they_are(names: Sequence[str]) -> dict[str, str]:
    """For groups that are called by what is kept of them."""
    return {name: name for name in names}


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """A kind of group of pages, which a room declares; the tally sums its reads, and the desk has a report of it.

    `names_of` gets the numbers of all pages that were read, also of such that are gone, and returns by number the names
    of the groups that a page belongs to. Where a page belongs when its reads are counted is where they stay.
    `labels_of` says by name how groups are called; those that are gone are left out.

    `kind` is kept with each sum, `slug` stands in addresses and names of files. `plural`, `singular`, `explanation`
    and `order` are those of the report: its name, the heading over its groups, what it holds, its place among others.
    """

    kind: str
    slug: str
    plural: Any
    singular: Any
    explanation: Any
    order: int
    names_of: Callable[[set[int]], Mapping[int, tuple[str, ...]]]
    labels_of: Callable[[Sequence[str]], Mapping[str, str]] = as_they_are

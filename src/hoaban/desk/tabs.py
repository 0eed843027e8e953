"""Reports of one series stand side by side on the desk, whichever rooms give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hoaban.kit.rooms import declared


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Reports about one thing, each a tab beside the others; `title` stands above them all."""

    title: Any


@dataclass(frozen=True, slots=True)
class Tab:
    """A report among those of its series. `order`: the lowest stands first; `may_open` says it of a user."""

    name: str
    label: Any
    url_name: str
    order: int
    may_open: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class ReportTabs:
    """What a room declares to add reports to a series.

    `tabs` is called once all rooms have declared, so that a room may give a report for each thing of others.
    """

    series: Series
    tabs: Callable[[], Iterable[Tab]]


@cache
def tabs_of(series: Series) -> tuple[Tab, ...]:
    """Every report of a series, in their order."""
    added = (tab for one in declared(ReportTabs) if one.series is series for tab in one.tabs())
    return tuple(sorted(added, key=lambda tab: tab.order))


def tabs_for(series: Series, user: Any) -> list[Tab]:
    """The reports of a series that a user may open, in their order."""
    return [tab for tab in tabs_of(series) if tab.may_open(user)]

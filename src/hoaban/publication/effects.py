"""The registries by which rooms say what a change means: which names it touches, which addresses it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hoaban.publication.models import Entry
from hoaban.publication.statements import row_key, table_key

Effect = Callable[[Entry], Iterable[str]]
_effects: dict[str, list[Effect]] = {}


def touches(table: str, effect: Effect) -> None:
    """Register what a change of a table touches: names that queries explained themselves with."""
    _effects.setdefault(table, []).append(effect)


def touched_names(entry: Entry) -> set[str]:
    """The names of collections that an entry touches."""
    return {name for effect in _effects.get(entry.table, ()) for name in effect(entry)}


def touched_rows(entry: Entry) -> Iterator[str]:
    """The keys of rows and tables that an entry touches; whether a column matters is for the caller to compare."""
    yield table_key(entry.table)
    values: set[tuple[str, Any]] = set()
    for state in (entry.old, entry.new):
        values.update((state or {}).items())
    for column, value in values:
        if value is not None:
            yield row_key(entry.table, column, value)

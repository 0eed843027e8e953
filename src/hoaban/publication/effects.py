"""What a change touches beside its own row: names under which queries explained themselves, as rooms declare them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hoaban.kit.rooms import declared
from hoaban.publication.models import Entry
from hoaban.publication.statements import row_key, table_key


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of a table touches: the names of collections that `names` finds for an entry of it."""

    table: str
    names: Callable[[Entry], Iterable[str]]


@cache
def effects_on(table: str) -> tuple[Effect, ...]:
    """What rooms declare of a table."""
    return tuple(effect for effect in declared(Effect) if effect.table == table)


def touched_names(entry: Entry) -> set[str]:
    """The names of collections that an entry touches."""
    return {name for effect in effects_on(entry.table) for name in effect.names(entry)}


def touched_rows(entry: Entry) -> Iterator[str]:
    """The keys of rows and tables that an entry touches; whether a column matters is for the caller to compare."""
    yield table_key(entry.table)
    values: set[tuple[str, Any]] = set()
    for state in (entry.old, entry.new):
        values.update((state or {}).items())
    for column, value in values:
        if value is not None:
            yield row_key(entry.table, column, value)

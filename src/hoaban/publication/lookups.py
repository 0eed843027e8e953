"""Rows asked for by a key: one at a time where a page needs them, or for a whole batch of renderings ahead of it.

    TRANSLATIONS = Lookup("wagtailcore.Page.translation_key", rows=lambda keys: Page.objects.filter(...))
    TRANSLATIONS.ahead(keys)        # one statement for all pages of the batch
    TRANSLATIONS.of(key)            # no statement; noted as if it had been asked for here

What was loaded ahead is noted when a rendering *takes* it, and under the keys that its own question would have had.
So both ways give the same rows and the same dependencies, and `hoaban verify`, which loads nothing ahead, proves it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.apps import apps
from django.db import connection

from hoaban.kit.pieces import in_pieces
from hoaban.publication import recorder
from hoaban.publication.statements import Dependency, row_key

# More parameters than this in one statement and SQLite takes no more of them.
MOST_AT_ONCE = 500


class Lookup:
    """Rows by the values of a key.

    `columns`: as `app.Model.field`, the columns that statements hold to these values; the first one is the key.
    `rows`: gives the rows for some values. `key`: the value that a row belongs to; by default its first column's.
    `names`: the names under which the rows of one value are read, where their statements cannot tell.
    """

    def __init__(
        self,
        *columns: str,
        rows: Callable[[Collection[Any]], Iterable[Any]],
        key: Callable[[Any], Any] | None = None,
        names: Callable[[Any], Iterable[str]] | None = None,
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.key = key
        self.names = names

    def of(self, *values: Any) -> list[Any]:
        """The rows of some values: those that were loaded ahead, the others with one question behind them."""
        ahead = recorder.loaded_ahead() or {}
        found: list[Any] = []
        missing = []
        for value in dict.fromkeys(values):
            loaded = ahead.get((self, value))
            if loaded is None:
                missing.append(value)
                continue
            dependencies, rows = loaded
            recorder.note(dependencies)
            found.extend(rows)
        return found + self.ask(missing) if missing else found

    def ask(self, values: Collection[Any]) -> list[Any]:
        """The rows of some values from the database."""
        if self.names is None:
            return list(self.rows(values))
        with recorder.explained(*(name for value in values for name in self.names(value))):
            return list(self.rows(values))

    def ahead(self, values: Iterable[Any]) -> list[Any]:
        """Load the rows of many values for the renderings of this batch; returns all of them."""
        memory = recorder.loaded_ahead()
        wanted = list(dict.fromkeys(values))
        if memory is None or not wanted:
            return []
        found: list[Any] = []
        for some in in_pieces(wanted, MOST_AT_ONCE):
            found.extend(self.load(some, memory))
        return found

    def load(self, values: list[Any], memory: recorder.Ahead) -> list[Any]:
        """Ask for some values with one question, and lay down for each its rows and what they depend on."""
        with recorder.recording() as reading:
            rows = self.ask(values)
        of_value = self.dependencies_of(values, reading)
        rows_of_value: dict[Any, list[Any]] = defaultdict(list)
        for row in rows:
            rows_of_value[self.value_of(row)].append(row)
        for value in values:
            memory[self, value] = of_value[value], rows_of_value[value]
        return rows

    def value_of(self, row: Any) -> Any:
        """The value that a row belongs to."""
        if self.key is not None:
            return self.key(row)
        return getattr(row, field_of(self.columns[0]).attname)

    def dependencies_of(self, values: list[Any], reading: recorder.Reading) -> dict[Any, list[Dependency]]:
        """For each value, what its own question would have noted; what belongs to no value belongs to all."""
        whose: dict[str, Any] = {}
        for value in values:
            for column in self.columns:
                field = field_of(column)
                written = field.get_db_prep_value(value, connection)
                whose[row_key(field.model._meta.db_table, field.column, written)] = value
            whose.update(dict.fromkeys(self.names(value) if self.names else (), value))
        own: dict[Any, list[Dependency]] = defaultdict(list)
        common: list[Dependency] = []
        for key, columns in reading.all_dependencies().items():
            (own[whose[key]] if key in whose else common).append(Dependency(key, columns))
        return {value: [*own[value], *common] for value in values}


def field_of(column: str) -> Any:
    """The field of a column written as `app.Model.field`."""
    label, _dot, name = column.rpartition(".")
    return apps.get_model(label)._meta.get_field(name)

"""Reads from a statement of Django's query compiler which rows and columns it depends on.

What cannot be understood is taken to depend on the whole table: correct, only slower.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hoaban.kit.errors import HoabanError
from hoaban.publication.tracking import CONSTANT, tracked_tables

COLUMN = re.compile(r'(?<!\w)"?(\w++)"?\."(\w++)"')
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: (?:AS )?"?([TUV]\d+)"?)?')
# `a = x`, `a IN (x, y)`, `(a) IN ((x), (y))` as Django has it for PostgreSQL, `(a = x OR a = y)` for a prefetch.
EQUAL = re.compile(r'\(?"?(\w+)"?\."(\w+)"\)? (?:= \(?%s\)?|IN \(\(?%s\)?(?:, \(?%s\)?)*\))')
EITHER = re.compile(r'\(("?(\w+)"?\."(\w+)" = %s)(?: OR \1)+\)')
SAME = re.compile(r'ON \("?(\w+)"?\."(\w+)" = "?(\w+)"?\."(\w+)"\)')
TAIL = re.compile(r" (?:GROUP BY|ORDER BY|LIMIT|FOR UPDATE) ")
BEGINNING_OF_WHERE = " WHERE "
EVERY_COLUMN = "*"
# How Django's compiler asks whether rows are there, or how many, without a column of theirs.
ONLY_ROWS = ("SELECT COUNT(*) ", 'SELECT 1 AS "a" ', "SELECT COUNT(*) AS ")


@dataclass(frozen=True, slots=True)
class Restriction:
    """A key column that a statement holds to some of its parameters: places of the first and behind the last."""

    column: str
    first: int
    behind: int


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a statement reads of one table; `restriction` is None where it may read any row."""

    table: str
    columns: frozenset[str]
    restriction: Restriction | None


@dataclass(frozen=True, slots=True)
class Dependency:
    """What was read: rows of `table` whose `column` has `value` (any row for column ``*``), and these columns.

    `EVERY_COLUMN` stands for all of them, no column for the coming and going of rows alone: a statement that counts, or
    asks whether a row is there. The key may also be a name, which is touched or not.
    """

    key: str
    columns: frozenset[str] = frozenset()


def row_key(table: str, column: str, value: object) -> str:
    """The key of the rows of a table that have a value in a key column."""
    return f"{table}.{column}={value}"


def table_key(table: str) -> str:
    """The key of every row of a table."""
    return f"{table}.*"


class NotOnlyReading(HoabanError):
    """A statement that writes, in a rendering."""


def dependencies(sql: str, params: Sequence[Any] | None) -> list[Dependency]:
    """What a statement depends on; raises NotOnlyReading for one that writes."""
    found = []
    for read in analysed(sql):
        if read.restriction is None or params is None:
            found.append(Dependency(table_key(read.table), read.columns))
        else:
            values = params[read.restriction.first : read.restriction.behind]
            found.extend(
                Dependency(row_key(read.table, read.restriction.column, value), read.columns) for value in values
            )
    return found


@lru_cache(maxsize=4096)
def analysed(sql: str) -> tuple[TableRead, ...]:
    """What a statement reads of each table."""
    if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "EXPLAIN")):
        return ()
    if not sql.startswith(("SELECT", "(SELECT", "WITH")):
        raise NotOnlyReading(sql)
    names = {alias or table: table for table, alias in TABLE.findall(sql)}
    columns: dict[str, set[str]] = {name: set() for name in names}
    for name, column in COLUMN.findall(sql):
        if name in columns:
            columns[name].add(column)
    restrictions = restrictions_of(sql, names) if sql.count("SELECT") == 1 else {}
    tracked = tracked_tables()
    return tuple(
        TableRead(table, columns_read(sql, columns[name], primary_key(tracked, table)), restrictions.get(name))
        for name, table in names.items()
        if table not in CONSTANT
    )


def columns_read(sql: str, named: set[str], key: str) -> frozenset[str]:
    """What of a table is read besides its primary key, which never changes.

    Where no column is named, that is every column, unless the statement is known to ask for rows alone.
    """
    if not named and not sql.startswith(ONLY_ROWS):
        return frozenset({EVERY_COLUMN})
    return frozenset(named) - {key}


def primary_key(tracked: dict[str, Any], table: str) -> str:
    """The column of a table's primary key, which never changes."""
    return tracked[table].primary_key if table in tracked else "id"


def restrictions_of(sql: str, names: dict[str, str]) -> dict[str, Restriction]:
    """By name in the statement, the key column that holds each table to a few rows."""
    head, found, where = sql.partition(BEGINNING_OF_WHERE)
    if not found:
        return {}
    tail = TAIL.search(where)
    where = where[: tail.start()] if tail else where
    place = head.count("%s")
    held: dict[str, Restriction] = {}
    for conjunct in conjuncts(where):
        count = conjunct.count("%s")
        name, column = selected_by(conjunct)
        if name in names and is_key(names[name], column):
            better = column == primary_key(tracked_tables(), names[name])
            if name not in held or better:
                held[name] = Restriction(column, place, place + count)
        place += count
    hold_joined(head, names, held)
    return held


def selected_by(conjunct: str) -> tuple[str, str]:
    """(name of a table, column) if the condition is that a column has one of some parameters; else two empty texts."""
    equal, either = EQUAL.fullmatch(conjunct), EITHER.fullmatch(conjunct)
    if equal:
        return equal[1], equal[2]
    return (either[2], either[3]) if either else ("", "")


def conjuncts(where: str) -> list[str]:
    """The parts of a condition that must all be true; what is joined by OR or negated stays one part."""
    where = where.strip()
    whole = where.startswith("(") and depth_at_end(where[:-1]) == 1 and min(depths(where[:-1])) >= 1
    if whole and not EITHER.fullmatch(where):
        where = where[1:-1]
    parts = [""]
    for piece in where.split(" AND "):
        if depth_at_end(parts[-1]) > 0:
            parts[-1] += f" AND {piece}"
        elif parts == [""]:
            parts = [piece]
        else:
            parts.append(piece)
    return parts


def depths(text: str) -> list[int]:
    """How many brackets are open behind each character; one 0 for an empty text."""
    found, depth = [], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        found.append(depth)
    return found or [0]


def depth_at_end(text: str) -> int:
    """How many brackets are open at the end."""
    return text.count("(") - text.count(")")


def hold_joined(head: str, names: dict[str, str], held: dict[str, Restriction]) -> None:
    """Hold a table that is joined by its key to a held one to the same rows."""
    for left, left_column, right, right_column in SAME.findall(head):
        for one, column, other, other_column in (
            (left, left_column, right, right_column),
            (right, right_column, left, left_column),
        ):
            known = held.get(one)
            joined_by_key = known is not None and known.column == column and other in names and other not in held
            if known is not None and joined_by_key and is_key(names[other], other_column):
                held[other] = Restriction(other_column, known.first, known.behind)


def is_key(table: str, column: str) -> bool:
    """Whether the entries of a table carry the values of this column in the form of a parameter."""
    entry = tracked_tables().get(table)
    return entry is not None and column in entry.selecting_columns

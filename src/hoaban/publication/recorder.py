"""Notes what a rendering reads, so that a change of exactly that brings it back to the press.

    with recording() as reading:
        ...render...
    reading.dependencies, reading.valid_until, reading.files, reading.parts

Whoever reads a collection under a name wraps the reading in `explained("newest:news_article:12")`; the room that
owns the collection says for each entry of the log which names it touches (see `effects.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from hoaban.publication.statements import Dependency, NotOnlyReading
from hoaban.publication.statements import dependencies as dependencies_of
from hoaban.publication.tracking import tracked_tables

Result = TypeVar("Result")


@dataclass
class Reading:
    """What one rendering read.

    `dependencies`: by key, the columns read, as in `Dependency`. `shared`: earlier readings whose results were used
    again, by identity; kept apart, so that a thousand pages with one menu note the menu once. `valid_until`: when the
    passing of time changes the result. `unexplained`: statements after which the page depends on the whole of a table
    that grows, or that wrote. `files`: by published address, the files that the result names; `file_names`: the names
    under which some of them are saved. `parts`: the addresses of parts that it names.
    """

    dependencies: dict[str, frozenset[str]] = field(default_factory=dict)
    valid_until: datetime | None = None
    unexplained: list[str] = field(default_factory=list)
    shared: dict[int, Reading] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    file_names: dict[str, str] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    inside_a_name: int = 0

    def add(self, dependency: Dependency) -> None:
        """Depend on a key with these columns, besides those of it that were read before."""
        before = self.dependencies.get(dependency.key)
        if before is None:
            self.dependencies[dependency.key] = dependency.columns
        elif not dependency.columns <= before:
            self.dependencies[dependency.key] = before | dependency.columns

    def share(self, other: Reading) -> None:
        """Note that the result of another reading was used."""
        if id(other) in self.shared:
            return
        self.shared[id(other)] = other
        if other.valid_until is not None:
            self.expire(other.valid_until)
        self.unexplained.extend(other.unexplained)
        self.files.update(other.files)
        self.file_names.update(other.file_names)
        self.parts.update(other.parts)

    def all_dependencies(self) -> dict[str, frozenset[str]]:
        """The dependencies with those of everything that was used again."""
        whole = Reading(dict(self.dependencies))
        for other in self.shared.values():
            for key, columns in other.all_dependencies().items():
                whole.add(Dependency(key, columns))
        return whole.dependencies

    def expire(self, moment: datetime) -> None:
        """Note that the result is right until a moment."""
        self.valid_until = min(self.valid_until or moment, moment)


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def recording() -> Iterator[Reading]:
    """Note what is read inside the block; what a block inside it notes is its own."""
    reading = Reading()
    token = _reading.set(reading)
    try:
        with connection.execute_wrapper(watch(reading)):
            yield reading
    finally:
        _reading.reset(token)


@contextmanager
def explained(*names: str) -> Iterator[None]:
    """Say that what is read inside the block depends on these names, and not on what its statements look like."""
    reading = _reading.get()
    if reading is None:
        yield
        return
    depend_on(*names)
    reading.inside_a_name += 1
    try:
        yield
    finally:
        reading.inside_a_name -= 1


def depend_on(*names: str) -> None:
    """Note names without reading anything, for what turned out only after the reading."""
    reading = _reading.get()
    if reading is not None:
        for name in names:
            reading.add(Dependency(name))


def valid_until(moment: datetime) -> None:
    """Note that what is being rendered is right until a moment."""
    reading = _reading.get()
    if reading is not None:
        reading.expire(moment)


def note_file(address: str, source: Path, true_name: str = "") -> None:
    """Note that what is being rendered names a file by its published address, and the name that it is saved under."""
    reading = _reading.get()
    if reading is not None:
        reading.files[address] = source
        if true_name:
            reading.file_names[address] = true_name


def note_part(address: str) -> None:
    """Note that what is being rendered pulls a part in."""
    reading = _reading.get()
    if reading is not None:
        reading.parts.add(address)


# By lookup and value: what it depends on, and its rows.
Ahead = dict[tuple[Any, Any], tuple[list[Dependency], list[Any]]]


@dataclass
class Memory:
    """What renderings share until news is taken from the log.

    `computed`: what `remembered` computed once, with what was read for it. `ahead`: what lookups loaded for the
    present batch.
    """

    computed: dict[Any, tuple[Reading, Any]] = field(default_factory=dict)
    ahead: Ahead = field(default_factory=dict)


_memory: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(memory: Memory | None = None) -> Iterator[Memory]:
    """Keep what `remembered` computes for the length of the block, or for as long as the given memory is used.

    What was loaded ahead is forgotten at the end of the block.
    """
    memory = memory or Memory()
    token = _memory.set(memory)
    try:
        yield memory
    finally:
        _memory.reset(token)
        memory.ahead.clear()


def remembered(key: Any, compute: Callable[[], Result]) -> Result:
    """The result of `compute`, computed once for all renderings of a block; each notes what was read for it."""
    memory = _memory.get()
    if memory is None:
        return compute()
    found = memory.computed.get(key)
    if found is None or is_over(found[0]):
        with recording() as reading:
            result = compute()
        found = memory.computed[key] = reading, result
    reading, result = found
    outer = _reading.get()
    if outer is not None:
        outer.share(reading)
    return result


def is_over(reading: Reading) -> bool:
    """Whether the passing of time has changed what was read."""
    return reading.valid_until is not None and reading.valid_until <= timezone.now()


def loaded_ahead() -> Ahead | None:
    """What was loaded for the renderings of this batch; None where there is no batch."""
    memory = _memory.get()
    return memory.ahead if memory is not None else None


def note(dependencies: Iterable[Dependency]) -> None:
    """Note dependencies for what was read earlier and is taken now."""
    reading = _reading.get()
    if reading is not None and not reading.inside_a_name:
        for dependency in dependencies:
            reading.add(dependency)


def is_recording() -> bool:
    """Whether a rendering is being noted."""
    return _reading.get() is not None


def watch(reading: Reading) -> Callable[..., Any]:
    """The watch at the level of SQL, which `values()`, `count()`, `exists()` and raw statements pass too."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if _reading.get() is reading and not reading.inside_a_name:
            try:
                found = dependencies_of(sql, params)
            except NotOnlyReading:
                found = []
                reading.unexplained.append(sql)
            for dependency in found:
                reading.add(dependency)
                if is_too_wide(dependency):
                    reading.unexplained.append(sql)
        return execute(sql, params, many, context)

    return note


def is_too_wide(dependency: Dependency) -> bool:
    """Whether a dependency is on the whole of a table that grows, or of one whose changes nobody logs."""
    table, _dot, rest = dependency.key.partition(".")
    entry = tracked_tables().get(table)
    return entry is None or (rest == "*" and entry.grows)

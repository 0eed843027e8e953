"""Compares the readers' index with the database: everything public is in it, nothing else, and as it is now."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hoaban.kit.progress import Progress, no_progress
from hoaban.publication.searchable import SearchSource, source_named, sources
from hoaban.search.checksums import Checksums
from hoaban.search.engine import DamagedIndex, Index, NoIndex, as_tantivy
from hoaban.search.indexer import AT_ONCE, FOLDER, PUBLIC

MOST_KEYS = 10_000_000
COMPARED = ("shown_title", "text", "kind", "at")


@dataclass(frozen=True, slots=True)
class WrongInIndex:
    """One thing that the index holds and should not, lacks, or has as it was."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind:8}search index, {self.key}"


def whole_index(var: Path, which: str) -> Index:
    """One of the two indexes, each of its files looked at. Raises DamagedIndex, and NoIndex where there is none."""
    index = Index(var / FOLDER / which)
    if told := Checksums().damage(index.folder.resolve()):
        raise DamagedIndex(told)
    return index


def damage(var: Path, which: str) -> str:
    """What is damaged in one of the two indexes, in a sentence; empty where nothing is, or where there is none yet."""
    try:
        whole_index(var, which)
    except NoIndex:
        return ""
    except DamagedIndex as reason:
        return str(reason)
    return ""


def compare(
    var: Path, progress: Progress = no_progress, *, sample: int | None = None
) -> tuple[int, list[WrongInIndex]]:
    """(how many things were compared, what is wrong); raises DamagedIndex where no index can be compared.

    Of `sample` things chosen by chance alone, nothing is said of what is extra.
    """
    index = whole_index(var, PUBLIC)
    held = set(index.keys(index.everything(), MOST_KEYS))
    wrong, compared = [], 0
    for source, pks in everything() if sample is None else by_chance():
        for key, state in states(index, source, pks, held):
            compared += 1
            if state:
                wrong.append(WrongInIndex(state, key))
            held.discard(key)
            progress(compared, compared + len(held), "search index")
        if compared == sample:
            break
    if sample is None:
        wrong.extend(WrongInIndex("extra", key) for key in sorted(held))
    return compared, wrong


def compare_again(var: Path, wrong: list[WrongInIndex]) -> list[WrongInIndex]:
    """What of it is wrong still, as the database and the index are now. Raises DamagedIndex."""
    index = Index(var / FOLDER / PUBLIC)
    held = set(index.keys(index.everything(), MOST_KEYS))
    left = []
    for key in (one.key for one in wrong):
        name, _colon, pk = key.partition(":")
        source = source_named(name)
        public = dict(states(index, source, [int(pk)], held)) if source else {}
        if state := public.get(key, "extra" if key in held else ""):
            left.append(WrongInIndex(state, key))
    return left


def everything() -> Iterator[tuple[SearchSource, list[int]]]:
    """All things of all sources, public or not, some at a time."""
    for source in sources():
        last = 0
        while pks := source.ids_after(last, AT_ONCE):
            yield source, pks
            last = pks[-1]


def by_chance() -> list[tuple[SearchSource, list[int]]]:
    """All things one by one, in an order that nobody chose."""
    every = [(source, [pk]) for source, pks in everything() for pk in pks]
    random.shuffle(every)
    return every


def states(index: Index, source: SearchSource, pks: list[int], held: set[str]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it or nothing) for what is public among some things of a source."""
    for document in source.public(pks):
        key = f"{source.name}:{document.pk}"
        if key not in held:
            yield key, "missing"
        else:
            stored, made = index.stored(key), as_tantivy(source.name, document)
            same = all(stored.get_first(name) == made.get_first(name) for name in COMPARED)
            yield key, "" if same else "stale"

"""The engine behind a small interface: a folder with an index that one process writes and any number read.

Another engine can stand behind `Index`: what the room knows of tantivy stands in this file and in `scoring.py`.
The position up to which the publication log was followed is a document of the index itself, so that it is
committed with what it describes: after a crash both are as they were at the last commit.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy

from hoaban.kit.errors import HoabanError
from hoaban.kit.formats import local_day
from hoaban.publication.queries import START, Position
from hoaban.publication.searchable import LONGEST_BODY, Document
from hoaban.search.normalise import Word, exact_words, folded_words, pairs, plain, printed
from hoaban.search.numbers import HAS_DIGIT, dates_in_plain, keys_in_printed, keys_in_text, keys_of_title

logger = logging.getLogger(__name__)
# Moves whenever the fields or the forms of words change: an index of another form is built again.
FORM = "6"
POSITION = "position"
PANIC = "PanicException"
MEMORY = 48_000_000
LONGEST_STORED = 40_000
# How many ends of a begun word are tried.
MOST_ENDS = 40
# What a search can be narrowed to: fields of the index, of `Filters`, and the parameters of the address.
FACETS = ("kind", "section", "year")


class DamagedIndex(HoabanError):
    """An index that cannot be read, or was made by another version."""


class NoIndex(DamagedIndex):
    """There is no index yet, or its folder was removed to have it built."""


def schema() -> tantivy.Schema:
    """The fields. Whole numbers are signed: unsigned ones end tantivy's writer."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("fact", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("keys", "own_number", "depends"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "title_plain", "body", "body_plain"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="freq")
    for name in ("home", "section", "year", "at"):
        builder.add_integer_field(name, stored=name == "at", indexed=True, fast=True)
    # Only kept, not searched: as a text field each would become one term as long as itself.
    builder.add_bytes_field("shown_title", stored=True)
    builder.add_bytes_field("text", stored=True)
    return builder.build()


class UnreadableThing(HoabanError):
    """A thing that cannot be read, or that cannot stand in an index; the cause says why."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its key (`page:12`), its score, and the text that a snippet is cut from."""

    key: str
    score: float
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits with how many there are in all, and the facets: by field the count of each value."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def as_tantivy(source: str, document: Document) -> tantivy.Document:
    """The document in the fields of the index."""
    title = plain(document.title)
    whole = f"{document.title}\n{document.body[:LONGEST_BODY]}"
    in_print = printed(whole)
    lowered = in_print.lower()
    folded = folded_words(lowered)
    fields: dict[str, Any] = {
        "key": f"{source}:{document.pk}",
        "source": source,
        "kind": document.kind,
        "title": exact_words(title),
        "title_plain": folded_words(title),
        "body": exact_words(lowered),
        "body_plain": folded,
        "pairs": pairs(folded),
        "section": document.section,
        "year": local_day(document.at).year if document.at else 0,
        "at": int(document.at.timestamp()) if document.at else 0,
        "shown_title": document.title.encode(),
        "text": document.body[:LONGEST_STORED].encode(),
    }
    made = tantivy.Document(**fields)
    own = {key for number in document.numbers for key in keys_in_text(number)}
    for key in own | keys_of_title(document.title):
        made.add_text("own_number", key)
    if HAS_DIGIT.search(lowered):
        for key in {*own, *keys_in_printed(in_print), *dates_in_plain(lowered)}:
            made.add_text("keys", key)
    for home in document.homes or {0}:
        made.add_integer("home", home)
    for name in document.depends:
        made.add_text("depends", name)
    return made


class Reading:
    """A view of an index; whatever the engine raises while it reads, panics among them, is a damaged index."""

    def __init__(self, searcher: Any, folder: Path) -> None:
        self._searcher = searcher
        self._folder = folder

    def __getattr__(self, name: str) -> Any:
        act = getattr(self._searcher, name)

        def told(*words: Any, **named: Any) -> Any:
            try:
                return act(*words, **named)
            except BaseException as error:
                # A panic of the engine is no Exception, and its class can be imported from nowhere.
                if isinstance(error, Exception) or type(error).__name__ == PANIC:
                    raise DamagedIndex(f"The search index in {self._folder} cannot be read: {error}") from error
                raise

        return told


class Index:
    """An index in a folder, of which any process may read and one may write; all that knows tantivy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = schema()
        self._writer: Any = None
        self._lock = threading.Lock()
        try:
            if not folder.is_dir() or not tantivy.Index.exists(str(folder)):
                raise NoIndex(f"There is no search index in {folder} yet.")
            if (folder / "form").read_text(encoding="ascii") != FORM:
                raise DamagedIndex(f"The search index in {folder} is of another form than this version's.")
            self._index = tantivy.Index.open(str(folder))
            self._index.config_reader("Manual", 1)
            self._index.reload()
        except (ValueError, OSError, UnicodeDecodeError) as error:
            raise DamagedIndex(f"The search index in {folder} cannot be read: {error}") from error

    @classmethod
    def create(cls, folder: Path) -> Index:
        """An empty index in a new folder; whatever lay there is gone."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        tantivy.Index(schema(), path=str(folder))
        (folder / "form").write_text(FORM, encoding="ascii")
        return cls(folder)

    @staticmethod
    def remove(folder: Path) -> None:
        """Remove an index that nothing needs any more."""
        shutil.rmtree(folder, ignore_errors=True)

    # Writing ----------------------------------------------------------------------------------------------------------

    @property
    def writer(self) -> Any:
        """The writer, of which there is one at a time."""
        if self._writer is None:
            self._writer = self._index.writer(MEMORY, 1)
        return self._writer

    def index(self, source: str, documents: Iterable[Document]) -> int:
        """Put documents in, each instead of what had its key; returns how many."""
        count = 0
        for document in documents:
            self.writer.delete_documents_by_term("key", f"{source}:{document.pk}")
            self.writer.add_document(as_tantivy(source, document))
            count += 1
        return count

    def add(self, source: str, documents: Iterable[Document]) -> int:
        """Put documents in whose keys are not there yet: faster than `index`."""
        count = 0
        for document in documents:
            self.writer.add_document(self.made(source, document))
            count += 1
        return count

    @staticmethod
    def made(source: str, document: Document) -> tantivy.Document:
        """The document in the fields of the index; raises UnreadableThing for one of which none can be made."""
        try:
            return as_tantivy(source, document)
        except Exception as error:
            raise UnreadableThing(f"{source}:{document.pk}: {error}") from error

    def delete(self, keys: Iterable[str]) -> None:
        """Take things out by their keys (`page:12`); seen by others after `commit`."""
        for key in keys:
            self.writer.delete_documents_by_term("key", key)

    def set_fact(self, name: str, value: object) -> None:
        """Note something that is committed with the documents."""
        self.writer.delete_documents_by_term("key", f"fact:{name}")
        self.writer.add_document(tantivy.Document(key=f"fact:{name}", fact=json.dumps(value)))

    def commit(self) -> None:
        """Make everything since the last commit visible and durable, all of it or nothing."""
        self.writer.commit()
        self._index.reload()

    def close(self) -> None:
        """Let go of the writer; what was not committed is forgotten."""
        writer, self._writer = self._writer, None
        if writer is not None:
            try:
                writer.rollback()
                writer.wait_merging_threads()
            except Exception as error:  # noqa: BLE001  of a damaged index nothing is kept
                logger.warning("The search index in %s was not closed well: %s", self.folder, error)

    # Reading ----------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """See what another process committed."""
        with self._lock:
            try:
                self._index.reload()
            except (ValueError, OSError) as error:
                raise DamagedIndex(f"The search index in {self.folder} cannot be read: {error}") from error

    @property
    def searcher(self) -> Any:
        """A steady view of the last commit that was loaded; raises DamagedIndex where it cannot be read."""
        return Reading(self._index.searcher(), self.folder)

    def fact(self, name: str) -> Any:
        """What was noted under a name, or None."""
        searcher = self.searcher
        hits = searcher.search(self.term("key", f"fact:{name}"), 1).hits
        try:
            return json.loads(searcher.doc(hits[0][1])["fact"][0]) if hits else None
        except ValueError as error:
            raise DamagedIndex(f"The search index in {self.folder} says of {name} what nobody wrote.") from error

    @property
    def position(self) -> Position:
        """How far the log has been followed."""
        noted = self.fact(POSITION)
        return Position(*noted) if noted else START

    def term(self, name: str, value: object) -> Any:
        """The query for one term of a field."""
        return tantivy.Query.term_query(self.schema, name, value, "freq")

    def any_of(self, name: str, values: Sequence[object]) -> Any:
        """The query for any of some terms."""
        return tantivy.Query.term_set_query(self.schema, name, list(values))

    def __len__(self) -> int:
        """How many things are in the index."""
        return int(self.searcher.search(self.everything(), 1).count)

    def keys(self, query: Any, limit: int, offset: int = 0) -> list[str]:
        """Keys of what a query finds, the best first."""
        searcher = self.searcher
        found = searcher.search(query, limit, count=False, offset=offset)
        return [searcher.doc(address)["key"][0] for _score, address in found.hits]

    def everything(self) -> Any:
        """The query that finds every thing."""
        return tantivy.Query.exists_query("kind")

    def stored(self, key: str) -> Any:
        """What is stored of a thing; raises KeyError for one that is not there."""
        searcher = self.searcher
        hits = searcher.search(self.term("key", key), 1, count=False).hits
        if not hits:
            raise KeyError(key)
        return searcher.doc(hits[0][1])

    def depending_on(self, names: Sequence[str]) -> list[str]:
        """Keys of everything that depends on any of some names."""
        if not names:
            return []
        query = self.any_of("depends", names)
        count = int(self.searcher.search(query, 1).count)
        return self.keys(query, count) if count else []

    def search(
        self, query: Any, limit: int, offset: int = 0, *, newest_first: bool = False, facets: bool = False
    ) -> Found:
        """A page of what a query finds, by score or by time."""
        searcher = self.searcher
        order = {"order_by_field": "at"} if newest_first else {}
        found = searcher.search(query, limit, True, offset=offset, **order)
        hits = [self.hit(searcher.doc(address), 0.0 if newest_first else score) for score, address in found.hits]
        counted = counted_facets(searcher.aggregate(query, AGGREGATION)) if facets and found.count else {}
        return Found(hits, int(found.count), counted)

    @staticmethod
    def hit(stored: Any, score: float) -> Hit:
        """A hit with what is stored of it."""
        return Hit(stored["key"][0], float(score), text_of(stored, "shown_title"), text_of(stored, "text"))

    def search_titles(self, typed: Sequence[Word], home: int, hidden: Sequence[str], limit: int) -> list[Hit]:
        """Things whose title holds words, the last of them only begun; the newest first."""
        *whole, begun = [word.folded for word in typed]
        ends = [term for term, _count in self.suggest("title_plain", begun, MOST_ENDS)]
        clauses = [(tantivy.Occur.Must, self.term("title_plain", word)) for word in whole]
        clauses.append((tantivy.Occur.Must, self.any_of("title_plain", ends or [begun])))
        if home:
            clauses.append((tantivy.Occur.Must, self.any_of("home", [home, 0])))
        if hidden:
            clauses.append((tantivy.Occur.MustNot, self.any_of("key", hidden)))
        return self.search(tantivy.Query.boolean_query(clauses), limit, newest_first=True).hits

    def suggest(self, field_name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Terms of a field that begin with a prefix, with the number of things that hold them, the most first."""
        return [(term, int(count)) for term, count in self.searcher.terms_with_prefix(field_name, prefix, limit=limit)]

    def frequency(self, field_name: str, term: str) -> int:
        """In how many things a term stands, those among them that were taken out and are not yet swept away."""
        return int(self.searcher.doc_freq(field_name, term))

    def living(self, field_name: str, term: str, hidden: Sequence[str]) -> int:
        """In how many things a term stands that may be found now."""
        clauses = [(tantivy.Occur.Must, self.term(field_name, term))]
        if hidden:
            clauses.append((tantivy.Occur.MustNot, self.any_of("key", hidden)))
        return int(self.searcher.search(tantivy.Query.boolean_query(clauses), 1).count)


def text_of(stored: Any, name: str) -> str:
    """A text that is kept of a thing."""
    return bytes(stored.get_first(name) or b"").decode()


AGGREGATION = {name: {"terms": {"field": name, "size": 60}} for name in FACETS}


def counted_facets(result: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The counts of an aggregation by field and value; 0 stands for what has no section or year."""
    counted = {}
    for name in FACETS:
        buckets = {
            str(bucket["key"]).removesuffix(".0"): int(bucket["doc_count"]) for bucket in result[name]["buckets"]
        }
        counted[name] = {value: count for value, count in buckets.items() if value != "0"}
    return counted

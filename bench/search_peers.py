"""The search engines beside which ours is measured, on the same documents: FTS5, tantivy as it comes, PostgreSQL."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import tantivy

from hoaban.search.normalise import words
from scripts.with_postgresql import folder_of_programs, server

Ask = Callable[[str], list[str]]
Documents = list[dict[str, Any]]


def forms_asked(text: str) -> tuple[list[str], bool]:
    """(the words of a question, whether they carry marks): exact where any mark was typed, else folded."""
    asked = words(text)
    marked = any(word.is_marked for word in asked)
    return [word.exact if marked else word.folded for word in asked], marked


def both_forms(document: dict[str, Any]) -> tuple[str, str]:
    """The words of a document, exact and folded."""
    body = words(f"{document['title']} {document['body']}")
    return " ".join(word.exact for word in body), " ".join(word.folded for word in body)


def fts5(documents: Documents) -> Ask:
    """SQLite FTS5 with both forms as columns, asked for any of the words and pairs of words, by its own rank."""
    table = sqlite3.connect(":memory:")
    table.execute(
        "CREATE VIRTUAL TABLE doc USING fts5(id UNINDEXED, exact, plain, tokenize='unicode61 remove_diacritics 0')"
    )
    rows = ((document["id"], *both_forms(document)) for document in documents)
    table.executemany("INSERT INTO doc VALUES (?, ?, ?)", rows)

    def ask(text: str) -> list[str]:
        forms, marked = forms_asked(text)
        terms = [f'"{form}"' for form in forms] + [f'"{one} {two}"' for one, two in itertools.pairwise(forms)]
        match = f"{'{exact plain}' if marked else 'plain'}: ({' OR '.join(terms)})"
        found = table.execute("SELECT id FROM doc WHERE doc MATCH ? ORDER BY bm25(doc) LIMIT 10", (match,))
        return [row[0] for row in found]

    return ask


def plain_tantivy(documents: Documents) -> Ask:
    """Tantivy as it comes: both forms as fields, any of the words."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("exact", "plain"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(100_000_000, 1)
    for document in documents:
        exact, plain = both_forms(document)
        writer.add_document(tantivy.Document(id=document["id"], exact=exact, plain=plain))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> list[str]:
        forms, marked = forms_asked(text)
        name = "exact" if marked else "plain"
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(index.schema, name, form)) for form in forms]
        found = searcher.search(tantivy.Query.boolean_query(terms), 10)
        return [searcher.doc(address)["id"][0] for _score, address in found.hits]

    return ask


@contextlib.contextmanager
def postgresql(documents: Documents) -> Iterator[Ask | None]:
    """PostgreSQL's full text search in a server of its own, any of the words, by `ts_rank`; None where it is not there.

    Its parser tears words and numbers apart, so it is given the words as we find them.
    """
    programs = folder_of_programs()
    if programs is None:
        yield None
        return
    with server(programs) as running, psycopg.connect(f"{running.address.replace('/hoaban', '/postgres')}") as link:
        link.execute("CREATE TABLE doc (id text, exact tsvector, plain tsvector)")
        with link.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO doc VALUES (%s, to_tsvector('simple', %s), to_tsvector('simple', %s))",
                [(document["id"], *both_forms(document)) for document in documents],
            )
        for name in ("exact", "plain"):
            link.execute(f"CREATE INDEX ON doc USING gin ({name})")
        link.execute("ANALYZE doc")

        def ask(text: str) -> list[str]:
            forms, marked = forms_asked(text)
            name = "exact" if marked else "plain"
            wanted = f"{name} @@ %s::tsquery ORDER BY ts_rank({name}, %s::tsquery, 1) DESC LIMIT 10"
            asked = " | ".join(f"'{form}'" for form in forms)
            rows = link.execute(f"SELECT id FROM doc WHERE {wanted}", (asked, asked))  # noqa: S608  one of two columns
            return [row[0] for row in rows.fetchall()]

        yield ask

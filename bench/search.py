"""The search: what it finds on judged questions and how fast, beside SQLite's FTS5 on the same data in the same run.

`HOABAN_JUDGED` names a folder with `*-articles.jsonl`, `*-passages.jsonl` and `*-queries.jsonl` (documents with id,
title, body; queries with q, noacc, typo, rel). `HOABAN_SEARCH_SIZES` are the numbers of synthetic documents for the
figures of speed, 100000 by default; a million takes some ten minutes.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Figure
from hoaban.publication.searchable import Document
from hoaban.search.engine import Index
from hoaban.search.normalise import words
from hoaban.search.question import understand
from hoaban.search.scoring import Filters, query_for
from hoaban.search.spelling import meant

SPELLINGS = {"accented": "q", "plain": "noacc", "typo": "typo"}
TEST_HALF = 1
FTS = "SQLite FTS5, words and pairs"
PROVISIONAL = "provisional: shared machine"
Judged = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def measure() -> list[Figure]:
    """Quality where there are judged questions, then speed."""
    figures = []
    if os.environ.get("HOABAN_JUDGED"):
        figures.extend(quality(judged(Path(os.environ["HOABAN_JUDGED"]))))
    for size in os.environ.get("HOABAN_SEARCH_SIZES", "100000").split(","):
        figures.extend(speed(int(size)))
    return figures


def judged(folder: Path) -> Judged:
    """(documents, questions) of all sets in a folder."""
    lines = {path: path.read_text(encoding="utf-8").splitlines() for path in sorted(folder.glob("*.jsonl"))}
    documents = [json.loads(line) for path, all_of in lines.items() if "queries" not in path.name for line in all_of]
    questions = [json.loads(line) for path, all_of in lines.items() if "queries" in path.name for line in all_of]
    return documents, questions


def is_for_test(question: dict[str, Any]) -> bool:
    """Whether a question belongs to the half on which nothing was tuned."""
    return zlib.crc32(question["qid"].encode()) % 2 == TEST_HALF


def quality(data: Judged) -> list[Figure]:
    """MRR@10 in three spellings, and the share of the first ten that hold the word as typed."""
    documents, questions = data
    with tempfile.TemporaryDirectory() as folder:
        index = Index.create(Path(folder) / "index")
        index.add("doc", (Document(place, "article", doc["title"], doc["body"]) for place, doc in enumerate(documents)))
        index.commit()
        ours, peer = asked_of(index, documents), asked_of_fts(fts_of(documents))
        figures = []
        for name, spelling in SPELLINGS.items():
            value, peer_value = (mean_rank(questions, spelling, ask) for ask in (ours, peer))
            figures.append(Figure(f"search.mrr_{name}", value, "MRR@10", peer_value, FTS, peer_value, "test half"))
        figures.append(Figure("search.as_typed", as_typed(index, documents), "share of first ten", 0.92))
        index.close()
    return figures


def asked_of(index: Index, documents: list[dict[str, Any]]) -> Callable[[str], list[str]]:
    """Asks as the page of results does: what was typed, and what was meant where nobody wrote that."""

    def ask(text: str) -> list[str]:
        question = understand(text)
        query = query_for(index, question, Filters(), better=meant(index, question))
        return [documents[int(key.partition(":")[2])]["id"] for key in index.keys(query, 10)]

    return ask


def fts_of(documents: list[dict[str, Any]]) -> sqlite3.Connection:
    """The same documents in SQLite FTS5, exact and folded."""
    table = sqlite3.connect(":memory:")
    table.execute(
        "CREATE VIRTUAL TABLE doc USING fts5(id UNINDEXED, exact, plain, tokenize='unicode61 remove_diacritics 0')"
    )
    for document in documents:
        body = words(f"{document['title']} {document['body']}")
        row = (document["id"], " ".join(word.exact for word in body), " ".join(word.folded for word in body))
        table.execute("INSERT INTO doc VALUES (?, ?, ?)", row)
    return table


def asked_of_fts(table: sqlite3.Connection) -> Callable[[str], list[str]]:
    """Asks FTS5 for any of the words and pairs of words, ordered by its own rank."""

    def ask(text: str) -> list[str]:
        asked = words(text)
        marked = any(word.is_marked for word in asked)
        forms = [word.exact if marked else word.folded for word in asked]
        terms = [f'"{form}"' for form in forms] + [f'"{one} {two}"' for one, two in itertools.pairwise(forms)]
        match = f"{'{exact plain}' if marked else 'plain'}: ({' OR '.join(terms)})"
        rows = table.execute("SELECT id FROM doc WHERE doc MATCH ? ORDER BY bm25(doc) LIMIT 10", (match,))
        return [row[0] for row in rows]

    return ask


def mean_rank(questions: list[dict[str, Any]], spelling: str, ask: Callable[[str], list[str]]) -> float:
    """MRR@10 over the test half, the mean of the sets so that a large one does not drown a small one."""
    by_set: dict[str, list[float]] = {}
    for question in filter(is_for_test, questions):
        found = ask(question[spelling])
        rank = next((place + 1 for place, key in enumerate(found) if key in question["rel"]), 0)
        by_set.setdefault(question["qid"][0], []).append(1 / rank if rank else 0.0)
    return statistics.fmean(statistics.fmean(ranks) for ranks in by_set.values())


def as_typed(index: Index, documents: list[dict[str, Any]]) -> float:
    """Share of the first ten that hold a marked word of one syllable as it was typed, for sixty such words."""
    counted: dict[str, int] = {}
    for document in documents[::7]:
        for word in {word for word in words(document["body"]) if word.is_marked and word.exact.isalpha()}:
            counted[word.exact] = counted.get(word.exact, 0) + 1
    common = [form for form, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) if count > 10]
    shares = []
    for form in random.Random(1).sample(common, min(60, len(common))):
        keys = index.keys(query_for(index, understand(form), Filters()), 10)
        bodies = [documents[int(key.partition(":")[2])] for key in keys]
        holding = sum(form in {word.exact for word in words(f"{doc['title']} {doc['body']}")} for doc in bodies)
        shares.append(holding / len(keys))
    return statistics.fmean(shares)


SYLLABLES = (
    "dân vận khéo nông thôn mới tỉnh ủy hội nghị tổng kết năm xã bản huyện đoàn thanh niên phụ nữ cựu chiến binh "
    "kế hoạch chương trình nhiệm vụ giải pháp công tác tuyên truyền vận động nhân dân đồng bào dân tộc biên giới "
    "xây dựng hệ thống chính trị đảng viên cấp cơ sở trường học y tế giao thông thủy lợi rừng cà phê mắc ca lúa nếp"
).split()


def synthetic(count: int) -> Iterator[Document]:
    """Invented documents with words as unequal as in a language: 180 words each."""
    chance = random.Random(7)
    rare = [f"{one}{number}" for one in ("từ", "tên", "mã") for number in range(20_000)]
    weights = [1 / (place + 1) for place in range(len(SYLLABLES))]
    for pk in range(1, count + 1):
        body = chance.choices(SYLLABLES, weights, k=170) + chance.choices(rare, k=10)
        at = datetime(2000 + pk % 26, 1 + pk % 12, 1 + pk % 28, tzinfo=UTC)
        title = " ".join(chance.choices(SYLLABLES, k=9))
        yield Document(pk, ("article", "page", "event")[pk % 3], title, " ".join(body), 1, 1 + pk % 40, at)


def speed(count: int) -> list[Figure]:
    """Indexing, and the 95th percentile of the usual questions, at a number of documents."""
    suffix = "1m" if count == 1_000_000 else f"{count // 1000}k"
    with tempfile.TemporaryDirectory() as folder:
        index = Index.create(Path(folder) / "index")
        documents = list(synthetic(min(count, 20_000)))
        began = time.process_time()
        index.add("doc", documents)
        index.commit()
        rate = len(documents) / (time.process_time() - began)
        index.add("doc", (document for document in synthetic(count) if document.pk > len(documents)))
        index.commit()
        chance = random.Random(3)
        asked = [" ".join(chance.sample(SYLLABLES, 3)) for _ in range(200)]
        three = percentile(lambda text: index.search(query_for(index, understand(text), Filters(1)), 10), asked)
        faceted = percentile(
            lambda text: index.search(query_for(index, understand(text), Filters(1)), 10, facets=True), asked
        )
        begun = percentile(lambda text: index.search_titles(understand(text).words, 1, [], 8), [q[:-1] for q in asked])
        index.close()
    return [
        Figure("search.index_docs_per_s", rate, "documents/s of CPU", 3000, note=PROVISIONAL),
        Figure(f"search.three_words_p95_{suffix}", three, "ms", 100 if suffix == "1m" else 25, note=PROVISIONAL),
        Figure(f"search.facets_p95_{suffix}", faceted, "ms", 60, note=PROVISIONAL),
        Figure(f"search.suggest_p95_{suffix}", begun, "ms", 5, note=PROVISIONAL),
    ]


def percentile(act: Callable[[str], object], asked: list[str]) -> float:
    """The 95th percentile of an act in milliseconds of the thread's own time, whatever else the machine does."""
    times = []
    for text in asked:
        began = time.thread_time()
        act(text)
        times.append((time.thread_time() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]

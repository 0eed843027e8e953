"""The search: what it finds on judged questions beside other engines, how fast it is, how soon it finds news.

`JUDGED` names a folder with `*-articles.jsonl`, `*-passages.jsonl` and `*-queries.jsonl` (documents with id,
title, body; queries with q, noacc, typo, rel). `SEARCH_SIZES` are the numbers of synthetic documents for the
figures of speed. Their indexes are kept in the bench's state folder; one that was stopped goes on where it was.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.figures import Figure
from bench.search_peers import Ask, fts5, plain_tantivy, postgresql
from bench.search_publishing import publishing
from hoaban.publication.searchable import Document
from hoaban.search.engine import DamagedIndex, Index
from hoaban.search.normalise import words
from hoaban.search.parsed_query import parse
from hoaban.search.scoring import Filters, query_for
from hoaban.search.spelling import meant

SPELLINGS = {"accented": "q", "plain": "noacc", "typo": "typo"}
TEST_HALF = 1
SIZES = "100000,1000000"
AT_ONCE = 50_000
BUILT = "built"
LENGTH_OF_ARTICLE = 2000
# To ours quotation marks and a minus say something; the judged questions mean nothing by them.
WITHOUT_MEANING = str.maketrans(dict.fromkeys('"“”„«»-', " "))
Judged = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def measure() -> list[Figure]:
    """Quality where there are judged questions, then speed, then publishing."""
    figures = []
    if os.environ.get("JUDGED"):
        data = judged(Path(os.environ["JUDGED"]))
        figures.extend(quality(data))
        figures.append(indexing("search.real_docs_per_s", articles(data[0]), 2000))
    else:
        print("Not measured: what the search finds. JUDGED names no folder of judged questions.")
    figures.append(indexing("search.index_docs_per_s", list(synthetic(1, 20_000)), 3000))
    for size in os.environ.get("SEARCH_SIZES", SIZES).split(","):
        figures.extend(speed(int(size)))
    return [*figures, *publishing()]


def load() -> str:
    """How busy the machine was, which the figures of time depend on."""
    return f"load {os.getloadavg()[0]:.1f}"


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
    """MRR@10 in three spellings beside each peer, and the share of the first ten that hold the word as typed."""
    documents, questions = data
    with tempfile.TemporaryDirectory() as folder, postgresql(documents) as asked_of_postgresql:
        index = Index.create(Path(folder) / "index")
        index.add("doc", (Document(place, "article", doc["title"], doc["body"]) for place, doc in enumerate(documents)))
        index.commit()
        peers = {
            "SQLite FTS5": fts5(documents),
            "tantivy as it comes": plain_tantivy(documents),
            "PostgreSQL": asked_of_postgresql,
        }
        figures = []
        for name, spelling in SPELLINGS.items():
            by_set = ranks(questions, spelling, asked_of(index, documents))
            others = {peer: ranks(questions, spelling, ask) for peer, ask in peers.items() if ask is not None}
            best = max(others, key=lambda peer: statistics.fmean(others[peer].values()))
            told = "; ".join(f"{peer} {shown(values)}" for peer, values in others.items())
            value, peer_value = (statistics.fmean(values.values()) for values in (by_set, others[best]))
            note = f"ours {shown(by_set)}; {told}"
            figures.append(Figure(f"search.mrr_{name}", value, "MRR@10, test half", peer_value, best, peer_value, note))
        figures.append(Figure("search.as_typed", as_typed(index, documents), "share of first ten", 0.92))
        index.close()
    return figures


def shown(by_set: dict[str, float]) -> str:
    """The values of the sets."""
    return ", ".join(f"{name} {value:.3f}" for name, value in sorted(by_set.items()))


def asked_of(index: Index, documents: list[dict[str, Any]]) -> Ask:
    """Asks as the page of results does: what was typed, and what was meant where nobody wrote that."""

    def ask(text: str) -> list[str]:
        question = parse(text)
        query = query_for(index, question, Filters(), better=meant(index, question))
        return [documents[int(key.partition(":")[2])]["id"] for key in index.keys(query, 10)]

    return ask


def ranks(questions: list[dict[str, Any]], spelling: str, ask: Ask) -> dict[str, float]:
    """MRR@10 over the test half by set, so that a large set does not drown a small one."""
    by_set: dict[str, list[float]] = {}
    for question in filter(is_for_test, questions):
        found = ask(question[spelling].translate(WITHOUT_MEANING))
        rank = next((place + 1 for place, key in enumerate(found) if key in question["rel"]), 0)
        by_set.setdefault(question["qid"][0], []).append(1 / rank if rank else 0.0)
    return {name: statistics.fmean(values) for name, values in by_set.items()}


def as_typed(index: Index, documents: list[dict[str, Any]]) -> float:
    """Share of the first ten that hold a marked word of one syllable as it was typed, for sixty such words."""
    counted: dict[str, int] = {}
    for document in documents[::7]:
        for word in {word for word in words(document["body"]) if word.is_marked and word.exact.isalpha()}:
            counted[word.exact] = counted.get(word.exact, 0) + 1
    common = [form for form, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) if count > 10]
    shares = []
    for form in random.Random(1).sample(common, min(60, len(common))):
        keys = index.keys(query_for(index, parse(form), Filters()), 10)
        bodies = [documents[int(key.partition(":")[2])] for key in keys]
        holding = sum(form in {word.exact for word in words(f"{doc['title']} {doc['body']}")} for doc in bodies)
        shares.append(holding / len(keys))
    return statistics.fmean(shares)


SYLLABLES = (
    "dân vận khéo nông thôn mới tỉnh ủy hội nghị tổng kết năm xã bản huyện đoàn thanh niên phụ nữ cựu chiến binh "
    "kế hoạch chương trình nhiệm vụ giải pháp công tác tuyên truyền vận động nhân dân đồng bào dân tộc biên giới "
    "xây dựng hệ thống chính trị đảng viên cấp cơ sở trường học y tế giao thông thủy lợi rừng cà phê mắc ca lúa nếp"
).split()


RARE = [f"{one}{number}" for one in ("từ", "tên", "mã") for number in range(20_000)]
CUMULATIVE = list(itertools.accumulate(1 / (place + 1) for place in range(len(SYLLABLES))))


def synthetic(first: int, last: int) -> Iterator[Document]:
    """Invented documents of some numbers, with words as unequal as in a language: 180 words each."""
    for pk in range(first, last + 1):
        chance = random.Random(pk)
        body = chance.choices(SYLLABLES, cum_weights=CUMULATIVE, k=170) + chance.choices(RARE, k=10)
        at = datetime(2000 + pk % 26, 1 + pk % 12, 1 + pk % 28, tzinfo=UTC)
        title = " ".join(chance.choices(SYLLABLES, k=9))
        yield Document(pk, ("article", "page", "event")[pk % 3], title, " ".join(body), frozenset({1}), 1 + pk % 40, at)


def articles(documents: list[dict[str, Any]]) -> list[Document]:
    """Real texts as articles of 2,000 characters, as many as they make."""
    text = " ".join(document["body"] for document in documents)
    pieces = (text[start : start + LENGTH_OF_ARTICLE] for start in range(0, len(text), LENGTH_OF_ARTICLE))
    return [Document(pk, "article", piece[:60], piece, frozenset({1}), 1 + pk % 40) for pk, piece in enumerate(pieces)]


def indexing(name: str, documents: list[Document], target: float) -> Figure:
    """How many documents a second of CPU are taken in, all threads together."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index.create(Path(folder) / "index")
        began = time.process_time()
        index.add("doc", documents)
        index.commit()
        rate = len(documents) / (time.process_time() - began)
        index.close()
    return Figure(name, rate, "documents/s of CPU", target, note=load())


def filled(count: int) -> Index:
    """The kept index of so many documents; what is missing of it is added."""
    folder = Path(settings.VAR) / f"search-of-{count}"
    try:
        index = Index(folder)
    except DamagedIndex:
        index = Index.create(folder)
    while (built := int(index.fact(BUILT) or 0)) < count:
        last = min(built + AT_ONCE, count)
        index.add("doc", synthetic(built + 1, last))
        index.set_fact(BUILT, last)
        index.commit()
        print(f"indexed {last:,} of {count:,}", end="\r", flush=True)
    return index


def speed(count: int) -> list[Figure]:
    """The 95th percentile of the usual questions at a number of documents."""
    suffix = "1m" if count == 1_000_000 else f"{count // 1000}k"
    index = filled(count)
    chance = random.Random(3)
    asked = [" ".join(chance.sample(SYLLABLES, 3)) for _ in range(200)]
    three = percentile(lambda text: index.search(query_for(index, parse(text), Filters(1)), 10), asked)
    faceted = percentile(lambda text: index.search(query_for(index, parse(text), Filters(1)), 10, facets=True), asked)
    begun = percentile(lambda text: index.search_titles(parse(text).words, 1, [], 8), [q[:-1] for q in asked])
    index.close()
    return [
        Figure(f"search.three_words_p95_{suffix}", three, "ms", 100 if suffix == "1m" else 25, note=load()),
        Figure(f"search.facets_p95_{suffix}", faceted, "ms", 60, note=load()),
        Figure(f"search.suggest_p95_{suffix}", begun, "ms", 5, note=load()),
    ]


def percentile(act: Callable[[str], object], asked: list[str]) -> float:
    """The 95th percentile of an act in milliseconds of the thread's own time, whatever else the machine does."""
    times = []
    for text in asked:
        began = time.thread_time()
        act(text)
        times.append((time.thread_time() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]

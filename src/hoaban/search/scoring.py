"""From a question to a query of the engine: what each part of it weighs, and why.

What each choice brought was measured on judged questions (`bench/search.py`); `docs/developer/how-search-works.md`
has the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from tantivy import FieldType, Occur, Query

from hoaban.kit.formats import local_day
from hoaban.search.abbreviations import OtherName
from hoaban.search.engine import FACETS, MOST_ENDS, Index
from hoaban.search.normalise import Word
from hoaban.search.parsed_query import ParsedQuery

# Where marks were typed, a word without them is worth less: bán is neither ban nor bạn.
FOLDED = 0.3
# Where none were typed, the word that stands so decides little: who leaves the marks out means `của` by `cua`.
AS_TYPED = 0.5
# Two neighbouring words found together, with their own rarity as one term.
PAIR = 0.6
MOST_PAIRS = 20
# What was meant instead of a word that nobody wrote stands beside it, a little behind.
MEANT = 0.8
NOTHING_MEANT: Mapping[Word, Word] = {}
TITLE = 0.2
DATE = 3.0
NUMBER = 30.0
# A mild preference for what is new: of equal things the one of this year comes first.
FRESH = 0.3
YEARS_FRESH = 3
NAME_TOGETHER = 2.0


@dataclass(frozen=True)
class Filters:
    """What the reader narrowed the search to; zero and empty leave it wide."""

    home: int = 0
    kind: str = ""
    section: int = 0
    year: int = 0
    source: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether the reader chose a value of any facet."""
        return any(getattr(self, name) for name in FACETS)


def weighed(query: Any, weight: float) -> Any:
    """A query with a weight."""
    return Query.boost_query(query, weight)


def query_for(
    index: Index,
    question: ParsedQuery,
    filters: Filters,
    hidden: Sequence[str] = (),
    *,
    among: Sequence[str] = (),
    better: Mapping[Word, Word] = NOTHING_MEANT,
    others: Sequence[OtherName] = (),
    every_word: bool = False,
) -> Any:
    """The whole query.

    `hidden`: keys that must not be found, because their state changed after the index was committed. `among`: keys of
    all that may be found, where these are few; else none. `better`: what was meant by words that nobody wrote.
    `others`: what else is called so. `every_word`: each word must stand in what is found, as editors expect who look
    for a page that they know.
    """
    clauses = [(Occur.Must, required(index, question, better, others, every_word=every_word))]
    clauses.extend((Occur.Must, phrase_query(index, phrase, question)) for phrase in question.phrases)
    clauses.extend((Occur.MustNot, phrase_query(index, left_out, question)) for left_out in question.without)
    clauses.extend((Occur.Must, weighed(clause, 0.0)) for clause in filter_clauses(index, filters))
    if hidden:
        clauses.append((Occur.MustNot, index.any_of("key", hidden)))
    if among:
        clauses.append((Occur.Must, weighed(index.any_of("key", among), 0.0)))
    clauses.extend((Occur.Should, weighed(index.term("year", year), FRESH / (age + 1))) for year, age in fresh_years())
    return Query.boolean_query(clauses)


def fresh_years() -> list[tuple[int, int]]:
    """The last years, each with how many years ago it was: what is newer weighs more."""
    this_year = local_day(datetime.now(UTC)).year
    return [(this_year - age, age) for age in range(YEARS_FRESH)]


def filter_clauses(index: Index, filters: Filters) -> list[Any]:
    """What every hit must fulfil, which weighs nothing."""
    clauses = []
    if filters.home:
        # What belongs to no home is found in each.
        clauses.append(index.any_of("home", [filters.home, 0]))
    asked = [(name, value) for name in ("section", "year") if (value := getattr(filters, name))]
    clauses.extend(Query.range_query(index.schema, name, FieldType.Integer, value, value) for name, value in asked)
    texts = [(name, value) for name in ("kind", "source") if (value := getattr(filters, name))]
    clauses.extend(index.term(name, value) for name, value in texts)
    return clauses


def required(
    index: Index,
    question: ParsedQuery,
    better: Mapping[Word, Word],
    others: Sequence[OtherName],
    *,
    every_word: bool,
) -> Any:
    """What makes a thing a hit at all, with its weight."""
    numbers = [weighed(index.term("own_number", key), NUMBER * 2) for key in question.numbers]
    numbers.extend(weighed(index.term("keys", key), NUMBER) for key in question.numbers)
    if question.only_a_number:
        return Query.disjunction_max_query(numbers)
    parts = [(Occur.Should, number) for number in numbers]
    parts.extend((Occur.Must, weighed(index.term("keys", key), DATE)) for key in question.dates)
    for word in question.words:
        forms = [(word, 1.0), *([(better[word], MEANT)] if word in better else [])]
        parts.append((Occur.Should, word_query(index, forms, question)))
    if every_word:
        parts.extend((Occur.Must, clause) for clause in all_words(index, question))
    parts.extend((Occur.Should, clause) for clause in together(index, question, better))
    for other in others:
        # As much as all the words that it stands for.
        weight = MEANT * max(other.replaces / len(other.words), 1.0)
        parts.append((Occur.Should, weighed(phrase_query(index, other.words, question), weight)))
    if not parts:
        return weighed(Query.exists_query("kind"), 0.0)
    return Query.boolean_query(parts)


def all_words(index: Index, question: ParsedQuery) -> list[Any]:
    """Every word in any form, the last one maybe only begun; these weigh nothing."""
    clauses = [index.term("body_plain", word.folded) for word in question.words]
    if clauses:
        begun = question.words[-1].folded
        ends = [term for term, _count in index.suggest("body_plain", begun, MOST_ENDS)]
        clauses[-1] = index.any_of("body_plain", [begun, *ends])
    return [weighed(clause, 0.0) for clause in clauses]


def word_query(index: Index, typed: Sequence[tuple[Word, float]], question: ParsedQuery) -> Any:
    """One word in some forms with their weights: the best of them counts, not their sum; in the title a little more."""
    body: list[tuple[str, str, float]] = []
    title: list[tuple[str, str, float]] = []
    for word, weight in typed:
        if question.is_marked:
            body.extend([("body", word.exact, weight), ("body_plain", word.folded, weight * FOLDED)])
            # The folded title would weigh next to nothing here, and cost a twelfth of the time at a million things.
            title.append(("title", word.exact, weight * TITLE))
        else:
            body.extend([("body_plain", word.folded, weight), ("body", word.exact, weight * AS_TYPED)])
            title.append(("title_plain", word.folded, weight * TITLE))
    return Query.boolean_query([(Occur.Must, best(index, body)), (Occur.Should, best(index, title))])


def best(index: Index, forms: Sequence[tuple[str, str, float]]) -> Any:
    """The best of some terms (field, form, weight)."""
    queries = [weighed(index.term(name, form), weight) for name, form, weight in forms]
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries)


def together(index: Index, question: ParsedQuery, better: Mapping[Word, Word]) -> list[Any]:
    """Neighbouring words as one term each: words of two syllables, which most Vietnamese words are."""
    forms = [[(word, 1.0), *([(better[word], MEANT)] if word in better else [])] for word in question.words]
    found = []
    for left, right in list(pairwise(forms))[:MOST_PAIRS]:
        both = [
            ("pairs", f"{one.folded}_{other.folded}", PAIR * min(weight, other_weight))
            for one, weight in left
            for other, other_weight in right
        ]
        found.append(best(index, both))
    if question.name and len(question.words) > 1:
        found.append(weighed(phrase_query(index, question.words, question), NAME_TOGETHER))
    return found


def phrase_query(index: Index, phrase: Sequence[Word], question: ParsedQuery) -> Any:
    """Words in this order; with the marks as typed where any was typed."""
    marked = any(word.is_marked for word in phrase)
    name = "body" if marked else "body_plain"
    forms: list[str | tuple[int, str]] = [word.exact if marked else word.folded for word in phrase]
    return index.term(name, forms[0]) if len(forms) == 1 else Query.phrase_query(index.schema, name, forms)

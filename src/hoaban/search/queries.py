"""Every search that a reader makes, with a name. What is shown is read from the database the moment it is shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F
from wagtail.models import Page

from hoaban.kit.formats import local_day
from hoaban.publication.queries import entries_after, is_of_this_log
from hoaban.publication.searchable import Shown, public_of, shown_of, sources, touched_keys
from hoaban.search.abbreviations import OtherName, also_called
from hoaban.search.engine import LONGEST_STORED, DamagedIndex, Hit, Index, NoIndex
from hoaban.search.indexer import DESK, DRAFT_TABLES, PUBLIC, by_source
from hoaban.search.models import PromotedPage, folded
from hoaban.search.normalise import Word
from hoaban.search.open_indexes import opened
from hoaban.search.parsed_query import ParsedQuery, answered_by, parse
from hoaban.search.scoring import Filters, query_for
from hoaban.search.spelling import meant, meant_in_quotes, mended

logger = logging.getLogger(__name__)
PER_PAGE = 10
LAST_PAGE = 50
MOST_SUGGESTED = 8
# Behind more entries than these, or where they touch more things, the index is not told which of its things may have
# changed: each one shown is still read from the database, but nothing is counted, nothing mended.
MOST_BEHIND = 300
MOST_HIDDEN = 5_000
MOST_LOOKED_UP = 60
# Without an index so many titles are read, a fifth of a second; that of older pages stays unfound until it is built.
MOST_READ_THROUGH = 20_000


@dataclass(frozen=True)
class Result:
    """One result: what the database says of it now, and the text for its snippet."""

    key: str
    shown: Shown
    text: str


@dataclass(frozen=True)
class Results:
    """What a search came to.

    `total`: how many there are, as the index knows it; where not `counted`, there may be more. `facets`: by field
    (value, name, count). `instead`: what was meant, where what was typed holds a typing error; `better`: the same by
    word. `others`: what else is called so. `jump`: the address of the one document whose number was asked for. `slow`:
    the index could not be asked, so the database was.
    """

    question: ParsedQuery
    results: list[Result] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    promoted: list[Shown] = field(default_factory=list)
    instead: str = ""
    better: Mapping[Word, Word] = field(default_factory=dict)
    others: Sequence[OtherName] = ()
    jump: str = ""
    slow: bool = False
    counted: bool = True

    @property
    def shown_question(self) -> ParsedQuery:
        """The question with what was meant and what is called so beside what was typed, as snippets show it."""
        others = (word for other in self.others for word in other.words)
        return replace(self.question, words=(*self.question.words, *self.better.values(), *others))

    @property
    def pages(self) -> int:
        """How many pages of results can be looked at."""
        return min(-(-self.total // PER_PAGE), LAST_PAGE)


@dataclass(frozen=True)
class Wanted:
    """Which of the keys that an index finds are wanted, the best first; `among`: of these things alone, if of any."""

    limit: int
    offset: int = 0
    among: Sequence[int] = ()


def var() -> Path:
    """The folder of the installation's state."""
    return Path(settings.VAR)


def level_of(error: Exception) -> int:
    """How loudly to say that an index does not answer: one that is being built is nothing to worry about."""
    return logging.INFO if isinstance(error, NoIndex) else logging.WARNING


def not_yet_followed(index: Index) -> tuple[list[str], bool]:
    """(keys of what may have changed since the index was committed, whether these are all).

    They are not found until the index has followed, so that nothing withdrawn is found for an instant longer.
    """
    position = index.position
    if not is_of_this_log(position):
        return [], False
    entries = entries_after(position, MOST_BEHIND + 1, unsettled=True)
    keys = {key for entry in entries[:MOST_BEHIND] if entry.table not in DRAFT_TABLES for key in touched_keys(entry)}
    keys |= set(index.depending_on(sorted(keys)[:MOST_HIDDEN]))
    return sorted(keys)[:MOST_HIDDEN], len(entries) <= MOST_BEHIND and len(keys) <= MOST_HIDDEN


def search(text: str, filters: Filters, page: int = 1, *, newest_first: bool = False) -> Results:
    """A page of what readers may see, counted from 1."""
    question = parse(text)
    if question.is_empty:
        return Results(question)
    try:
        index = opened(var(), PUBLIC)
        hidden, all_hidden = not_yet_followed(index)
        if not all_hidden:
            return search_with_care(index, question, filters, page, newest_first=newest_first)
        better = meant(index, question, hidden)
        others = also_called(question.words)
        query = query_for(index, question, filters, hidden, better=better, others=others)
        found = index.search(query, PER_PAGE, (page - 1) * PER_PAGE, newest_first=newest_first, facets=True)
        if question.only_a_number and not found.total:
            # No document bears it; what else has these words may be what was meant.
            question = replace(question, numbers=(), only_a_number=False)
            query = query_for(index, question, filters, hidden)
            found = index.search(query, PER_PAGE, (page - 1) * PER_PAGE, newest_first=newest_first, facets=True)
    except (DamagedIndex, ValueError) as error:
        logger.log(level_of(error), "The search asks the database: %s", error)
        return search_slowly(question, filters, page)
    results = still_public(found.hits)
    return Results(
        question,
        results,
        # What fits on one page is counted from what may be seen: a count alone would tell that something is there.
        found.total if found.total > PER_PAGE else len(results),
        named_facets(found.facets),
        promoted(question, filters.home) if page == 1 else [],
        mended(question, {**better, **meant_in_quotes(index, question, hidden)}),
        better,
        others,
        results[0].shown.url if question.only_a_number and found.total == 1 and results else "",
    )


def search_with_care(
    index: Index, question: ParsedQuery, filters: Filters, page: int, *, newest_first: bool
) -> Results:
    """What readers may see among the first hits, each looked up: while the index is far behind it can count nothing."""
    found = index.search(query_for(index, question, filters), MOST_LOOKED_UP, newest_first=newest_first)
    public = still_public(unchanged(found.hits))
    shown = public[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Results(
        question, shown, len(public), promoted=promoted(question, filters.home) if page == 1 else [], counted=False
    )


def unchanged(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that the database has word for word as the index has them."""
    now: dict[str, tuple[str, str]] = {}
    for name, pks in by_source(hit.key for hit in hits).items():
        for document in public_of(name, pks):
            now[f"{name}:{document.pk}"] = document.title, document.body[:LONGEST_STORED]
    return [hit for hit in hits if now.get(hit.key) == (hit.title, hit.text)]


def still_public(hits: Sequence[Hit]) -> list[Result]:
    """The hits that readers may see at this moment, in their order."""
    shown: dict[str, Shown] = {}
    for name, pks in by_source(hit.key for hit in hits).items():
        shown.update({f"{name}:{pk}": found for pk, found in shown_of(name, pks).items()})
    return [Result(hit.key, shown[hit.key], hit.text) for hit in hits if hit.key in shown]


def named_facets(facets: dict[str, dict[str, int]]) -> dict[str, list[tuple[str, str, int]]]:
    """Facets with the names that readers know; sections that are not public are left out."""
    kinds: dict[str, Any] = {}
    for source in sources():
        kinds.update(source.kind_names)
    ids = [int(value) for value in facets.get("section", {})]
    titles = dict(Page.objects.filter(pk__in=ids).live().public().values_list("pk", "title"))
    named = {
        "kind": [(value, str(kinds.get(value, value)), count) for value, count in facets.get("kind", {}).items()],
        "section": [
            (value, titles[int(value)], count)
            for value, count in facets.get("section", {}).items()
            if int(value) in titles
        ][:12],
        "year": sorted(((value, value, count) for value, count in facets.get("year", {}).items()), reverse=True)[:20],
    }
    return {name: values for name, values in named.items() if len(values) > 1}


def promoted(question: ParsedQuery, home: int) -> list[Shown]:
    """What editors put first for these words on this site and in this language, if readers may see it."""
    asked_for = folded(question.words)
    chosen = PromotedPage.objects.filter(promotion__folded=asked_for) if asked_for else PromotedPage.objects.none()
    if home:
        chosen = chosen.filter(page__path__startswith=path_of(home))
    pks = list(chosen.order_by("promotion_id", "sort_order").values_list("page_id", flat=True))
    shown = shown_of("page", pks) if pks else {}
    return [shown[pk] for pk in pks if pk in shown]


def search_slowly(question: ParsedQuery, filters: Filters, page: int) -> Results:
    """The newest public pages whose title holds every word, without an index; what a damaged index leaves possible.

    Nothing is counted: there may be more, and what stands in texts alone or in files is not found.
    """
    results: list[Result] = []
    titled = pages_titled(question, filters)
    while len(results) < MOST_LOOKED_UP and (some := dict(islice(titled, MOST_LOOKED_UP))):
        shown = shown_of("page", list(some))
        for pk, first_published_at in some.items():
            found = shown.get(pk)
            if found and filters.kind in ("", found.kind) and in_year(found.at or first_published_at, filters.year):
                results.append(Result(f"page:{pk}", found, ""))
    results = results[:MOST_LOOKED_UP]
    shown_here = results[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Results(question, shown_here, len(results), slow=True, counted=False)


def in_year(moment: datetime | None, year: int) -> bool:
    """Whether a moment lies in a year; every one lies in the year 0, which stands for any."""
    return not year or (moment is not None and local_day(moment).year == year)


def pages_titled(question: ParsedQuery, filters: Filters) -> Iterator[tuple[int, datetime | None]]:
    """(key, when first published) of the newest public pages of a site and section whose titles answer a question."""
    newest_first = F("first_published_at").desc(nulls_last=True)
    pages = Page.objects.live().public().filter(depth__gt=1).order_by(newest_first, "-pk")
    if filters.home:
        pages = pages.filter(path__startswith=path_of(filters.home))
    if filters.section:
        section = path_of(filters.section)
        pages = pages.filter(path__startswith=section, depth=len(section) // Page.steplen + 1)
    rows = pages.values_list("pk", "title", "first_published_at")[:MOST_READ_THROUGH]
    for pk, title, first_published_at in rows.iterator():
        if answered_by(question, title):
            yield pk, first_published_at


def path_of(pk: int) -> str:
    """The path of a page in the tree; what no path begins with for a page that there is not."""
    return str(Page.objects.filter(pk=pk).values_list("path", flat=True).first() or "-")


def suggestions(text: str, home: int) -> list[Shown]:
    """Titles that go on as the reader began to type: every word whole, the last one begun."""
    question = parse(text)
    if not question.words or len(question.words) > 8:
        return []
    try:
        index = opened(var(), PUBLIC)
        hidden, all_hidden = not_yet_followed(index)
        found = index.search_titles(question.words, home, hidden, MOST_SUGGESTED)
    except (DamagedIndex, ValueError) as error:
        logger.log(level_of(error), "The search suggests nothing: %s", error)
        return []
    return [result.shown for result in still_public(found if all_hidden else unchanged(found))]


def keys_for_editor(text: str, source: str, wanted: Wanted) -> list[int] | None:
    """Keys of a source's things in the desk's index that hold every word, the last of them maybe only begun.

    None where the index cannot be asked.
    """
    try:
        return keys_in(opened(var(), DESK), text, source, wanted, ())
    except (DamagedIndex, ValueError) as error:
        logger.warning("The desk searches the database: %s", error)
        return None


def public_keys(text: str, source: str, wanted: Wanted) -> list[int]:
    """Keys of a source's things by the readers' index, for what an editor may see as any reader does; best first.

    Empty where that index cannot be asked.

    What changed since the index was committed is left out, so that the words of a withdrawn text find nothing.
    """
    try:
        index = opened(var(), PUBLIC)
        hidden, _all_hidden = not_yet_followed(index)
        return keys_in(index, text, source, wanted, hidden)
    except (DamagedIndex, ValueError) as error:
        logger.warning("The desk finds no pages of others: %s", error)
        return []


def keys_in(index: Index, text: str, source: str, wanted: Wanted, hidden: Sequence[str]) -> list[int]:
    """Keys of a source's things in an index, some of the best of them."""
    question = parse(text)
    if question.is_empty:
        return []
    among = [f"{source}:{pk}" for pk in wanted.among]
    query = query_for(index, question, Filters(source=source), hidden, among=among, every_word=True)
    return [int(key.partition(":")[2]) for key in index.keys(query, wanted.limit, wanted.offset)]


@lru_cache(maxsize=1)
def kind_choices() -> frozenset[str]:
    """Every kind that a filter may name."""
    return frozenset(kind for source in sources() for kind in source.kind_names)

"""Wagtail's search backend for the desk: asks the desk's index, which follows the log, and writes nothing itself.

Wagtail hands over a queryset that is cut down to what the editor may explore; what the index finds is looked up in
it, so that nobody finds more than he may see. What has no place in the index (users, photos) is searched in its table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db.models import CharField, Q, TextField
from modelsearch.backends.base import get_model_root
from modelsearch.backends.database.fallback import (
    DatabaseSearchBackend,
    DatabaseSearchQueryCompiler,
    DatabaseSearchResults,
)
from modelsearch.query import PlainText
from wagtail.documents import get_document_model
from wagtail.models import Page

from hoaban.search import queries
from hoaban.search.queries import Wanted

MOST_FOUND = 1000
# An editor who may see no more than this has his things named to the index; of more, some thousand hits hold enough.
MOST_NAMED = 20_000


def found_within(queryset: Any, ask: Callable[[Wanted], list[int] | None]) -> list[int] | None:
    """Keys of what an index finds and a queryset holds, at most MOST_FOUND, the best first; None without an answer.

    A word that stands in everything finds more than it is sensible to fetch, and of an editor's few pages none may be
    among the best: so the index is asked again for these alone, or where they are many for what comes next.
    """
    keys = ask(Wanted(MOST_FOUND))
    if keys is None:
        return None
    found = held_by(queryset, keys)
    if len(keys) < MOST_FOUND or len(found) == len(keys):
        return found
    own = list(queryset.order_by().values_list("pk", flat=True)[: MOST_NAMED + 1])
    if len(own) <= MOST_NAMED:
        return ask(Wanted(MOST_FOUND, among=own)) if own else []
    offset = MOST_FOUND
    while len(found) < MOST_FOUND and (keys := ask(Wanted(MOST_FOUND, offset))):
        found.extend(held_by(queryset, keys))
        offset += MOST_FOUND
    return found[:MOST_FOUND]


def held_by(queryset: Any, keys: list[int]) -> list[int]:
    """Those of some keys that a queryset holds, in their order."""
    there = set(queryset.order_by().filter(pk__in=keys).values_list("pk", flat=True))
    return [pk for pk in keys if pk in there]


class DeskSearchResults(DatabaseSearchResults):
    """What the index finds, as far as the editor's queryset holds it."""

    def found(self) -> list[int] | None:
        """Keys of what the index finds for this editor, the best first; None where the index is not the one to ask."""
        compiler = self.query_compiler
        source = {Page: "page", get_document_model(): "file"}.get(get_model_root(compiler.queryset.model))
        if source is None or not isinstance(compiler.query, PlainText) or compiler.fields:
            return None
        ask = partial(queries.keys_for_editor, compiler.query.query_string, source)
        return found_within(compiler.queryset, ask)

    def get_queryset(self) -> Any:
        """The editor's queryset with what was found, in its own order."""
        keys = self.found()
        if keys is None:
            return super().get_queryset()
        return self.query_compiler.queryset.filter(pk__in=keys)[self.start : self.stop]

    def _do_search(self) -> Iterable[Any]:
        keys = self.found()
        if keys is None or not self.query_compiler.order_by_relevance:
            return super()._do_search()
        shown = keys[self.start : self.stop]
        by_key = {row.pk: row for row in self.query_compiler.queryset.order_by().filter(pk__in=shown)}
        return [by_key[pk] for pk in shown if pk in by_key]


class FoldedQueryCompiler(DatabaseSearchQueryCompiler):
    """How a table without an index is searched: marks and capital letters do not matter, as in the index."""

    def build_single_term_filter(self, term: str) -> Q:
        """Whether any of the fields holds a word."""
        found = Q()
        for name in self.fields_names:
            is_text = isinstance(self.queryset.model._meta.get_field(name), CharField | TextField)
            found |= Q(**{f"{name}__folded_contains" if is_text else f"{name}__icontains": term})
        return found


class SearchBackend(DatabaseSearchBackend):
    """The backend that the settings name."""

    query_compiler_class = autocomplete_query_compiler_class = FoldedQueryCompiler
    results_class = DeskSearchResults

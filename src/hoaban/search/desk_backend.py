"""Wagtail's search backend for the desk: asks the desk's index, which follows the log, and writes nothing itself.

Wagtail hands over a queryset that is cut down to what the editor may explore; what the index finds is looked up in
it, so that nobody finds more than he may see. What has no place in the index (users, photos) is searched in its table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modelsearch.backends.base import get_model_root
from modelsearch.backends.database.fallback import DatabaseSearchBackend, DatabaseSearchResults
from modelsearch.query import PlainText
from wagtail.documents import get_document_model
from wagtail.models import Page

from hoaban.search import queries

MOST_FOUND = 1000


class DeskSearchResults(DatabaseSearchResults):
    """What the index finds, as far as the editor's queryset holds it."""

    def found(self) -> list[int] | None:
        """Keys of what the index finds, the best first; None where the index is not the one to ask."""
        compiler = self.query_compiler
        source = {Page: "page", get_document_model(): "file"}.get(get_model_root(compiler.queryset.model))
        if source is None or not isinstance(compiler.query, PlainText) or compiler.fields:
            return None
        return queries.keys_for_editor(compiler.query.query_string, MOST_FOUND, source)

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
        queryset = self.query_compiler.queryset.order_by()
        there = set(queryset.filter(pk__in=keys).values_list("pk", flat=True))
        shown = [pk for pk in keys if pk in there][self.start : self.stop]
        by_key = {row.pk: row for row in queryset.filter(pk__in=shown)}
        return [by_key[pk] for pk in shown if pk in by_key]


class SearchBackend(DatabaseSearchBackend):
    """The backend that the settings name."""

    results_class = DeskSearchResults

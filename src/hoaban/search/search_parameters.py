"""Which query parameters mean something in the addresses of the search."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from hoaban.publication.parameters import Meaning, ParameterSource
from hoaban.search.engine import FACETS

OF_ADDRESS = {
    "search": ("q", "page", *FACETS, "sort", "list"),
    "search_suggest": ("q",),
    "search_feed": ("q", *FACETS),
}


class SearchParameters(ParameterSource):
    """Tells the front which parameters of the search go on to the desk; no table decides about them."""

    tables: frozenset[str] = frozenset()

    def meanings(self, site: Site) -> Iterator[Meaning]:
        """Those of each address in each language."""
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                yield from (Meaning(reverse(name), names) for name, names in OF_ADDRESS.items())

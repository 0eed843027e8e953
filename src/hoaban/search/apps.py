"""Registers the room `search` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Finds what every room declared as searchable."""

    name = "hoaban.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Declare which parameters mean something in the addresses of the search."""
        from hoaban.publication.parameters import declare
        from hoaban.search import search_parameters

        declare(search_parameters.SearchParameters())

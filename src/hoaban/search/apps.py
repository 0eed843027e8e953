"""Registers the room `search` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Finds what every room declared as searchable."""

    name = "hoaban.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Let every database fold texts, for the tables that no index knows."""
        from hoaban.search import folded_lookup

        folded_lookup.install()

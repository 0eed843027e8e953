"""Registers the room `search` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Finds what every room declared as searchable."""

    name = "hoaban.search"
    label = "search"
    verbose_name = _("Search")

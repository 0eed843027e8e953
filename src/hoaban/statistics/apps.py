"""Registers the room `statistics` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    """Reads and visits."""

    name = "hoaban.statistics"
    label = "statistics"
    verbose_name = _("Statistics")

    def ready(self) -> None:
        """Declare the kinds of pages as a group of reads."""
        from hoaban.statistics import groups, page_kinds

        groups.register(page_kinds.KIND, page_kinds.names_of)

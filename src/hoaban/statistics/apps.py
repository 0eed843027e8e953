"""Registers the room `statistics` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    """Reads and visits."""

    name = "hoaban.statistics"
    label = "statistics"
    verbose_name = _("Statistics")

    def ready(self) -> None:
        """Declare what public pages show of the counters, and the kinds of pages as a group of reads."""
        from hoaban.publication.effects import touches
        from hoaban.publication.tracking import track
        from hoaban.publication.words import PAGE, tell
        from hoaban.statistics import groups, page_kinds
        from hoaban.statistics.figures import brought_name
        from hoaban.statistics.queries import most_read_name

        track("statistics.OpeningBalance", keys=("site", "page"))
        track("statistics.OpeningVisits", keys=("site",))
        track("statistics.MostReadPage", keys=("site",))
        for table in ("statistics_openingbalance", "statistics_mostreadpage"):
            touches(table, lambda entry: map(most_read_name, entry.values("site_id")))
        for table in ("statistics_openingbalance", "statistics_openingvisits"):
            touches(table, lambda entry: map(brought_name, entry.values("site_id")))
        tell("statistics_openingbalance", owner=PAGE, by="page_id")
        tell("statistics_openingvisits", owner="wagtailcore_site", by="site_id")
        tell("statistics_mostreadpage", silent=True)
        groups.register(page_kinds.KIND, page_kinds.names_of)

"""Registers the room `counting` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountingConfig(AppConfig):
    """Reads and visits."""

    name = "hoaban.counting"
    label = "counting"
    verbose_name = _("Reads and visits")

    def ready(self) -> None:
        """Track what public pages show of the counters, and look at what rooms declare to be counted together."""
        from hoaban.counting import checks  # noqa: F401  the import registers them
        from hoaban.counting.figures import brought_name
        from hoaban.counting.queries import most_read_name
        from hoaban.publication.effects import touches
        from hoaban.publication.tracking import track
        from hoaban.publication.words import PAGE, tell

        track("counting.OpeningBalance", keys=("site", "page"))
        track("counting.OpeningVisits", keys=("site",))
        track("counting.MostReadPage", keys=("site",))
        for table in ("counting_openingbalance", "counting_mostreadpage"):
            touches(table, lambda entry: map(most_read_name, entry.values("site_id")))
        for table in ("counting_openingbalance", "counting_openingvisits"):
            touches(table, lambda entry: map(brought_name, entry.values("site_id")))
        tell("counting_openingbalance", owner=PAGE, by="page_id")
        tell("counting_openingvisits", owner="wagtailcore_site", by="site_id")
        tell("counting_mostreadpage", silent=True)

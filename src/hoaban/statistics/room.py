"""What the counters give to the house: to the log and its report."""

from __future__ import annotations

from collections.abc import Iterator

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress
from hoaban.publication.effects import Effect
from hoaban.publication.models import Entry
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import PAGE, Wording
from hoaban.statistics.figures import brought_name
from hoaban.statistics.queries import most_read_name


def lists_of_most_read(entry: Entry) -> Iterator[str]:
    """The list of the most read of the entry's site."""
    return map(most_read_name, entry.values("site_id"))


def sums_brought(entry: Entry) -> Iterator[str]:
    """What the entry's site brought from an old portal."""
    return map(brought_name, entry.values("site_id"))


# Each report shows an editor the pages of his own branches.
REPORTS = """
    statistics_overview statistics_pages statistics_sections statistics_authors statistics_types
    statistics_referrers statistics_month statistics_page
"""

DECLARES = [
    AccessRule("api api_description api_daily", anybody),
    AccessRule(REPORTS, enters),
    LiveAddress("api"),
    Tracked("statistics.OpeningBalance", keys=("site", "page")),
    Tracked("statistics.OpeningVisits", keys=("site",)),
    Tracked("statistics.MostReadPage", keys=("site",)),
    Effect("statistics_openingbalance", lists_of_most_read),
    Effect("statistics_mostreadpage", lists_of_most_read),
    Effect("statistics_openingbalance", sums_brought),
    Effect("statistics_openingvisits", sums_brought),
    Wording("statistics_openingbalance", owner=PAGE, by="page_id"),
    Wording("statistics_openingvisits", owner="wagtailcore_site", by="site_id"),
    Wording("statistics_mostreadpage", silent=True),
]

"""What the counters give to the house: to the log and its report, and the kinds of pages as a group of reads."""

from __future__ import annotations

from collections.abc import Iterator

from hoaban.counting.figures import brought_name
from hoaban.counting.following import COUNTING
from hoaban.counting.page_kinds import PAGE_KINDS
from hoaban.counting.queries import most_read_name
from hoaban.publication.effects import Effect
from hoaban.publication.models import Entry
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import PAGE, Wording


def lists_of_most_read(entry: Entry) -> Iterator[str]:
    """The list of the most read of the entry's site."""
    return map(most_read_name, entry.values("site_id"))


def sums_brought(entry: Entry) -> Iterator[str]:
    """What the entry's site brought from an old portal."""
    return map(brought_name, entry.values("site_id"))


DECLARES = [
    COUNTING,
    PAGE_KINDS,
    Tracked("counting.OpeningBalance", keys=("site", "page")),
    Tracked("counting.OpeningVisits", keys=("site",)),
    Tracked("counting.MostReadPage", keys=("site",)),
    Effect("counting_openingbalance", lists_of_most_read),
    Effect("counting_mostreadpage", lists_of_most_read),
    Effect("counting_openingbalance", sums_brought),
    Effect("counting_openingvisits", sums_brought),
    Wording("counting_openingbalance", owner=PAGE, by="page_id"),
    Wording("counting_openingvisits", owner="wagtailcore_site", by="site_id"),
    Wording("counting_mostreadpage", silent=True),
]

"""Every read of the counters, with a name."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.publication.lookups import Lookup
from hoaban.publication.recorder import explained
from hoaban.statistics.models import OpeningBalance

READS = Lookup(
    "statistics.OpeningBalance.page",
    rows=lambda page_ids: OpeningBalance.objects.filter(page_id__in=page_ids).only("page_id", "count"),
)


def reads_of(page_id: int) -> int | None:
    """Reads of one page; None when nothing was ever counted for it."""
    return next((balance.count for balance in READS.of(page_id)), None)


def most_read(site_id: int, limit: int) -> Sequence[int]:
    """Ids of the pages of a site with the most reads, most read first."""
    balances = OpeningBalance.objects.filter(site_id=site_id).order_by("-count", "page_id")
    with explained(most_read_name(site_id)):
        return list(balances.values_list("page_id", flat=True)[:limit])


def most_read_name(site_id: object) -> str:
    """The name under which the list of the most read pages is read and touched."""
    return f"most-read:{site_id}"

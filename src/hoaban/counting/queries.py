"""Every read of the counters, with a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hoaban.counting.models import MostReadPage, OpeningBalance, PageReads, Period
from hoaban.publication.lookups import Lookup
from hoaban.publication.recorder import explained

OPENING = Lookup(
    "counting.OpeningBalance.page",
    rows=lambda page_ids: OpeningBalance.objects.filter(page_id__in=page_ids).only("page_id", "count"),
)
# Explained by no name: what was counted here is noted by no rendering, so that counting presses no page.
COUNTED = Lookup(
    "counting.PageReads.page_number",
    rows=lambda page_ids: PageReads.objects.filter(page_number__in=page_ids, period=Period.EVER).only(
        "page_number", "reads"
    ),
    names=lambda _page_id: (),
)


def foresee_reads(page_ids: Iterable[int]) -> None:
    """Load the reads of the pages of a batch."""
    wanted = list(page_ids)
    OPENING.ahead(wanted)
    COUNTED.ahead(wanted)


def counts_of(page_id: int) -> tuple[int | None, int | None]:
    """(reads of a page counted here, its opening balance); None for what there never was."""
    here = next((row.reads for row in COUNTED.of(page_id)), None)
    return here, next((balance.count for balance in OPENING.of(page_id)), None)


def most_read(site_id: int, limit: int) -> Sequence[int]:
    """Ids of the pages of a site with the most reads, most read first: of the last thirty days, as the list says.

    Where fewer pages were read, those follow that brought the most reads from an old portal.
    """
    with explained(most_read_name(site_id)):
        listed = MostReadPage.objects.filter(site_id=site_id).order_by("place")
        found = list(listed.values_list("page_number", flat=True)[:limit])
        if len(found) < limit:
            brought = OpeningBalance.objects.filter(site_id=site_id).exclude(page_id__in=found)
            found += brought.order_by("-count", "page_id").values_list("page_id", flat=True)[: limit - len(found)]
    return found


def most_read_name(site_id: object) -> str:
    """The name under which the list of the most read pages is read and touched."""
    return f"most-read:{site_id}"

"""Every write to the counters."""

from __future__ import annotations

from datetime import date

from hoaban.statistics.models import OpeningBalance


def set_opening_balance(*, site_id: int, page_id: int, count: int, as_of: date | None) -> OpeningBalance:
    """Store the reads that a page brings from an old portal; a second call replaces the first.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"An opening balance of reads cannot be negative: {count}")
    balance, _created = OpeningBalance.objects.update_or_create(
        page_id=page_id, defaults={"site_id": site_id, "count": count, "as_of": as_of}
    )
    return balance

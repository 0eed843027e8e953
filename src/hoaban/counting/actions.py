"""Every write to the counters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import Page, Site
from wagtail.permission_policies import ModelPermissionPolicy

from hoaban.counting.models import OpeningBalance, OpeningVisits


def set_opening_balance(*, site_id: int, page_id: int, count: int, as_of: date | None) -> OpeningBalance:
    """Store the reads that a page brings from an old portal; a second call replaces the first.

    Raises ValueError for a negative count.
    """
    refuse_negative(count, "reads")
    balance, _created = OpeningBalance.objects.update_or_create(
        page_id=page_id, defaults={"site_id": site_id, "count": count, "as_of": as_of}
    )
    return balance


def correct_opening_balance(
    balance: OpeningBalance, *, page: Page, count: int, as_of: date | None, user: Any
) -> OpeningBalance:
    """Write by hand what a page brings from an old portal; `balance` is an old row or one that is not stored yet.

    Raises PermissionDenied, and ValueError for a negative count or a page that belongs to no site.
    """
    refuse_unless_allowed(user, balance)
    refuse_negative(count, "reads")
    site = page.get_site()
    if site is None:
        raise ValueError(f"The page {page.pk} belongs to no site, so nobody can have read it")
    balance.site, balance.page, balance.count, balance.as_of = site, page, count, as_of
    balance.save()
    return balance


def correct_opening_visits(
    visits: OpeningVisits, *, site: Site, count: int, as_of: date | None, user: Any
) -> OpeningVisits:
    """Write by hand the visits that a site brings from an old portal; `visits` is an old row or a new one.

    Raises PermissionDenied, and ValueError for a negative count.
    """
    refuse_unless_allowed(user, visits)
    refuse_negative(count, "visits")
    visits.site, visits.count, visits.as_of = site, count, as_of
    visits.save()
    return visits


def refuse_negative(count: int, what: str) -> None:
    """Raise ValueError for a count below nothing."""
    if count < 0:
        raise ValueError(f"An opening balance of {what} cannot be negative: {count}")


def refuse_unless_allowed(user: Any, row: OpeningBalance | OpeningVisits) -> None:
    """Raise PermissionDenied for a user who may not add, or change, a row of its kind."""
    if not ModelPermissionPolicy(type(row)).user_has_permission(user, "change" if row.pk else "add"):
        raise PermissionDenied

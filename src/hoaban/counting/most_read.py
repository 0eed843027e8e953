"""The list of the most read pages: worked out once an hour, written only where it changed, so that pages follow it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum
from wagtail.models import Site

from hoaban.counting.models import MostReadPage, PageReads, Period

DAYS = timedelta(days=30)
# More than any list shows: not every page that is read may stand in every list.
PLACES = 100


def refresh(today: date) -> int:
    """Bring the list of every site up to date; returns in how many places something changed."""
    return sum(refresh_site(site, today) for site in Site.objects.values_list("pk", flat=True))


def refresh_site(site: int, today: date) -> int:
    """Bring the list of one site up to date; returns in how many places something changed."""
    read = PageReads.objects.filter(
        site_id=site, period=Period.DAY, start__gt=today - DAYS, start__lte=today, reads__gt=0
    )
    summed = read.order_by().values("page_number").annotate(sum=Sum("reads")).order_by("-sum", "page_number")
    now = dict(enumerate(summed.values_list("page_number", flat=True)[:PLACES], start=1))
    before = dict(MostReadPage.objects.filter(site_id=site).values_list("place", "page_number"))
    changed = [place for place, page in now.items() if before.get(place) != page]
    gone = before.keys() - now.keys()
    with transaction.atomic():
        # Another machine may be writing the same.
        MostReadPage.objects.bulk_create(
            [MostReadPage(site_id=site, place=place, page_number=now[place]) for place in changed],
            update_conflicts=True,
            unique_fields=["site", "place"],
            update_fields=["page_number"],
        )
        MostReadPage.objects.filter(site_id=site, place__in=gone).delete()
    return len(changed) + len(gone)

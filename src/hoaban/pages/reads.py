"""With what the reports of reads compare a page, and in whose name they speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, Site

from hoaban.pages import listings
from hoaban.pages.models import SiteIdentity
from hoaban.pages.models.section_item import SectionItem


@dataclass(frozen=True, slots=True)
class Kin:
    """The pages with which one page is compared: those of its section that appeared nearest to it in time."""

    section: str
    page_numbers: tuple[int, ...]


def name_of_body(site: Site) -> str:
    """The name of the body that publishes a site; the site's own where its identity gives none."""
    identity = SiteIdentity.objects.filter(site=site).first()
    return str((identity and identity.shown_name) or site.site_name or site.hostname)


def kin_of(page_number: int, limit: int) -> Kin | None:
    """At most `limit` items of the section of a page, half posted before it and half after where there are.

    None for a page that is no item of a section.
    """
    page = Page.objects.filter(pk=page_number).first()
    model = page.specific_class if page is not None else None
    if model is None or not issubclass(model, SectionItem):
        return None
    item = model.objects.filter(pk=page_number).only("listed_in", "posted_at").select_related("listed_in").first()
    if item is None or item.listed_in is None or item.posted_at is None:
        return None
    return Kin(item.listed_in.title, nearest(model, item, limit))


def nearest(model: type[Any], item: Any, limit: int) -> tuple[int, ...]:
    """Numbers of the items of a section that were posted nearest to one of them."""
    beside = listings.on_air(model).filter(listed_in_id=item.listed_in_id).exclude(pk=item.pk)
    older = beside.filter(posted_at__lte=item.posted_at).order_by("-posted_at", "-pk")[:limit]
    newer = beside.filter(posted_at__gt=item.posted_at).order_by("posted_at", "pk")[:limit]
    before, after = list(older.values_list("pk", flat=True)), list(newer.values_list("pk", flat=True))
    half = limit // 2
    from_before = max(half, limit - len(after))
    return (*before[:from_before], *after[: limit - len(before[:from_before])])

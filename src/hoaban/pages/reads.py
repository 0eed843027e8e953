"""What the reports of reads must know of the newsroom: its name, its sections, and the kin of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.models import Page, Site

from hoaban.pages import listings
from hoaban.pages.models import Section, SiteIdentity
from hoaban.pages.models.section_item import SectionItem
from hoaban.statistics.newsroom import Kin

SECTION = "section"


class ReadsOfNewsroom:
    """The newsroom as `statistics` asks for it."""

    def body(self, site: Site) -> str:
        """The name of the body from the site's identity."""
        identity = SiteIdentity.objects.filter(site=site).first()
        return str((identity and identity.shown_name) or site.site_name or site.hostname)

    def labels(self, kind: str, names: Sequence[str]) -> dict[str, str]:
        """Titles of sections by their numbers as text; authors are called as the byline calls them."""
        if kind != SECTION:
            return {name: name for name in names}
        numbers = [int(name) for name in names if name.isdecimal()]
        return {str(pk): title for pk, title in Section.objects.filter(pk__in=numbers).values_list("pk", "title")}

    def kin(self, page_number: int, limit: int) -> Kin | None:
        """The items of the same section that were posted nearest to it; half before and half after where there are."""
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

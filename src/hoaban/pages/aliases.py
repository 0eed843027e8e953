"""Pages that mirror another one (Wagtail's aliases): machines are told of the one that is mirrored, and of it once."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.models import Page

from hoaban.pages import lookups, queries
from hoaban.pages.privacy import without_private

# An alias can mirror an alias.
MOST_STEPS = 5


def source_of(page: Page) -> Page | None:
    """The page that a page mirrors, as far as readers may see it: its address is the true one. None for any other."""
    found, key = None, page.alias_of_id
    for _step in range(MOST_STEPS):
        source = next(iter(lookups.PAGE_LINKS.of(key)), None) if key is not None else None
        if source is None:
            break
        found, key = queries.page_that_shows(source) or found, source.alias_of_id
    return found


def without_mirrors(pages: Iterable[Page]) -> list[Page]:
    """Those of some pages that mirror none that readers may see."""
    listed = list(pages)
    mirrored = Page.objects.filter(pk__in={page.alias_of_id for page in listed} - {None}, live=True)
    paths = dict(mirrored.values_list("pk", "path"))
    public = without_private(paths.values())
    shown = {pk for pk, path in paths.items() if path in public}
    return [page for page in listed if page.alias_of_id not in shown]


def mirrors_of(pks: Iterable[int]) -> list[int]:
    """Keys of the pages that mirror some pages."""
    return list(Page.objects.filter(alias_of_id__in=list(pks)).values_list("pk", flat=True))

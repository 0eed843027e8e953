"""What a change of Wagtail's own tables touches: sitemaps, roots of sites, tags, what is private."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Page, PageViewRestriction

from hoaban.kit.rooms import declared
from hoaban.pages import names
from hoaban.pages.names import IDS_PER_FILE
from hoaban.pages.page_types import PageType
from hoaban.publication.models import Entry


def names_of_tag(entry: Entry) -> Iterator[str]:
    """A tag's own listing, and whose its addresses are."""
    yield names.tag(entry.key)
    yield from map(names.tag_at, entry.values("slug"))


def lists_of_pages(entry: Entry) -> Iterator[str]:
    """The sitemap file in which a page stands, and what follows from its place in the tree."""
    yield from {names.pages(int(entry.key), str(path)) for path in entry.values("path")}
    if entry.operation != Entry.Operation.UPDATE and may_begin_a_file(int(entry.key)):
        yield names.HIGHEST_PAGE
    if "path" in entry.changed_columns:
        yield from names_of_moved(entry)


def names_of_moved(entry: Entry) -> Iterator[str]:
    """Where it stands in menus now, and where it was private and is, of a page that moved in the tree."""
    paths = [str(path) for path in entry.values("path")]
    if PageViewRestriction.objects.filter(page=entry.key).exists():
        yield from map(names.restrictions, paths)
    page = Page.objects.filter(pk=entry.key).only("content_type").first()
    if page is not None and page.specific_class in standing_models():
        yield from map(names.standing, paths)


def standing_models() -> set[type[Page]]:
    """The models of pages that may stand in menus."""
    return {page_type.model for page_type in declared(PageType) if page_type.stands}


def may_begin_a_file(page_id: int) -> bool:
    """Whether a page that came or went may be the first of a sitemap file, so that there is one more or less.

    It is not while an older page stands in the same file; whether a newer one does says nothing, for both may have come
    since the log was read last.
    """
    first = page_id - page_id % IDS_PER_FILE
    return not Page.objects.filter(pk__gte=first, pk__lt=page_id).exists()


def lists_of_restricted(entry: Entry) -> Iterator[str]:
    """What shows whether pages are private: the restrictions, and the sitemap files of all pages below."""
    for page_id in entry.values("page_id"):
        path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
        below = Page.objects.filter(path__startswith=path).values_list("pk", "path") if path else []
        yield from {name for page in below for name in (names.restrictions(page[1]), names.pages(*page))}

"""What a change of Wagtail's own tables touches: sitemaps, roots of sites, tags, what is private."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Page

from hoaban.pages import names
from hoaban.pages.names import HOME_DEPTH, IDS_PER_FILE
from hoaban.publication.models import Entry

ROOT_COLUMNS = frozenset({"url_path", "path", "live", "locale_id", "translation_key"})


def names_of_tag(entry: Entry) -> Iterator[str]:
    """A tag's own listing, and whose its addresses are."""
    yield names.tag(entry.key)
    yield from map(names.tag_at, entry.values("slug"))


def roots_of_sites(_entry: Entry) -> Iterator[str]:
    """Which site has which root in which language."""
    yield names.SITE_ROOTS


def lists_of_pages(entry: Entry) -> Iterator[str]:
    """The sitemap file in which a page stands, and what follows from its place in the tree."""
    yield from {names.pages(int(entry.key), str(path)) for path in entry.values("path")}
    if entry.operation != Entry.Operation.UPDATE and may_begin_a_file(int(entry.key)):
        yield names.HIGHEST_PAGE
    if "path" in entry.changed_columns or entry.operation == Entry.Operation.DELETE:
        yield names.RESTRICTIONS
    is_home = any(len(str(path)) <= HOME_DEPTH * Page.steplen for path in entry.values("path"))
    if is_home and (not entry.changed or entry.changed_columns & ROOT_COLUMNS):
        yield names.SITE_ROOTS


def may_begin_a_file(page_id: int) -> bool:
    """Whether a page that came or went may be the first of a sitemap file, so that there is one more or less.

    It is not while an older page stands in the same file; whether a newer one does says nothing, for both may have come
    since the log was read last.
    """
    first = page_id - page_id % IDS_PER_FILE
    return not Page.objects.filter(pk__gte=first, pk__lt=page_id).exists()


def lists_of_restricted(entry: Entry) -> Iterator[str]:
    """What shows whether pages are private: the restrictions, and the sitemap files of all pages below."""
    yield names.RESTRICTIONS
    for page_id in entry.values("page_id"):
        path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
        below = Page.objects.filter(path__startswith=path).values_list("pk", "path") if path else []
        yield from {names.pages(*page) for page in below}

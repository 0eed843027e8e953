"""Finds the page that answers an address, by whole addresses and without walking down the tree."""

from __future__ import annotations

from copy import copy
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest
from wagtail.models import Page, Site

from hoaban.pages import lookups, queries
from hoaban.pages.privacy import is_private
from hoaban.publication.recorder import remembered


def page_at(request: HttpRequest, site: Site, path: str) -> tuple[Page, str]:
    """(public page, what of the path it has to answer itself); raises Http404 where there is none."""
    page, rest = live_page_at(request, site, path)
    if page is None or is_private(page.path):
        raise Http404
    return whole(page), rest


def live_page_at(request: HttpRequest, site: Site, path: str) -> tuple[Page | None, str]:
    """(the nearest page at a path or above it, with what a link shows, what of the path is left); None where not live.

    Asks by whole addresses instead of walking down the tree, so that the answer depends on these addresses alone.
    """
    steps, candidates = candidates_of(path, remembered(("roots", site.pk), lambda: roots_of(site, request)))
    for end in range(len(candidates) - 1, -1, -1):
        page = next(iter(lookups.PAGES_AT.of(candidates[end])), None)
        if page is not None:
            return page if page.live else None, "".join(f"{step}/" for step in steps[end:])
    return None, ""


def candidates_of(path: str, roots: dict[str, str]) -> tuple[list[str], list[str]]:
    """(steps of a path below its root, the `url_path` of the root and of every step down); empty without a root."""
    base = max((base for base in roots if path.startswith(base)), key=len, default=None)
    if base is None:
        return [], []
    steps = [step for step in path[len(base) :].split("/") if step]
    return steps, [roots[base] + "".join(f"{step}/" for step in steps[:end]) for end in range(len(steps) + 1)]


def whole(page: Page) -> Page:
    """The page of its own type with everything that it shows; what the link has is not asked for again."""
    kind = page.specific_class
    if kind is None:
        # Its room is no longer installed: nothing knows how to show it.
        raise Http404
    found: Page | None = next(iter(lookups.whole_pages(kind).of(page.pk)), None) if kind is not Page else page
    if found is None:
        raise Http404
    # A batch shares what it loaded; what one rendering leaves on its page would keep the next from noting what it read.
    found = copy(found)
    found.locale = page.locale
    return found


def roots_of(site: Site, request: HttpRequest) -> dict[str, str]:
    """By the beginning of an address, the `url_path` of the home that it leads to; one for each language."""
    return {urlsplit(home.get_url(request) or "/").path: home.url_path for home in queries.homes(site)}

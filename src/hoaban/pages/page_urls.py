"""Addresses of pages as Wagtail makes them, at a tenth of the cost: a page of the portal names some thirty.

Wagtail switches the language and asks the table of addresses for each of them; what stands before a page's own path
is the same for all pages of a language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from hoaban.pages.site_places import note_sites


@cache
def beginning(language: str) -> str:
    """What stands before the path of every page in a language: `/` or `/en/`."""
    with translation.override(language):
        return reverse("wagtail_serve", args=("x/",)).removesuffix("x/")


def url_parts(page: Page, request: Any) -> tuple[int, str, str] | None:
    """(site id, root of the site's addresses, address below it) of a page that lies in one site; else None."""
    roots = [root for root in page._get_site_root_paths(request) if page.url_path.startswith(root.root_path)]
    note_sites({root.site_id for root in roots})
    if not roots or any(root.site_id != roots[0].site_id for root in roots[1:]):
        return None
    root = roots[0]
    return root.site_id, root.root_url, beginning(root.language_code) + page.url_path[len(root.root_path) :]


def url_of(page: Page, request: Any) -> str:
    """The address by which a page of the same site is linked; a whole address for a page of another site."""
    parts, site = url_parts(page, request), Site.find_for_request(request)
    if parts is None or site is None or parts[0] != site.pk:
        return page.get_url(request) or ""
    return parts[2]


_site: ContextVar[Site | None] = ContextVar("the site whose page is rendered", default=None)


@contextmanager
def on_site(site: Site) -> Iterator[None]:
    """Say whose page is rendered inside the block, to what knows no request."""
    token = _site.set(site)
    try:
        yield
    finally:
        _site.reset(token)


def url_here(page: Page) -> str:
    """The address by which a page is linked where there is no request; empty where it has none.

    Else Wagtail asks how many sites there are, and with a second one each link would be another.
    """
    return page.get_url(current_site=_site.get()) or ""


def full_url_of(page: Page, request: Any) -> str:
    """The whole address of a page; empty where it has none."""
    parts = url_parts(page, request)
    return parts[1] + parts[2] if parts else page.get_full_url(request) or ""

"""Parts of addresses that the portal answers itself: no page may stand there, hiding something or hidden for ever.

Derived from what is routed: the addresses of all rooms below a home, and what a page type answers below its own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from hoaban.pages.names import HOME_DEPTH

FIRST_PART = re.compile(r"\^?([\w-]{1,100})/")


def is_reserved(slug: str, parent: Page | None) -> bool:
    """Whether the portal answers itself at this part of an address below a page."""
    if parent is None:
        return False
    if parent.depth == HOME_DEPTH and (slug in reserved_at_the_top() or names_a_language(slug)):
        return True
    kind = parent.specific_class
    return kind is not None and slug in reserved_below(kind)


@cache
def reserved_at_the_top() -> frozenset[str]:
    """First parts of all addresses that are no pages."""
    return frozenset(first_parts(get_resolver().url_patterns))


def names_a_language(slug: str) -> bool:
    """Whether Django takes it for the prefix of another language: `en`, and `en-2` or `en-khoa` as a variant of it."""
    return translation.get_language_from_path(f"/{slug}/") not in {None, settings.LANGUAGE_CODE}


@cache
def reserved_below(kind: type[Page]) -> frozenset[str]:
    """First parts of what pages of a type answer below their own addresses."""
    return frozenset(first_parts(kind.get_subpage_urls())) if issubclass(kind, RoutablePageMixin) else frozenset()


def first_parts(patterns: Iterable[Any]) -> Iterator[str]:
    """The first part of each pattern that begins with one."""
    for pattern in patterns:
        if isinstance(pattern.pattern, LocalePrefixPattern):
            yield from first_parts(pattern.url_patterns)
        elif found := FIRST_PART.match(str(pattern.pattern)):
            yield found[1]


def guard_slugs() -> None:
    """Have Wagtail ask wherever it asks whether a page's part of an address is free: forms, copies, moves, saving."""
    asked = Page._slug_is_available  # noqa: SLF001  Wagtail has no other place for it

    def is_available(slug: str, parent_page: Page | None, page: Page | None = None) -> bool:
        return bool(asked(slug, parent_page, page)) and not is_reserved(slug, parent_page)

    Page._slug_is_available = staticmethod(is_available)  # noqa: SLF001

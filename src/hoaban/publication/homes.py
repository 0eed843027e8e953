"""Where homes stand in the tree of pages, and which of them a page lies under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from wagtail.models import Page

# Right below the root of all pages.
HOME_DEPTH = 2


def home_place(path: str) -> str:
    """Where in the tree the home stands under which a page with this path lies."""
    return path[: HOME_DEPTH * Page.steplen]


def homes_above(page_ids: Iterable[int]) -> dict[int, set[int]]:
    """By page, the ids of the home that it lies under and of its translations: one portal in all its languages."""
    places = dict(Page.objects.filter(pk__in=set(page_ids)).values_list("pk", "path"))
    tops = Page.objects.filter(path__in={home_place(path) for path in places.values()})
    families = dict(tops.values_list("path", "translation_key"))
    homes: dict[UUID, set[int]] = defaultdict(set)
    of_family = Page.objects.filter(depth=HOME_DEPTH, translation_key__in=families.values())
    for pk, family in of_family.values_list("pk", "translation_key"):
        homes[family].add(pk)
    return {pk: homes[families[home_place(path)]] for pk, path in places.items() if home_place(path) in families}

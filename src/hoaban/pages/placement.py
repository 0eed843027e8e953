"""Keeps the listing columns of section items true: their section, their home, whether they are on air."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page, PageViewRestriction

from hoaban.kit.rooms import declared
from hoaban.pages.page_types import ListedType
from hoaban.publication.homes import home_place


def place_of(item: Any) -> tuple[int | None, int | None, bool]:
    """(section id, home id, on air) of an item that has its place in the tree already."""
    if not item.path:
        return None, None, False
    parent_path, home_path = item.path[: -Page.steplen], home_place(item.path)
    ids = dict(Page.objects.filter(path__in=[parent_path, home_path]).values_list("path", "pk"))
    on_air = item.live and not restricted_paths_over(item.path) and not is_listed_by_its_source(item)
    return ids.get(parent_path), ids.get(home_path), bool(on_air)


def restricted_paths_over(path: str) -> list[str]:
    """Paths of the private pages at or above this path; empty when the public may read it."""
    above = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    return list(PageViewRestriction.objects.filter(page__path__in=above).values_list("page__path", flat=True))


def is_listed_by_its_source(item: Any) -> bool:
    """Whether an item mirrors another one that readers of the same portal find in lists: it is listed once."""
    home_path = home_place(item.path)
    sources = Page.objects.filter(pk=item.alias_of_id, live=True, path__startswith=home_path)
    path = sources.values_list("path", flat=True).first() if item.alias_of_id is not None else None
    return path is not None and not restricted_paths_over(path)


def settle_aliases(pages: Q) -> None:
    """Work out anew whether some pages that mirror others are on air; they are few."""
    models = set(item_models())
    for page in Page.objects.filter(pages, alias_of__isnull=False):
        model: Any = page.specific_class
        item = model.objects.filter(pk=page.pk).first() if model in models else None
        on_air = item is not None and place_of(item)[2]
        if item is not None and item.on_air != on_air:
            model.objects.filter(pk=page.pk).update(on_air=on_air)


def item_models() -> list[Any]:
    """The models whose rows carry listing columns."""
    return [listed.model for listed in declared(ListedType)]


def refresh(top: Page) -> None:
    """Work the columns of everything at and below `top` out again, in one statement a table.

    For what does not go through an item's `save()`: a moved branch, a page made private, an unpublished page
    that was not loaded as its own type.
    """
    under_top = Page.objects.filter(path__startswith=top.path)
    parent_path = top.path[: -Page.steplen]
    private = PageViewRestriction.objects.filter(page__path__startswith=top.path)
    private_below = list(private.values_list("page__path", flat=True))
    all_private = bool(restricted_paths_over(parent_path)) if parent_path else False
    home = Page.objects.filter(path=home_place(top.path)).values_list("pk", flat=True).first()
    live = Page.objects.filter(pk=OuterRef("pk")).values("live")[:1]
    for model in item_models():
        items = model.objects.filter(pk__in=under_top.values("pk"))
        items.update(home_id=home, on_air=False if all_private else Subquery(live))
        for path in [] if all_private else private_below:
            model.objects.filter(pk__in=Page.objects.filter(path__startswith=path).values("pk")).update(on_air=False)
        if isinstance(top.specific_class, type) and issubclass(top.specific_class, model):
            section = Page.objects.filter(path=parent_path).values_list("pk", flat=True).first()
            items.filter(pk=top.pk).update(listed_in_id=section)
    settle_aliases(Q(path__startswith=top.path) | Q(alias_of__path__startswith=top.path))


def wrongly_placed(model: Any) -> QuerySet[Any]:
    """Items whose columns disagree with the tree; `hoaban doctor` expects none."""
    private = PageViewRestriction.objects.values_list("page__path", flat=True)
    readable = model.objects.filter(live=True)
    for path in private:
        readable = readable.exclude(path__startswith=path)
    mirrors = [item.pk for item in readable.filter(alias_of__isnull=False) if is_listed_by_its_source(item)]
    should = set(readable.exclude(pk__in=mirrors).values_list("pk", flat=True))
    are = set(model.objects.filter(on_air=True).values_list("pk", flat=True))
    return model.objects.filter(pk__in=should ^ are)

"""What pages ask for by a key, so that the press can ask for a whole batch of them with one question each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from modelcluster.models import get_all_child_relations
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from hoaban.pages import names
from hoaban.publication.lookups import Lookup
from hoaban.publication.recorder import explained

# What a menu, a breadcrumb and a link show of a page; reading no more keeps a page from depending on more.
LINK_FIELDS = set(
    "id path depth title slug url_path live locale content_type show_in_menus translation_key page_ptr role "
    "holds".split()
)
# The last step of a path, as often as the tree can be deep.
LAST_PLACE = Page.alphabet[-1] * 200


def links(pages: QuerySet[Any]) -> QuerySet[Any]:
    """The pages with what a link to them shows and no more."""
    shown = LINK_FIELDS & {field.name for field in pages.model._meta.concrete_fields}
    return pages.only(*shown, "locale__language_code").select_related("locale")


def below(path: str) -> Q:
    """The page at a place in the tree and those below it, whatever order a database has letters in."""
    return Q(path__range=(path, path + LAST_PLACE))


def ids_below(model: Any, path: str) -> list[int]:
    """Ids of the pages of a type that may stand in menus at a place in the tree and below it; not live ones too.

    Noted is that there may be one more; what is read of each of them then is noted by its row.
    """
    with explained(names.standing(path)):
        return list(model.objects.filter(below(path)).order_by("path").values_list("pk", flat=True))


PAGES_AT = Lookup("wagtailcore.Page.url_path", rows=lambda paths: links(Page.objects.filter(url_path__in=paths)))
PAGE_LINKS = Lookup("wagtailcore.Page.id", rows=lambda ids: links(Page.objects.filter(pk__in=ids)))
TRANSLATIONS = Lookup(
    "wagtailcore.Page.translation_key",
    rows=lambda keys: links(Page.objects.filter(translation_key__in=keys, live=True)),
)
REDIRECTS_AT = Lookup(
    "wagtailredirects.Redirect.old_path", rows=lambda paths: Redirect.objects.filter(old_path__in=paths)
)
TAGS = Lookup("taggit.Tag.id", rows=lambda ids: Tag.objects.filter(pk__in=ids).order_by())


@cache
def whole_pages(model: Any) -> Lookup:
    """Pages of a type with everything that they show of themselves, by id."""
    return Lookup(
        f"{model._meta.label}.page_ptr",
        "wagtailcore.Page.id",
        *(f"{relation.related_model._meta.label}.{relation.field.name}" for relation in children_of(model)),
        rows=lambda ids: whole_rows(model, ids),
        key=lambda page: page.pk,
    )


def whole_rows(model: Any, ids: Collection[int]) -> QuerySet[Any]:
    """Pages of a type with the rows that belong to them."""
    relations = [relation.get_accessor_name() for relation in children_of(model)]
    return model.objects.filter(page_ptr_id__in=ids).order_by().prefetch_related(*relations)


def children_of(model: Any) -> list[Any]:
    """The relations by which rows belong to a page type itself and not to pages in general."""
    return [
        relation
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label == model._meta.app_label
    ]


@cache
def neighbours(model: Any) -> Lookup:
    """(id, id of the next newer, id of the next older item of the same section) by id."""
    table = model._meta.db_table
    return Lookup(
        f"{model._meta.label}.page_ptr",
        rows=lambda ids: neighbour_rows(model, ids),
        key=lambda row: row[0],
        names=lambda pk: [names.neighbours(table, pk)],
    )


def neighbour_rows(model: Any, ids: Collection[int]) -> Iterable[tuple[int, int | None, int | None]]:
    """Each neighbour is one step along the section's index, whatever the section holds.

    The bounds are written so that SQLite and PostgreSQL both walk the index (13.6 -> 5.8 ms at 100,000 items).
    """
    moment, key = OuterRef("posted_at"), OuterRef("page_ptr_id")
    beside = model.objects.filter(on_air=True, listed_in_id=OuterRef("listed_in_id")).order_by()
    newer = beside.filter(Q(posted_at__gte=moment) & (Q(posted_at__gt=moment) | Q(page_ptr_id__gt=key)))
    older = beside.filter(Q(posted_at__lte=moment) & (Q(posted_at__lt=moment) | Q(page_ptr_id__lt=key)))
    first = newer.order_by("posted_at", "page_ptr_id").values("page_ptr_id")[:1]
    last = older.order_by("-posted_at", "-page_ptr_id").values("page_ptr_id")[:1]
    rows = model.objects.filter(page_ptr_id__in=ids).order_by()
    return rows.annotate(newer=Subquery(first), older=Subquery(last)).values_list("page_ptr_id", "newer", "older")

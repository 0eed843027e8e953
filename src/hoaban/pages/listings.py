"""Reads of what sections list, for any listed type of page; none of them counts, offsets or walks a whole section."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page

from hoaban.media.queries import load_sizes
from hoaban.pages import lookups, names
from hoaban.pages.page_types import ListedType, listed_type_of, news_types, tagged_types
from hoaban.publication import recorder
from hoaban.publication.recorder import explained

Key = tuple[datetime, int]


def table_of(item_model: Any) -> str:
    """Name of a model's table, as the names of listings use it."""
    return str(item_model._meta.db_table)


def before(key: Key | None) -> Q:
    """Items older than the key; written so that SQLite and PostgreSQL both walk the index (13.6 -> 5.8 ms)."""
    if key is None:
        return Q()
    posted_at, pk = key
    return Q(posted_at__lte=posted_at) & (Q(posted_at__lt=posted_at) | Q(page_ptr_id__lt=pk))


def on_air(item_model: Any) -> QuerySet[Any]:
    """Items that readers may see, unordered; from the listing columns, without a join."""
    return item_model.objects.filter(on_air=True).order_by()


def newest_keys(item_model: Any, section_ids: Sequence[int], limit: int, key: Key | None = None) -> list[Key]:
    """Keys of the newest items of some sections, newest first; each section is walked by its own index."""
    per_section = []
    for section_id in section_ids:
        with explained():
            items = on_air(item_model).filter(before(key), listed_in_id=section_id)
            newest = items.order_by("-posted_at", "-page_ptr_id")
            per_section.append(list(newest.values_list("posted_at", "page_ptr_id")[:limit]))
        depend_on_newest(table_of(item_model), section_id, key, per_section[-1])
    return list(heapq.merge(*per_section, reverse=True))[:limit]


def depend_on_newest(table: str, section_id: int, key: Key | None, found: list[Key]) -> None:
    """Note what a walk over the newest items depends on: every month that it passed, and the end that it met."""
    if not recorder.is_recording():
        return
    if key is None:
        recorder.depend_on(names.newest(table, section_id))
    elif found:
        recorder.depend_on(*names.months(table, section_id, found[-1][0], key[0]))
    else:
        recorder.depend_on(names.earliest(table, section_id))


def oldest_key_after(item_model: Any, section_ids: Sequence[int], moment: datetime | None = None) -> Key | None:
    """Key of the oldest item posted at or after the moment, of the oldest at all without one; None where none is."""
    found = [oldest_key_of(item_model, section_id, moment) for section_id in section_ids]
    return min((key for key in found if key), default=None)


def oldest_key_of(item_model: Any, section_id: int, moment: datetime | None) -> Key | None:
    """Key of the oldest item of one section, posted at or after the moment where there is one."""
    table = table_of(item_model)
    with explained():
        items = on_air(item_model).filter(listed_in_id=section_id)
        if moment is not None:
            items = items.filter(posted_at__gte=moment)
        key = items.order_by("posted_at", "page_ptr_id").values_list("posted_at", "page_ptr_id").first()
    if not recorder.is_recording():
        return key
    if moment is None:
        # From the beginning of time nothing is passed but the oldest end itself.
        recorder.depend_on(names.earliest(table, section_id))
    elif key:
        recorder.depend_on(*names.months(table, section_id, moment, key[0]))
    else:
        recorder.depend_on(names.latest(table, section_id))
    return key


def ids_between(item_model: Any, section_ids: Sequence[int], start: datetime, end: datetime) -> list[int]:
    """Ids of the items posted from start (included) to end (excluded), oldest first."""
    posted = on_air(item_model).filter(posted_at__gte=start, posted_at__lt=end).order_by("posted_at", "page_ptr_id")
    with explained(*months_of(item_model, section_ids, start)):
        if len(section_ids) == 1:
            # Reading a month's dates costs more than everything else here, and one section needs no merging by date.
            return list(posted.filter(listed_in_id=section_ids[0]).values_list("page_ptr_id", flat=True))
        keys = [posted.filter(listed_in_id=pk).values_list("posted_at", "page_ptr_id") for pk in section_ids]
        return [pk for _posted, pk in heapq.merge(*keys)]


def months_of(item_model: Any, section_ids: Sequence[int], moment: datetime) -> list[str]:
    """The names of one month of some sections."""
    table = table_of(item_model)
    return [name for pk in section_ids for name in names.months(table, pk, moment, moment)]


def count_in_month_before(item_model: Any, section_ids: Sequence[int], start: datetime, key: Key) -> int:
    """How many items were posted from start up to the key; never more than a month's worth."""
    older = on_air(item_model).filter(before(key), posted_at__gte=start)
    with explained(*months_of(item_model, section_ids, start)):
        return sum(older.filter(listed_in_id=pk).count() for pk in section_ids)


def teasers(item_model: Any, ids: Sequence[int], *, photos: bool = True) -> list[Any]:
    """The items with these ids, in that order, with what a teaser shows; `photos` loads their sizes too."""
    if not ids:
        return []
    shown = listed_type_of(item_model).read_for_a_teaser
    rows = (
        item_model.objects.filter(page_ptr_id__in=ids)
        .order_by()
        .only(*shown, "locale__language_code")
        .select_related("locale")
    )
    if photos:
        rows = rows.prefetch_related("teaser_photo")
    by_id = {row.pk: row for row in rows}
    if photos:
        load_sizes(row.teaser_photo for row in by_id.values())
    return [by_id[pk] for pk in ids if pk in by_id]


def newest_of_home(item_model: Any, home_id: int, limit: int, *, photos: bool = True) -> list[Any]:
    """The newest items of a portal in one language."""
    newest = on_air(item_model).filter(home_id=home_id).order_by("-posted_at", "-page_ptr_id")
    with explained(names.newest_of_home(table_of(item_model), home_id)):
        ids = list(newest.values_list("page_ptr_id", flat=True)[:limit])
    return teasers(item_model, ids, photos=photos)


def newest_news(home_id: int, limit: int, *, photos: bool = True) -> list[Any]:
    """The newest news of a portal in one language, of all types that are news."""
    found = [newest_of_home(listed.model, home_id, limit, photos=photos) for listed in news_types()]
    return list(heapq.merge(*found, key=lambda item: (item.posted_at, item.pk), reverse=True))[:limit]


def news_among(home_id: int, ids: Sequence[int], limit: int) -> list[Any]:
    """The news among some pages that readers may see under a home, in the order of their ids, without photos."""
    shown = {}
    for listed in news_types():
        for item in teasers(listed.model, shown_under(listed.model, home_id, ids)[:limit], photos=False):
            shown[item.pk] = item
    return [shown[pk] for pk in ids if pk in shown][:limit]


def newest_of_sections(item_model: Any, section_ids: Sequence[int], limit: int, *, photos: bool = True) -> list[Any]:
    """The newest items of some sections."""
    ids = [pk for _posted, pk in newest_keys(item_model, section_ids, limit)]
    return teasers(item_model, ids, photos=photos)


def neighbours(item: Any) -> tuple[Page | None, Page | None]:
    """(newer, older) item of the same section, or None."""
    if item.posted_at is None or item.listed_in_id is None:
        return None, None
    _pk, newer, older = next(iter(lookups.neighbours(item.specific_class).of(item.pk)), (None, None, None))
    pages = {page.pk: page for page in lookups.PAGE_LINKS.of(*(pk for pk in (newer, older) if pk))}
    return pages.get(newer or 0), pages.get(older or 0)


def tags_with_ids(ids: Iterable[int]) -> list[Tag]:
    """The tags with these ids, in that order."""
    wanted = list(ids)
    by_id = {tag.pk: tag for tag in lookups.TAGS.of(*wanted)}
    return [by_id[pk] for pk in wanted if pk in by_id]


def tag_with_slug(slug: str) -> Tag | None:
    """The tag at an address, or None."""
    with explained(names.tag_at(slug)):
        return Tag.objects.filter(slug=slug).first()


def shown_under(item_model: Any, home_id: int, ids: Sequence[int]) -> list[int]:
    """Those of some ids that are on air under a home, in their order.

    The rows are told apart here: asked together with the ids, SQLite would walk the home's whole index.
    """
    rows = item_model.objects.filter(page_ptr_id__in=ids).order_by()
    shown = {pk for pk, on, home in rows.values_list("page_ptr_id", "on_air", "home_id") if on and home == home_id}
    return [pk for pk in ids if pk in shown]


def tagged(tag_id: int, home_id: int, limit: int, older_than: int | None = None, *, photos: bool = True) -> list[Any]:
    """What bears a tag in a portal, newest first; `older_than` is the id of the last item of the page before.

    Nothing where no item has that id any more.
    """
    with explained(names.tag(tag_id)):
        key = key_of_tagged(older_than) if older_than is not None else None
    if older_than is not None and key is None:
        return []
    found = [newest_tagged(listed, tag_id, home_id, limit, key, photos=photos) for listed in tagged_types()]
    return list(heapq.merge(*found, key=lambda item: (item.posted_at, item.pk), reverse=True))[:limit]


def key_of_tagged(page_id: int) -> Key | None:
    """The place in time of an item of any type that bears tags."""
    rows = (listed.model.objects.filter(page_ptr_id=page_id, on_air=True) for listed in tagged_types())
    keys = (items.values_list("posted_at", "page_ptr_id").first() for items in rows)
    return next((key for key in keys if key), None)


def newest_tagged(
    listed: ListedType, tag_id: int, home_id: int, limit: int, key: Key | None, *, photos: bool
) -> list[Any]:
    """The newest items of one type with a tag, older than a key where there is one."""
    with_tag = {f"{listed.tag_relation}__tag_id": tag_id}
    items = on_air(listed.model).filter(before(key), home_id=home_id, **with_tag)
    with explained(names.tag(tag_id)):
        ids = list(items.order_by("-posted_at", "-page_ptr_id").values_list("page_ptr_id", flat=True)[:limit])
    return teasers(listed.model, ids, photos=photos)


def tags_in_use() -> Iterator[Tag]:
    """Every tag that something on air bears, once."""
    links = [listed.tag_links.objects.filter(content_object__on_air=True) for listed in tagged_types()]
    used = [Q(pk__in=rows.values("tag_id")) for rows in links]
    yield from Tag.objects.filter(reduce(or_, used)).order_by("pk").iterator() if used else ()


def upcoming(listed: ListedType, home_id: int, limit: int, section_ids: Iterable[int] | None = None) -> list[Any]:
    """What takes place in a portal and is not over yet, the next first."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    not_over = Q(**{f"{listed.starts}__gte": today})
    if listed.ends:
        not_over |= Q(**{f"{listed.ends}__gte": today})
    coming = on_air(listed.model).filter(not_over, home_id=home_id)
    if section_ids is not None:
        coming = coming.filter(listed_in_id__in=list(section_ids))
    recorder.valid_until(today + timedelta(days=1))
    with explained(names.upcoming(listed.table, home_id)):
        ids = list(coming.order_by(listed.starts, "page_ptr_id").values_list("page_ptr_id", flat=True)[:limit])
    return teasers(listed.model, ids)

"""What of the newsroom the publication log follows, and which listings a change touches.

A listing explains itself with a name where it reads (see `queries.py`); here stands, for each entry of the log, which
names it touches. Together they keep the number of pages that one article touches small at any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from hoaban.content import names
from hoaban.content.names import IDS_PER_FILE
from hoaban.content.placement import HOME_DEPTH, ITEM_MODELS, item_models
from hoaban.publication.effects import touches
from hoaban.publication.models import Entry
from hoaban.publication.tracking import track

PLACE = ("listed_in", "home", "posted_at", "on_air")
STANDING = (
    *("Section", "HomePage", "StandardPage", "StatisticsPage"),
    *("SiteIdentity", "SideBlocks", "WebLinkGroup", "WebLink"),
)

LISTING_COLUMNS = frozenset({"listed_in_id", "home_id", "posted_at", "on_air", "starts_at", "ends_at"})
ROOT_COLUMNS = frozenset({"url_path", "path", "live", "locale_id", "translation_key"})


def track_newsroom() -> None:
    """Declare the tables of the newsroom and what their changes touch."""
    for label in ITEM_MODELS:
        track(label, keys=(*PLACE, "starts_at", "ends_at") if label == "content.Event" else PLACE)
    track("content.ArticleTag", keys=("tag", "content_object"))
    track("content.Correction", keys=("page",))
    track("content.RelatedArticle", keys=("page", "article"))
    track("content.GalleryPhoto", keys=("page",))
    track("content.Withdrawal", keys=("site", "path", "page"))
    for name in STANDING:
        track(f"content.{name}", keys=("group",) if name == "WebLink" else (), grows=False)
    for model in item_models():
        touches(model._meta.db_table, listings_of_item)
    touches("content_articletag", tags_of_link)
    touches("taggit_tag", lambda entry: [names.TAGS, names.tag(entry.key)])
    touches("wagtailcore_page", lists_of_pages)
    for table in ("wagtailcore_site", "wagtailcore_locale"):
        touches(table, lambda _entry: [names.SITE_ROOTS])
    touches("wagtailcore_pageviewrestriction", lists_of_restricted)


def listings_of_item(entry: Entry) -> Iterator[str]:
    """Names of the listings in which an item stood before or stands now."""
    if entry.operation == Entry.Operation.UPDATE and not entry.changed_columns & LISTING_COLUMNS:
        return
    model = next(model for model in item_models() if model._meta.db_table == entry.table)
    for state in (entry.old, entry.new):
        if state:
            yield from listings_of_state(entry.table, model, state)
    yield names.neighbours(entry.table, entry.key)
    if entry.table == "content_article":
        tags = model.tags.through.objects.filter(content_object_id=entry.key)
        yield from (names.tag(tag_id) for tag_id in tags.values_list("tag_id", flat=True))


def listings_of_state(table: str, model: Any, state: dict[str, Any]) -> Iterator[str]:
    """Names of the listings in which an item with these columns stands."""
    section_id, home_id, posted_at = state["listed_in_id"], state["home_id"], moment_of(state["posted_at"])
    if home_id is not None:
        yield names.newest_of_home(table, home_id)
        if "starts_at" in state:
            yield names.upcoming(home_id)
    if section_id is None or posted_at is None:
        return
    posted = timezone.localtime(posted_at)
    yield names.newest(table, section_id)
    yield names.month(table, section_id, posted.year, posted.month)
    on_air = model.objects.filter(on_air=True, listed_in_id=section_id).order_by()
    key = int(state["page_ptr_id"])
    newer = on_air.filter(posted_at__gte=posted_at).exclude(pk=key).order_by("posted_at", "page_ptr_id")
    older = on_air.filter(posted_at__lte=posted_at).exclude(pk=key).order_by("-posted_at", "-page_ptr_id")
    beside_newer = nearest(newer, lambda other: other > (posted_at, key))
    beside_older = nearest(older, lambda other: other < (posted_at, key))
    for beside in (beside_newer, beside_older):
        if beside:
            yield names.neighbours(table, beside[1])
    if beside_newer is None:
        yield names.latest(table, section_id)
    if beside_older is None:
        yield names.earliest(table, section_id)


def nearest(rows: Any, lies_beyond: Any) -> tuple[datetime, int] | None:
    """(posted at, id) of the first row beyond a place in the order, or None; rows at the same moment are few."""
    keys = rows.values_list("posted_at", "page_ptr_id")
    return next((key for key in keys.iterator(chunk_size=20) if lies_beyond(key)), None)


def moment_of(value: str | None) -> datetime | None:
    """A moment as an entry of the log carries it: UTC where no zone stands with it."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def tags_of_link(entry: Entry) -> Iterator[str]:
    """Names of the tags that an article got or lost."""
    yield from (names.tag(tag_id) for tag_id in entry.values("tag_id"))


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

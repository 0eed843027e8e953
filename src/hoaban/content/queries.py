"""Every read of the newsroom, with a name; none of them counts, offsets or walks a whole section."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Locale, Page, PageViewRestriction, Site

from hoaban.content import lookups, names
from hoaban.content.lookups import links
from hoaban.kit.years import FIRST_YEAR_OF_ARCHIVES
from hoaban.media.queries import load_sizes
from hoaban.publication import recorder
from hoaban.publication.recorder import explained, remembered

if TYPE_CHECKING:
    from hoaban.content.models import Article, Event, HomePage, Section

Key = tuple[datetime, int]
# The role of the page of statistics among the standing pages.
STATISTICS = "statistics"
# What a teaser, a feed entry and a page's address need; everything else of a row stays in the database.
TEASER_FIELDS = set(
    "id path depth title slug url_path live locale content_type first_published_at last_published_at page_ptr "
    "posted_at on_air teaser_photo lead byline starts_at ends_at all_day place video".split()
)


def table_of(item_model: Any) -> str:
    """Name of a model's table, as the names of listings use it."""
    return str(item_model._meta.db_table)


def model(name: str) -> Any:
    """A model of this room by its name; models import this module, so it cannot import them."""
    return apps.get_model("content", name)


def setting(name: str, site: Site) -> Any:
    """A site's settings of a kind, by the model's name; the default ones where nobody has saved any yet.

    Wagtail's own `for_site` makes the row that is missing, and reading must write nothing.
    """
    kind = model(name)
    return kind.base_queryset().filter(site=site).first() or kind(site=site)


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


def oldest_key_after(item_model: Any, section_ids: Sequence[int], moment: datetime) -> Key | None:
    """Key of the oldest item posted at or after the moment, or None."""
    found = [oldest_key_of(item_model, section_id, moment) for section_id in section_ids]
    return min((key for key in found if key), default=None)


def oldest_key_of(item_model: Any, section_id: int, moment: datetime) -> Key | None:
    """The same for one section."""
    table = table_of(item_model)
    with explained():
        items = on_air(item_model).filter(listed_in_id=section_id, posted_at__gte=moment)
        key = items.order_by("posted_at", "page_ptr_id").values_list("posted_at", "page_ptr_id").first()
    if recorder.is_recording():
        # From the beginning of time nothing is passed but the oldest end itself.
        from_the_beginning = moment.year <= FIRST_YEAR_OF_ARCHIVES
        if from_the_beginning:
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
    shown = TEASER_FIELDS & {field.name for field in item_model._meta.concrete_fields}
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


def newest_of_sections(item_model: Any, section_ids: Sequence[int], limit: int, *, photos: bool = True) -> list[Any]:
    """The newest items of some sections."""
    ids = [pk for _posted, pk in newest_keys(item_model, section_ids, limit)]
    return teasers(item_model, ids, photos=photos)


def section_and_below(section: Section) -> list[int]:
    """Ids of the section and of its live sub-sections at any depth, the section first."""
    return [section.pk, *(pk for pk, _path in section.live_sections_below)]


def section_with_id(section_id: int) -> Section | None:
    """A live section, or None."""
    return links(model("Section").objects.filter(pk=section_id, live=True)).first() if section_id < 2**63 else None


def section_that_shows(section: Section | None) -> Section | None:
    """The section where it is live and not private, else None."""
    shows = (
        section is not None and section.live and not section.path.startswith(remembered("private paths", private_paths))
    )
    return section if shows else None


def live_sections_below(path: str) -> list[tuple[int, str]]:
    """(id, path) of the live sections below a path; sections are few, so their small table is read first."""
    ids = list(model("Section").objects.order_by().values_list("page_ptr_id", flat=True))
    live = Page.objects.filter(pk__in=ids, live=True).order_by("path").values_list("pk", "path")
    return [(pk, other) for pk, other in live if other.startswith(path) and other != path]


def side_blocks_of_sections() -> dict[str, Any]:
    """The side blocks of the sections that have their own, by the section's path; sections are few."""
    rows = model("Section").objects.order_by().values_list("page_ptr_id", "side_blocks")
    own = {pk: blocks for pk, blocks in rows if blocks}
    return {path: own[pk] for pk, path in Page.objects.filter(pk__in=own).order_by().values_list("pk", "path")}


def sub_sections(section: Section) -> list[Page]:
    """Live sections directly under this one, in the editor's order; none that is private while this one is not."""
    private = tuple(path for path in remembered("private paths", private_paths) if not section.path.startswith(path))
    below = [(pk, path) for pk, path in section.live_sections_below if path[: -Page.steplen] == section.path]
    ids = [pk for pk, path in below if not path.startswith(private)]
    return list(links(Page.objects.filter(pk__in=ids)).order_by("path")) if ids else []


def standing_pages(home: Page) -> list[tuple[Page, str | None]]:
    """(page, role) of the public sections (role None), standard pages and the statistics of a home, in its order.

    Only these can be in a menu, a footer or a site map: asking their small tables first spares a walk over every
    article (58 % of the rendering of a page in a trial).
    """
    roles: dict[int, str | None] = dict.fromkeys(
        model("Section").objects.order_by().values_list("page_ptr_id", flat=True)
    )
    roles.update(model("StandardPage").objects.order_by().values_list("page_ptr_id", "role"))
    statistics = model("StatisticsPage").objects.order_by().values_list("page_ptr_id", flat=True)
    roles.update(dict.fromkeys(statistics, STATISTICS))
    private = private_paths()
    pages = links(Page.objects.filter(pk__in=roles, live=True)).order_by("path")
    return [
        (page, roles[page.pk])
        for page in pages
        if page.path.startswith(home.path) and not page.path.startswith(private)
    ]


def private_paths() -> tuple[str, ...]:
    """Paths of the pages that were made private, with all below them."""
    with explained(names.RESTRICTIONS):
        return tuple(PageViewRestriction.objects.order_by().values_list("page__path", flat=True))


def homes(site: Site) -> list[HomePage]:
    """Live home pages of a site, one a language, the site's own language first."""
    root = site.root_page
    translations = model("HomePage").objects.filter(translation_key=root.translation_key, live=True)
    return sorted(links(translations), key=lambda home: (home.pk != root.pk, home.pk))


def translations(page: Page) -> list[Page]:
    """The live versions of a page in all languages, itself among them; with what a link to them shows."""
    return lookups.TRANSLATIONS.of(page.translation_key)


def version_under(home: Page, page: Page) -> Page | None:
    """The live version of a page in the portal of a home: itself, its translation, or none."""
    if page.path.startswith(home.path):
        return page if page.live else None
    return next((version for version in translations(page) if version.path.startswith(home.path)), None)


def home_of(page: Page, site: Site, site_homes: Sequence[HomePage]) -> Page:
    """The home page above a page, in the page's own language; the site's root where there is none."""
    return next((home for home in site_homes if page.path.startswith(home.path)), site.root_page)


def home_in_language(site: Site, language: str) -> Page:
    """The home page in a language, or the site's root."""
    locale = Locale.objects.filter(language_code=language).first()
    return next((home for home in homes(site) if locale and home.locale_id == locale.pk), site.root_page)


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


def related_articles(article: Article, limit: int) -> list[Article]:
    """Articles chosen by hand, those that readers may see; what shares a tag is a part of its own."""
    by_hand = [related.article_id for related in article.related_articles.all()]
    if article.home_id is None or not by_hand:
        return []
    return teasers(type(article), shown_under(type(article), article.home_id, by_hand), photos=False)[:limit]


def tag_with_slug(slug: str) -> Tag | None:
    """The tag at an address, or None."""
    with explained(names.TAGS):
        return Tag.objects.filter(slug=slug).first()


def tagged_articles(tag_id: int, home_id: int, limit: int, older_than: int | None = None) -> list[Article]:
    """Articles with a tag, newest id first; `older_than` is the last id of the page before."""
    article = model("Article")
    tagged = on_air(article).filter(tagged_items__tag_id=tag_id, home_id=home_id)
    if older_than is not None:
        tagged = tagged.filter(pk__lt=older_than)
    with explained(names.tag(tag_id)):
        ids = list(tagged.order_by("-page_ptr_id").values_list("page_ptr_id", flat=True)[:limit])
    return teasers(article, ids)


def shown_under(item_model: Any, home_id: int, ids: Sequence[int]) -> list[int]:
    """Those of some ids that are on air under a home, in their order.

    The rows are told apart here: asked together with the ids, SQLite would walk the home's whole index.
    """
    rows = item_model.objects.filter(page_ptr_id__in=ids).order_by()
    shown = {pk for pk, on, home in rows.values_list("page_ptr_id", "on_air", "home_id") if on and home == home_id}
    return [pk for pk in ids if pk in shown]


def upcoming_events(home_id: int, limit: int, section_ids: Iterable[int] | None = None) -> list[Event]:
    """Events that are not over yet, the next one first."""
    event = model("Event")
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    coming = on_air(event).filter(Q(starts_at__gte=today) | Q(ends_at__gte=today), home_id=home_id)
    if section_ids is not None:
        coming = coming.filter(listed_in_id__in=list(section_ids))
    recorder.valid_until(today + timedelta(days=1))
    with explained(names.upcoming(home_id)):
        ids = list(coming.order_by("starts_at", "page_ptr_id").values_list("page_ptr_id", flat=True)[:limit])
    return teasers(event, ids)


def withdrawal_at(site: Site, path: str) -> Any | None:
    """The tombstone at an address, or None."""
    return model("Withdrawal").objects.filter(site=site, path=path).first()


def site_tree(home: Page) -> list[dict[str, Any]]:
    """The public sections and standard pages of a home as nested {page, children}."""
    top: list[dict[str, Any]] = []
    by_path: dict[str, dict[str, Any]] = {}
    for page, _role in standing_pages(home):
        node: dict[str, Any] = {"page": page, "children": []}
        parent = by_path.get(page.path[: -Page.steplen])
        by_path[page.path] = node
        (parent["children"] if parent else top).append(node)
    return top

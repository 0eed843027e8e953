"""Which addresses the pages of a site publish: listings and archives, tags, feeds, sitemaps, and old addresses."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from hoaban.front.address_spelling import spelled
from hoaban.kit.rooms import declared
from hoaban.pages import listings, queries, sitemaps
from hoaban.pages.archive import Archive
from hoaban.pages.effects import moment_of, moves_in_lists
from hoaban.pages.lookups import below, links
from hoaban.pages.models import HomePage, Section, Withdrawal
from hoaban.pages.names import IDS_PER_FILE
from hoaban.pages.page_types import ListedType, kinds_of_models, tagged_types
from hoaban.pages.page_urls import url_parts
from hoaban.pages.photo_uses import ICON_SIZES
from hoaban.pages.site_places import OF_ADDRESSES, sites_below
from hoaban.publication.addresses import AddressSource, Published, Rank
from hoaban.publication.models import Entry
from hoaban.publication.recorder import remembered

SITE_FILES = ("robots.txt", "look.css", "favicon.ico", "manifest.webmanifest", "404.html", "503.html")
FEEDS = ("atom.xml", "rss.xml")
PAGES_AT_ONCE = 2000
# A page with a change in one of these may have addresses that it had not before.
MOVING = frozenset({"live", "path", "url_path", "slug", "locale_id", "alias_of_id"})


class PageAddresses(AddressSource):
    """The addresses of pages of every declared type."""

    def everything(self, site: Site) -> Iterator[Published]:
        """Every address of a site."""
        yield from (Published(f"/{name}", Rank.FEED) for name in SITE_FILES)
        yield from (Published(f"/icon-{size}.png", Rank.FEED) for size in ICON_SIZES)
        yield from sitemap_files(site)
        for page in live_pages(homes_of(site)):
            yield from of_page(page)
        yield from (Published(path, Rank.LISTING) for path in old_addresses(site))

    def made_by(self, entry: Entry, site: Site) -> Iterator[Published]:
        """Addresses that a change may have made, or may have to take away."""
        if any(listed.table == entry.table for listed in declared(ListedType)):
            return months_of_item(entry, site)
        if entry.table in tables_of_tag_links():
            return of_tag_link(entry, site)
        made = MADE_BY.get(entry.table)
        return made(entry, site) if made else iter(())


def homes_of(site: Site) -> tuple[str, ...]:
    """The places in the tree of a site's homes, one for each language."""
    return tuple(home.path for home in remembered(("homes", site.pk), lambda: queries.homes(site)))


def of_home(home: Page) -> Iterator[Published]:
    """What a portal in one language has besides its pages."""
    base = path_of(home) or "/"
    yield from (Published(f"{base}{name}", Rank.FEED) for name in FEEDS)
    yield Published(f"{base}so-do/", Rank.LISTING)
    yield from (of_tag(tag, home) for tag in listings.tags_in_use())


def of_tag(tag: Tag, home: Page) -> Published:
    """The listing of a tag."""
    return Published(f"{path_of(home) or '/'}the/{tag.slug}/", Rank.LISTING)


def sitemap_files(site: Site) -> Iterator[Published]:
    """The sitemap index, the news and the numbered files."""
    names = ["sitemap.xml", "sitemap-news.xml"]
    names.extend(f"sitemap-{number}.xml" for number in range(sitemaps.how_many_files()))
    yield from (Published(f"/{name}", Rank.SITEMAP) for name in names)


def live_pages(home_paths: tuple[str, ...]) -> Iterator[Page]:
    """Live pages under some homes with what their addresses need, some at a time in the order of the tree."""
    for top in sorted(home_paths):
        last = ""
        branch = links(Page.objects.filter(below(top), live=True)).order_by("path")
        while rows := list(branch.filter(path__gt=last)[:PAGES_AT_ONCE]):
            yield from rows
            last = rows[-1].path


def path_of(page: Page) -> str:
    """The address of a page below its site's root; empty where it has none."""
    parts = url_parts(page, None)
    return parts[2] if parts else urlsplit(page.get_url() or "").path


def of_page(page: Page) -> Iterator[Published]:
    """The addresses of one page, with those below it that it answers itself."""
    path = path_of(page)
    if not path:
        return
    kind = page.cached_content_type.model_class()
    standing = page.depth <= 2 or kind is Section
    yield Published(path, Rank.FRONT_PAGE if standing else Rank.PAGE)
    if kind is HomePage:
        yield from of_home(page)
    elif kind is Section:
        yield from (Published(f"{path}{name}", Rank.FEED) for name in FEEDS)
        yield from archive_of(links(Section.objects.filter(pk=page.pk)).get())
    elif kind in kinds_of_models():
        yield from (Published(f"{path}{name}", Rank.FEED) for name in kinds_of_models()[kind].files)


def archive_of(section: Section) -> Iterator[Published]:
    """Every page of a section's archive."""
    archive = section.archive(path_of(section))
    if archive is None:
        return
    yield Published(archive.years_url, Rank.LISTING)
    for year in archive.years():
        for month, _address in year.months:
            yield from month_of_archive(archive, year.year, month)


def month_of_archive(archive: Archive, year: int, month: int) -> Iterator[Published]:
    """The numbered pages of one month."""
    for number in range(1, archive.pages_of_month(year, month) + 1):
        yield Published(archive.month_url(year, month, number), Rank.LISTING)


def months_of_item(entry: Entry, site: Site) -> Iterator[Published]:
    """The archive pages of the months in which an item stood or stands, in its section and those above, on its site.

    None where its place in lists stays: the pages that show it know that they do.
    """
    if not moves_in_lists(entry):
        return
    months = set()
    for state in (entry.old, entry.new):
        posted_at = moment_of(state["posted_at"]) if state else None
        if state and posted_at is not None and state["listed_in_id"] is not None:
            posted = timezone.localtime(posted_at)
            months.add((state["listed_in_id"], posted.year, posted.month))
    for section_id, year, month in months:
        for section in sections_from(section_id, site):
            archive = section.archive(path_of(section))
            if archive is None:
                continue
            yield Published(archive.years_url, Rank.LISTING)
            yield from month_of_archive(archive, year, month)


def sections_from(section_id: int, site: Site) -> list[Section]:
    """A section of a site and the sections above it; none where it stands in another site."""
    of_it = Section.objects.filter(pk=section_id).values_list("path", flat=True)
    path = remembered(("path of section", section_id), of_it.first)
    if path is None or not path.startswith(homes_of(site)):
        return []
    above = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    return list(links(Section.objects.filter(path__in=above)))


def of_changed_page(entry: Entry, site: Site) -> Iterator[Published]:
    """The addresses of a page that came, went or moved, and the sitemap file that lists it."""
    published = "last_published_at" in entry.changed_columns
    moved = entry.operation != Entry.Operation.UPDATE or entry.changed_columns & MOVING
    if not published and not moved:
        return
    homes = homes_of(site)
    page = live_page(entry.key)
    if page is not None and page.path.startswith(homes):
        path = path_of(page)
        if published and path:
            # What an editor has just published is what he looks at next.
            yield Published(path, Rank.MAY_GO)
        yield from (*of_page(page), *of_tags(page, site)) if moved else ()
        # A section brings the months of its items with it into the archives above.
        if moved and page.specific_class is Section:
            yield from (each for above in sections_from(page.pk, site) for each in archive_of(above))
    if moved and any(str(path).startswith(homes) for path in entry.values("path")):
        yield Published("/sitemap.xml", Rank.SITEMAP)
        yield Published(f"/sitemap-{int(entry.key) // IDS_PER_FILE}.xml", Rank.SITEMAP)


def live_page(key: str) -> Page | None:
    """A live page with what its addresses need; asked for once for all sites."""
    return remembered(("live page", key), lambda: links(Page.objects.filter(pk=key, live=True)).first())


def of_restricted(entry: Entry, site: Site) -> Iterator[Published]:
    """Every address at and below a page that was made private or public again: what must go, goes first."""
    for page_id in entry.values("page_id"):
        top = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
        for page in live_pages(common_places(top, homes_of(site))) if top else ():
            again = (*of_page(page), *of_tags(page, site))
            yield from (Published(published.path, Rank.MAY_GO) for published in again)


def common_places(top: str, homes: tuple[str, ...]) -> tuple[str, ...]:
    """Where in the tree the branch below a page and the portals of some homes meet."""
    return tuple(max(top, home, key=len) for home in homes if home.startswith(top) or top.startswith(home))


def of_tags(page: Page, site: Site) -> Iterator[Published]:
    """The listings of a page's tags in its own portal: it may be the first there that bears them."""
    homes = [home for home in queries.homes(site) if page.path.startswith(home.path)]
    for listed in tagged_types():
        links_of_page = listed.tag_links.objects.filter(content_object_id=page.pk)
        for tag in Tag.objects.filter(pk__in=links_of_page.values("tag_id")):
            yield from (of_tag(tag, home) for home in homes)


def tables_of_tag_links() -> set[str]:
    """The tables that say which page bears which tag."""
    return {listed.tag_links._meta.db_table for listed in tagged_types()}


def of_tag_link(entry: Entry, site: Site) -> Iterator[Published]:
    """The listings of a tag that a page got or lost."""
    tags = Tag.objects.filter(pk__in=entry.values("tag_id"))
    yield from (of_tag(tag, home) for tag in tags for home in queries.homes(site))


def of_site(entry: Entry, site: Site) -> Iterator[Published]:
    """Everything of a site that came or changed, and of those whose branches of the tree meet its own."""
    if entry.changed and not entry.changed_columns & OF_ADDRESSES:
        return
    roots = Page.objects.filter(pk__in=entry.values("root_page_id"))
    if site.pk == int(entry.key) or site.pk in sites_below(set(roots.values_list("translation_key", flat=True))):
        yield from PageAddresses().everything(site)


def of_redirect(entry: Entry, site: Site) -> Iterator[Published]:
    """The old address from which readers are sent elsewhere, on its site or on all."""
    whose = {(state or {}).get("site_id") for state in (entry.old, entry.new) if state}
    if not whose & {None, site.pk}:
        return
    for path in entry.values("old_path"):
        yield from (Published(address, Rank.LISTING) for address in both_forms(str(path)))


def of_withdrawal(entry: Entry, site: Site) -> Iterator[Published]:
    """The address at which a page was withdrawn."""
    if site.pk in entry.values("site_id"):
        yield from (Published(str(path), Rank.MAY_GO) for path in entry.values("path"))


MADE_BY = {
    "wagtailcore_page": of_changed_page,
    "wagtailcore_pageviewrestriction": of_restricted,
    "wagtailcore_site": of_site,
    "wagtailredirects_redirect": of_redirect,
    "pages_withdrawal": of_withdrawal,
}


def old_addresses(site: Site) -> Iterator[str]:
    """Addresses at which a page was withdrawn, or from which readers are sent elsewhere."""
    yield from Withdrawal.objects.filter(site=site).values_list("path", flat=True)
    for path in Redirect.objects.filter(Q(site=site) | Q(site=None)).values_list("old_path", flat=True):
        yield from both_forms(path)


def both_forms(path: str) -> list[str]:
    """An old address in its one spelling, as Wagtail keeps it and with the slash at its end that it keeps out."""
    path = spelled(path)
    return [path] if "?" in path or path.endswith("/") else [path, f"{path}/"]

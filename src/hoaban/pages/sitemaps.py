"""Sitemaps that answer fast at any size: an index, files by ranges of page numbers, and one for news.

Pages are cut by their database number, which never moves: publishing an article touches only the last file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page, Site

from hoaban.kit.formats import iso_moment
from hoaban.kit.vietnamese import clean_line
from hoaban.pages import listings, names, queries
from hoaban.pages.aliases import without_mirrors
from hoaban.pages.each import each
from hoaban.pages.models import SiteIdentity
from hoaban.pages.names import IDS_PER_FILE
from hoaban.pages.page_types import news_types
from hoaban.pages.privacy import private_paths
from hoaban.publication import recorder
from hoaban.publication.recorder import explained

NEWS_HOURS = 48
NEWS_LIMIT = 1000
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def answer(xml: str) -> HttpResponse:
    """An XML answer."""
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")


def index(request: HttpRequest) -> HttpResponse:
    """The sitemap index: one file for each range of page numbers, and the news."""
    root = current_site(request).root_url
    files = [f"sitemap-{number}.xml" for number in range(how_many_files())]
    entries = "".join(f"<sitemap><loc>{root}/{name}</loc></sitemap>" for name in [*files, "sitemap-news.xml"])
    return answer(f'{XML}<sitemapindex xmlns="{SITEMAP}">{entries}</sitemapindex>')


def how_many_files() -> int:
    """How many ranges the page numbers fill."""
    with explained(names.HIGHEST_PAGE):
        highest = Page.objects.aggregate(highest=Max("pk"))["highest"] or 0
    return int(highest) // IDS_PER_FILE + 1


def pages(request: HttpRequest, number: int) -> HttpResponse:
    """The public pages of one range of page numbers with the time of their last change."""
    site = current_site(request)
    if number >= how_many_files():
        raise Http404
    entries = "".join(
        f"<url><loc>{escape(address)}</loc>{last_change(page.last_published_at)}</url>"
        for page, address in public_pages(site, number, request)
    )
    return answer(f'{XML}<urlset xmlns="{SITEMAP}">{entries}</urlset>')


def public_pages(site: Site, number: int, request: HttpRequest) -> Iterator[tuple[Page, str]]:
    """(page, full address) of the public pages of a site in one range."""
    homes = tuple(home.path for home in queries.homes(site))
    first = number * IDS_PER_FILE
    private = tuple(path for home in homes for path in private_paths(home))
    with explained(*(names.pages(first, path) for path in homes)):
        rows = Page.objects.live().filter(pk__gte=first, pk__lt=first + IDS_PER_FILE, depth__gt=1).order_by("pk")
        here = [page for page in rows.select_related("locale") if page.path.startswith(homes)]
        found = without_mirrors(page for page in here if not page.path.startswith(private))
    # A page without a class is of a room that is no longer installed.
    shown = [page for page in found if page.specific_class is not None]
    for page, address in each(shown, lambda page: page.get_full_url(request)):
        if address:
            yield page, address


def news(request: HttpRequest) -> HttpResponse:
    """The news of the last two days, in the form that news services read."""
    site = current_site(request)
    since = timezone.now() - timedelta(hours=NEWS_HOURS)
    name = queries.setting(SiteIdentity, site).name or site.site_name
    entries: list[str] = []
    for home, listed in product(queries.homes(site), news_types()):
        recent = listings.on_air(listed.model).filter(home_id=home.pk, posted_at__gte=since)
        with explained(names.newest_of_home(listed.table, home.pk)):
            ids = list(recent.order_by("-posted_at", "-pk").values_list("page_ptr_id", flat=True)[:NEWS_LIMIT])
        items = listings.teasers(listed.model, ids, photos=False)
        entries.extend(entry for _item, entry in each(items, lambda item: news_entry(item, name)))
        for item in items:
            recorder.valid_until(item.posted_at + timedelta(hours=NEWS_HOURS))
    return answer(f'{XML}<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">{"".join(entries)}</urlset>')


def news_entry(item: Any, name: str) -> str:
    """One item for news services, with the name of the publication."""
    publication = (
        f"<news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>{item.locale.language_code}</news:language></news:publication>"
    )
    date = f"<news:publication_date>{iso_moment(item.posted_at)}</news:publication_date>"
    title = f"<news:title>{escape(clean_line(item.title))}</news:title>"
    return f"<url><loc>{escape(item.full_url)}</loc><news:news>{publication}{date}{title}</news:news></url>"


def last_change(moment: datetime | None) -> str:
    """The `lastmod` element, or nothing."""
    return f"<lastmod>{iso_moment(moment)}</lastmod>" if moment else ""


def current_site(request: HttpRequest) -> Site:
    """The site of the request; 404 for a host that has none."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site

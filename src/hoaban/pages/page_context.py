"""The context that every public page has, from the page and its site.

Names added for templates: `identity`, `menu`, `breadcrumb`, `languages`, `page_meta`, `feeds`, `side_blocks`,
`footer_links`, `home_url`, `page_identity`, `visits`, `foot_visits`, `statistics_url`. Other rooms' pages and the
product's own views (tags, search, not found) use the same function, so that every page has the same shell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import normalize

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from hoaban.media.queries import offered
from hoaban.pages import queries
from hoaban.pages.aliases import source_of
from hoaban.pages.models import SideBlocks, SiteIdentity
from hoaban.pages.models.public import PublicPage
from hoaban.pages.models.statistics import STATISTICS
from hoaban.pages.page_urls import full_url_of, url_of
from hoaban.pages.structured import page_meta
from hoaban.pages.visits import visits_of
from hoaban.publication.homes import home_place
from hoaban.publication.recorder import remembered


@dataclass(frozen=True, slots=True)
class Standing:
    """A public section or standard page of a home, as menu, breadcrumb, footer and site map link to it."""

    path: str
    depth: int
    title: str
    url: str
    in_menu: bool
    role: str | None


def page_context(page: PublicPage, request: HttpRequest) -> dict[str, Any]:
    """Context of a page of the tree."""
    site = Site.find_for_request(request) or page.get_site()
    homes = remembered(("homes", site.pk), lambda: queries.homes(site))
    home = queries.home_of(page, site, homes)
    standing = standing_of(home, request)
    context = shell_context(home, site, request, standing, current=page)
    breadcrumb = breadcrumb_of(page, home, standing, request)
    base = breadcrumb[-1]["url"] if breadcrumb else ""
    breadcrumb += [{"title": title, "url": base + below} for title, below in page.shown_part]
    context.update(
        breadcrumb=breadcrumb,
        languages=language_links(source_of(page) or page, home, homes, request),
        page_meta=page_meta(page, context["identity"], site, request, breadcrumb),
        page_identity=page_identity(page, site, request),
    )
    today = timezone.localdate()
    visits = visits_of(site, today)
    context.update(visits=visits, foot_visits=visits.at_the_foot if context["identity"].shows_visits else [])
    context["shell_key"] = (site.pk, home.pk, context["active"], bool(breadcrumb), today)
    if page.shows_side_blocks:
        where, blocks = side_blocks(page, site, (home.pk, today))
        context.update(side_blocks=blocks, side_key=(home.pk, where, today))
    return context


def page_identity(page: PublicPage, site: Site, request: HttpRequest) -> str:
    """The numbers of site and page with a dot between, by which reads are counted; empty in an editor's preview."""
    is_published = page.live and not getattr(request, "is_preview", False)
    return f"{site.pk}.{page.pk}" if is_published else ""


def shell_context(
    home: Page, site: Site, request: HttpRequest, standing: list[Standing], current: Page | None = None
) -> dict[str, Any]:
    """What the shell needs on any page, in the tree or not; shared by those of a batch that stand under the same."""
    active = tuple(link.path for link in standing if current and link.in_menu and current.path.startswith(link.path))
    same = remembered(("shell", site.pk, home.pk), lambda: shell_of_home(home, site, request, standing))
    menu = remembered(("menu", home.pk, active), lambda: menu_of(standing, home, active))
    return {**same, "menu": menu, "active": active, "breadcrumb": []}


def shell_of_home(home: Page, site: Site, request: HttpRequest, standing: list[Standing]) -> dict[str, Any]:
    """What is the same on every page of a portal in one language."""
    identity = queries.setting(SiteIdentity, site)
    home_url = url_of(home, request) or "/"
    return {
        "identity": identity,
        "emblem": emblem_of(identity),
        "site": site,
        "home": home,
        "home_url": home_url,
        "statistics_url": next((link.url for link in standing if link.role == STATISTICS), ""),
        "footer_links": [{"title": link.title, "url": link.url, "role": link.role} for link in standing if link.role],
        "feeds": [
            {"title": identity.shown_name or home.title, "url": f"{home_url}atom.xml", "type": "application/atom+xml"},
            {"title": identity.shown_name or home.title, "url": f"{home_url}rss.xml", "type": "application/rss+xml"},
        ],
    }


def standing_of(home: Page, request: HttpRequest) -> list[Standing]:
    """The standing pages of a home, in the editor's order."""

    def ask() -> list[Standing]:
        return [
            Standing(page.path, page.depth, page.title, url_of(page, request), page.show_in_menus, role)
            for page, role in queries.standing_pages(home)
        ]

    return remembered(("standing", home.pk), ask)


def emblem_of(identity: SiteIdentity) -> Any | None:
    """The emblem in the size of the banner, or None where the theme's own stands in."""
    return offered(identity.emblem, "emblem")


def menu_of(standing: list[Standing], home: Page, active: tuple[str, ...]) -> list[dict[str, Any]]:
    """Two levels of {title, url, active, children}; `active` are the paths that the present page stands under."""
    entries: list[dict[str, Any]] = []
    by_path: dict[str, dict[str, Any]] = {}
    for link in standing:
        if not link.in_menu:
            continue
        entry = {"title": link.title, "url": link.url, "active": link.path in active, "children": []}
        parent = by_path.get(link.path[: -Page.steplen])
        if parent is not None:
            parent["children"].append(entry)
        elif link.depth == home.depth + 1:
            by_path[link.path] = entry
            entries.append(entry)
    return entries


def breadcrumb_of(page: Page, home: Page, standing: list[Standing], request: HttpRequest) -> list[dict[str, str]]:
    """The way from the home to the page, {title, url}; empty on the home itself.

    What stands above a page is a section or a standard page, so the standing pages need not be asked again.
    """
    if page.pk == home.pk:
        return []
    above = [link for link in standing if page.path.startswith(link.path) and link.path != page.path]
    first = {"title": home.title, "url": url_of(home, request)}
    return [
        first,
        *({"title": link.title, "url": link.url} for link in above),
        {"title": page.title, "url": url_of(page, request)},
    ]


def language_links(page: Page, home: Page, homes: list[Page], request: HttpRequest) -> list[dict[str, Any]]:
    """For each language of the site: {code, name, url, current, translated}; the home stands in for what is not."""
    if len(homes) < 2:
        return []
    translations = {translation.locale_id: translation for translation in queries.translations(page)}
    links = []
    for other in homes:
        code = other.locale.language_code
        target = translations.get(other.locale_id)
        links.append(
            {
                "code": code,
                "name": normalize("NFC", get_language_info(code)["name_local"]),
                "url": url_of(target or other, request),
                "full_url": full_url_of(target, request) if target else "",
                "current": other.pk == home.pk,
                "translated": target is not None,
            }
        )
    return links


def side_blocks(page: Page, site: Site, rendered_for: tuple[int, date]) -> tuple[str, Any]:
    """(where they are arranged, the blocks beside a page): its nearest section's own, else the site's.

    Blocks load what they refer to when they are rendered first, and keep it: each rendering of them (one for a home
    and a day) gets its own, or it would not note what it shows.
    """
    above = tuple(page.path[:end] for end in range(len(page.path), 0, -Page.steplen))
    place = home_place(page.path)
    own = remembered(("own side blocks", *rendered_for), lambda: queries.side_blocks_of_sections(place))
    section = next((path for path in above if path in own), None)
    if section is not None:
        return section, own[section]
    blocks = remembered(("side blocks", site.pk, *rendered_for), lambda: queries.setting(SideBlocks, site).blocks)
    return f"site {site.pk}", blocks

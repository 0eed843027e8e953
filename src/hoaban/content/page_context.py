"""The context that every public page has, from the page and its site.

Names added for templates: `identity`, `menu`, `breadcrumb`, `languages`, `page_meta`, `feeds`, `side_blocks`,
`footer_links`, `home_url`. Other rooms' pages and the product's own views (tags, search, not found) use the same
function, so that every page has the same shell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from hoaban.content import queries
from hoaban.content.structured import page_meta
from hoaban.publication.recorder import remembered

if TYPE_CHECKING:
    from hoaban.content.models.home import HomePage
    from hoaban.content.models.identity import SiteIdentity
    from hoaban.content.models.public import PublicPage


def page_context(page: PublicPage, request: HttpRequest) -> dict[str, Any]:
    """Context of a page of the tree."""
    site = Site.find_for_request(request) or page.get_site()
    homes = remembered(("homes", site.pk), lambda: queries.homes(site))
    home = queries.home_of(page, site, homes)
    standing = remembered(("standing", home.pk), lambda: queries.standing_pages(home))
    context = shell_context(home, site, request, standing, current=page)
    breadcrumb = breadcrumb_of(page, home, [other for other, _role in standing], request)
    context.update(
        breadcrumb=breadcrumb,
        languages=language_links(page, home, homes, request),
        page_meta=page_meta(page, context["identity"], site, request, breadcrumb),
    )
    context["shell_key"] = shell_key(context)
    if page.shows_side_blocks:
        where, blocks = side_blocks(page, site)
        context.update(side_blocks=blocks, side_key=(home.pk, where))
    return context


def shell_key(context: dict[str, Any]) -> tuple[Any, ...]:
    """What the menu and the footer follow from, so that pages which share it share them: see the tag `once`."""
    entries = [entry for top in context["menu"] for entry in (top, *top["children"])]
    active = tuple(entry["url"] for entry in entries if entry["active"])
    return context["site"].pk, context["home"].pk, active, bool(context["breadcrumb"])


def shell_context(
    home: Page,
    site: Site,
    request: HttpRequest,
    standing: list[tuple[Page, str | None]],
    current: Page | None = None,
) -> dict[str, Any]:
    """What the shell needs on any page, in the tree or not."""
    identity = remembered(("identity", site.pk), lambda: queries.model("SiteIdentity").for_site(site))
    home_url = home.get_url(request) or "/"
    return {
        "identity": identity,
        "emblem": remembered(("emblem", identity.pk), lambda: emblem_of(identity)),
        "site": site,
        "home": home,
        "home_url": home_url,
        "menu": menu([page for page, _role in standing if page.show_in_menus], home, request, current),
        "breadcrumb": [],
        "footer_links": [
            {"title": page.title, "url": page.get_url(request), "role": role} for page, role in standing if role
        ],
        "feeds": [
            {"title": home.title, "url": f"{home_url}atom.xml", "type": "application/atom+xml"},
            {"title": home.title, "url": f"{home_url}rss.xml", "type": "application/rss+xml"},
        ],
    }


def emblem_of(identity: SiteIdentity) -> Any | None:
    """A small rendition of the emblem, or None where the theme's own stands in."""
    return identity.emblem.get_rendition("fill-128x128|format-png") if identity.emblem is not None else None


def menu(pages: list[Page], home: Page, request: HttpRequest, current: Page | None) -> list[dict[str, Any]]:
    """Two levels of {title, url, active, children}."""
    entries: list[dict[str, Any]] = []
    by_path: dict[str, dict[str, Any]] = {}
    for page in pages:
        active = bool(current and current.path.startswith(page.path))
        entry = {"title": page.title, "url": page.get_url(request), "active": active, "children": []}
        parent = by_path.get(page.path[: -Page.steplen])
        if parent is not None:
            parent["children"].append(entry)
        elif page.depth == home.depth + 1:
            by_path[page.path] = entry
            entries.append(entry)
    return entries


def breadcrumb_of(page: Page, home: Page, standing: list[Page], request: HttpRequest) -> list[dict[str, str]]:
    """The way from the home to the page, {title, url}; empty on the home itself.

    What stands above a page is a section or a standard page, so the standing pages need not be asked again.
    """
    if page.pk == home.pk:
        return []
    above = [home, *(other for other in standing if page.path.startswith(other.path) and other.pk != page.pk)]
    return [{"title": step.title, "url": step.get_url(request) or ""} for step in [*above, page]]


def language_links(page: Page, home: Page, homes: list[HomePage], request: HttpRequest) -> list[dict[str, Any]]:
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
                "name": get_language_info(code)["name_local"],
                "url": (target or other).get_url(request),
                "full_url": target.get_full_url(request) if target else "",
                "current": other.pk == home.pk,
                "translated": target is not None,
            }
        )
    return links


def side_blocks(page: Page, site: Site) -> tuple[str, Any]:
    """(where they are arranged, the blocks beside a page): its nearest section's own, else the site's."""
    above = tuple(page.path[:end] for end in range(len(page.path), 0, -Page.steplen))
    own = remembered("own side blocks", queries.side_blocks_of_sections)
    section = next((path for path in above if path in own), None)
    if section is not None:
        return section, own[section]
    blocks = remembered(("side blocks", site.pk), lambda: queries.model("SideBlocks").for_site(site).blocks)
    return f"site {site.pk}", blocks

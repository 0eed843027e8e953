"""Reads of what a portal is built of: homes, sections, menus, side blocks, translations, withdrawals."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, TypeVar

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Locale, Page, Site

from hoaban.kit.rooms import declared
from hoaban.pages import lookups, names
from hoaban.pages.lookups import below, ids_below, links
from hoaban.pages.models import HomePage, Section, Withdrawal
from hoaban.pages.page_types import PageType
from hoaban.pages.privacy import is_private, private_paths
from hoaban.publication.recorder import explained

Setting = TypeVar("Setting", bound=BaseSiteSetting)
AnyPage = TypeVar("AnyPage", bound=Page)


def setting(kind: type[Setting], site: Site) -> Setting:
    """A site's settings of a kind; the default ones where nobody has saved any yet.

    Wagtail's own `for_site` makes the row that is missing, and reading must write nothing.
    """
    found: Setting | None = kind.base_queryset().filter(site=site).first()
    return found or kind(site=site)


def section_with_id(section_id: int) -> Section | None:
    """A live section, or None."""
    return links(Section.objects.filter(pk=section_id, live=True)).first() if section_id < 2**63 else None


def page_that_shows(page: AnyPage | None) -> AnyPage | None:
    """The page where it is live and not private, else None: neither its title nor its address is shown then."""
    shows = page is not None and page.live and not is_private(page.path)
    return page if shows else None


def side_blocks_of_sections(home_path: str) -> dict[str, Any]:
    """The side blocks of the sections of a home that have their own, by the section's path."""
    sections = Section.objects.filter(page_ptr_id__in=ids_below(Section, home_path))
    own = {pk: blocks for pk, blocks in sections.order_by().values_list("page_ptr_id", "side_blocks") if blocks}
    return {path: own[pk] for pk, path in Page.objects.filter(pk__in=own).order_by().values_list("pk", "path")}


def standing_pages(home: Page) -> list[tuple[Page, str | None]]:
    """(page, role) of the public pages of a home that may stand in menus, in its order; most have no role.

    Only these can be in a menu, a footer or a site map: asking their small tables first spares a walk over every
    article (58 % of the rendering of a page in a trial).
    """
    roles: dict[int, str | None] = {}
    for page_type in declared(PageType):
        if page_type.stands:
            roles.update(roles_below(page_type, home.path))
    private = private_paths(home.path)
    pages = links(Page.objects.filter(pk__in=roles, live=True)).order_by("path")
    return [(page, roles[page.pk]) for page in pages if not page.path.startswith(private)]


def roles_below(page_type: PageType, path: str) -> dict[int, str | None]:
    """What the footer knows the pages of a type by that stand at a place in the tree and below it."""
    if not page_type.role_field:
        return dict.fromkeys(ids_below(page_type.model, path), page_type.role)
    with explained(names.standing(path)):
        return dict(page_type.model.objects.filter(below(path)).values_list("pk", page_type.role_field))


def homes(site: Site) -> list[Page]:
    """Live home pages of a site, one a language, the site's own language first."""
    root = site.root_page
    # Copies: a batch shares what it loaded, and what a rendering asks of a home then must be noted by each of them.
    found = [copy(page) for page in translations(root) if page.specific_class is HomePage]
    return sorted(found, key=lambda home: (home.pk != root.pk, home.pk))


def translations(page: Page) -> list[Page]:
    """The live versions of a page in all languages, itself among them; with what a link to them shows."""
    return lookups.TRANSLATIONS.of(page.translation_key)


def version_under(home: Page, page: Page) -> Page | None:
    """The live version of a page in the portal of a home: itself, its translation, or none."""
    if page.path.startswith(home.path):
        return page if page.live else None
    return next((version for version in translations(page) if version.path.startswith(home.path)), None)


def home_of(page: Page, site: Site, site_homes: Sequence[Page]) -> Page:
    """The home page above a page, in the page's own language; the site's root where there is none."""
    return next((home for home in site_homes if page.path.startswith(home.path)), site.root_page)


def home_in_language(site: Site, language: str) -> Page:
    """The home page in a language, or the site's root."""
    locale = Locale.objects.filter(language_code=language).first()
    return next((home for home in homes(site) if locale and home.locale_id == locale.pk), site.root_page)


def withdrawal_at(site: Site, path: str) -> Withdrawal | None:
    """The tombstone at an address, or None."""
    return Withdrawal.objects.filter(site=site, path=path).first()


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

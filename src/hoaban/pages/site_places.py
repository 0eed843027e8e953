"""Where sites begin in the tree of pages, and whose addresses follow from a change of that.

A page notes its own site, and the sites of the pages that it links to; so one site's new host, or one site more, is no
matter of the others, unless their branches of the tree meet or they link to its pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from wagtail.models import Page, Site

from hoaban.pages import names
from hoaban.publication.models import Entry
from hoaban.publication.recorder import depend_on

# A change of one of these changes addresses; the name of a site is shown on its own pages alone.
OF_ADDRESSES = frozenset({"hostname", "port", "root_page_id", "is_default_site"})
OF_A_ROOT = frozenset({"url_path", "path", "live", "locale_id", "translation_key"})


def note_sites(site_ids: Iterable[int]) -> None:
    """Note that what is being rendered shows the address of a page that lies in these sites; in none of them, too."""
    depend_on(*([names.site(site_id) for site_id in site_ids] or [names.WITHOUT_SITE]))


def names_of_site(entry: Entry) -> Iterator[str]:
    """The pages of a site, and where its addresses changed, those of the sites whose branches meet its own."""
    yield names.site(entry.key)
    if not entry.changed or entry.changed_columns & OF_ADDRESSES:
        yield from names_of_branches(entry.values("root_page_id"))


def names_of_root(entry: Entry) -> Iterator[str]:
    """What follows from a change of a home in any language: the addresses of all pages below it."""
    if entry.changed and not entry.changed_columns & OF_A_ROOT:
        return
    changed = {UUID(str(key)) for key in entry.values("translation_key")}
    yield from names_of_families(changed & set(Site.objects.values_list("root_page__translation_key", flat=True)))


def names_of_branches(root_ids: Iterable[object]) -> Iterator[str]:
    """What follows where a branch of the tree became a site's, or is no longer."""
    yield from names_of_families(set(Page.objects.filter(pk__in=root_ids).values_list("translation_key", flat=True)))


def names_of_families(families: set[UUID]) -> Iterator[str]:
    """The sites that have pages below some homes, each home given by the key that it shares with its translations."""
    if families:
        yield names.WITHOUT_SITE
        yield from map(names.site, sites_below(families))


def sites_below(families: set[UUID]) -> list[int]:
    """Ids of the sites whose branches of the tree meet those of some homes: the one begins within the other."""
    families_of_sites = dict(Site.objects.values_list("pk", "root_page__translation_key"))
    places: dict[UUID, list[str]] = defaultdict(list)
    every = families.union(families_of_sites.values())
    for family, path in Page.objects.filter(translation_key__in=every).values_list("translation_key", "path"):
        places[family].append(path)
    asked = [path for family in families for path in places[family]]
    return [
        pk
        for pk, family in families_of_sites.items()
        if any(here.startswith(there) or there.startswith(here) for here in asked for there in places[family])
    ]

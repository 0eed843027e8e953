"""Where an old address leads, and whether following it ever ends: a circle of redirects is not published.

Editors may make a redirect that comes back to itself, but mostly circles come about later: a page moves, a list of
redirects is imported, another redirect is changed. What is asked here is noted like any reading, so that an address
that was left out because of a circle comes back as soon as one of its redirects or pages changes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Site
from wagtail.views import serve as serve_page

from hoaban.front.address_spelling import in_a_location, spelled
from hoaban.front.typed_addresses import meant_by
from hoaban.pages import lookups
from hoaban.press.page_finding import live_page_at

# A browser gives up after twenty; what is longer is treated like a circle.
MOST_STEPS = 20


@dataclass(frozen=True)
class Turn:
    """Where readers of an old address are sent; `circle`: the addresses by which they would come back to it."""

    redirect: Redirect
    link: str
    circle: tuple[str, ...] = ()


class OldAddresses:
    """What redirects answer, for readers of one installation.

    `request`: any; it holds the roots of all sites. `typed`: a redirect that is not saved yet and counts already.
    """

    def __init__(self, request: HttpRequest, typed: Redirect | None = None) -> None:
        self.request = request
        self.typed = typed

    def turn_at(self, site: Site, address: str) -> Turn | None:
        """The redirect at an address of a site, None where there is none or it leads nowhere."""
        here = spelled(address)
        found = self.redirect_at(site, here)
        link = self.link_of(found) if found is not None else ""
        if found is None or not link:
            return None
        return Turn(found, link, self.circle_from(site, here, link))

    def redirect_at(self, site: Site, address: str) -> Redirect | None:
        """The redirect that Wagtail keeps for a spelled address; that of the site goes before that of all sites."""
        forms = stored_forms(address)
        rows = lookups.REDIRECTS_AT.of(*forms)
        if self.typed is not None:
            rows = [row for row in rows if row.pk != self.typed.pk]
            rows += [self.typed] if self.typed.old_path in forms else []
        valid = [row for row in rows if row.site_id in {None, site.pk}]
        return min(valid, key=lambda row: (row.site_id is None, row.old_path != forms[0], row.pk or 0), default=None)

    def link_of(self, redirect: Redirect) -> str:
        """The address that a redirect names; empty where it names none, or a page that lies in no site."""
        if redirect.redirect_page_id is None:
            return str(redirect.redirect_link or "")
        page = next(iter(lookups.PAGE_LINKS.of(redirect.redirect_page_id)), None)
        base = page.get_url(self.request) if page is not None else None
        return str(redirect.link or "") if base and redirect.redirect_page_route_path else base or ""

    def circle_from(self, site: Site, start: str, link: str) -> tuple[str, ...]:
        """The addresses from an old one back to itself, itself first and last; empty where the way ends elsewhere.

        Who only comes to a circle is in none: one of those within it is left out, and there his way ends.
        """
        first = (site.pk, without_slash(start))
        seen = [first]
        here, target = site, link
        while len(seen) <= MOST_STEPS:
            step = step_to(here, target)
            if step is None:
                return ()
            here, address = step
            found, met = self.redirect_on_the_way(here, address)
            places = {(here.pk, without_slash(form)) for form in (address, met)}
            if first in places:
                return tuple(path for _site, path in (*seen, first))
            if found is None or not places.isdisjoint(seen) or self.is_answered(here, met):
                return ()
            seen.append((here.pk, without_slash(met)))
            target = self.link_of(found)
        return tuple(path for _site, path in seen)

    def redirect_on_the_way(self, site: Site, address: str) -> tuple[Redirect | None, str]:
        """(the redirect that readers meet at an address, the address as far as it counts), with its query first.

        Where nothing stands at the address, that of the nearest address that may be meant.
        """
        for form in shorter_and_shorter(address):
            found = self.redirect_at(site, form)
            if found is not None:
                return found, form
        if not self.is_answered(site, address):
            # The front looks for what may be meant, such as an address with a stroke that was encoded.
            for form in meant_by(in_a_location(address.partition("?")[0])):
                found = self.redirect_at(site, spelled(form))
                if found is not None:
                    return found, spelled(form)
        return None, address

    def is_answered(self, site: Site, address: str) -> bool:
        """Whether a page or a view answers at an address, so that no redirect there is ever followed.

        A redirect that names a query goes before the page. A page for some readers only answers too.
        """
        if "?" in address:
            return False
        path = address if address.endswith("/") else f"{address}/"
        try:
            return resolve(path).func is not serve_page or self.is_page(site, path)
        except Resolver404:
            return False

    def is_page(self, site: Site, path: str) -> bool:
        """Whether a live page answers at a path: its own, or one below it that it routes."""
        page, rest = live_page_at(self.request, site, path)
        if page is None or not rest:
            return page is not None
        kind = page.specific_class
        if kind is None or not issubclass(kind, RoutablePageMixin):
            return False
        try:
            page.specific.resolve_subpage(f"/{rest}")
        except (Http404, Resolver404):
            return False
        return True


def stored_forms(address: str) -> list[str]:
    """How a spelled address may stand in the database: Wagtail, or a program past it, may have left it encoded."""
    bare = without_slash(address)
    encoded = in_a_location(bare)
    decomposed, typed = unicodedata.normalize("NFD", bare), bare.replace("%25", "%")
    forms = [bare, encoded, Redirect.normalise_path(encoded), decomposed, typed]
    return list(dict.fromkeys([*forms, address, f"{bare}/"] if "?" not in bare else forms))


def without_slash(address: str) -> str:
    """An address as Wagtail keeps it: without the slash at the end of its path."""
    path, mark, query = address.partition("?")
    return f"{path.removesuffix('/') or '/'}{mark}{query}"


def step_to(site: Site, link: str) -> tuple[Site, str] | None:
    """(site, spelled address) of a link on a page of a site; None where it leads out of the installation."""
    try:
        # What browsers make of it: without `..`, and of a bare path an address of the same host.
        parts = urlsplit(urljoin(f"{site.root_url}/", link))
        host = site if urlsplit(link).netloc == "" else site_of(parts)
    except ValueError:
        return None
    if host is None or not link or parts.scheme not in {"", "http", "https"}:
        return None
    path = urlsplit(urljoin("http://host/", f".{parts.path or '/'}")).path
    return host, spelled(f"{path}{'?' if parts.query else ''}{parts.query}")


def site_of(parts: SplitResult) -> Site | None:
    """The site of this installation that an address names by its host, whatever its scheme; raises ValueError."""
    named = list(Site.objects.filter(hostname=parts.hostname or "").order_by("pk"))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return next((site for site in named if site.port == port), named[0] if named else None)


def shorter_and_shorter(address: str) -> Iterator[str]:
    """An address, then with one of its parameters alone, then without any: how the front looks for it."""
    yield address
    path, _mark, query = address.partition("?")
    if query:
        parts = query.split("&")[:MOST_STEPS]
        yield from (f"{path}?{part}" for part in parts if len(parts) > 1)
        yield path

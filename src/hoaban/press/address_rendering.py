"""Renders one address as readers get it, through the ordinary views, and notes what the rendering read."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site
from wagtail.views import serve as serve_page

from hoaban.front.layout import FILES, NOT_FOUND, UNAVAILABLE
from hoaban.kit.errors import HoabanError
from hoaban.media import former_files
from hoaban.pages import lookups, names, views
from hoaban.pages.models.public import PublicPage
from hoaban.pages.page_urls import on_site
from hoaban.press.old_addresses import OldAddresses, Turn
from hoaban.press.page_finding import candidates_of, page_at, roots_of
from hoaban.publication.recorder import Reading, depend_on, explained, recording, remembered

MOVED = (301, 302)
GONE = 410
NOWHERE = 404
FOUND = 200
# What the front shows on bad days; each is the answer of a view that is asked for nothing else.
FOR_BAD_DAYS = {NOT_FOUND: views.not_found, UNAVAILABLE: views.unavailable}


class CannotBePressed(HoabanError):
    """A view answered what no file can say."""


@dataclass
class Rendered:
    """What an address answers: `body` for 200 and 410, `location` for 301 and 302, nothing for 404.

    `waits`: its redirect is left out as things are now, and comes back when something of what was read changes.
    """

    status: int
    body: bytes = b""
    location: str = ""
    waits: bool = False
    reading: Reading = field(default_factory=Reading)


class PressedRequest(WSGIRequest):
    """A request that nobody sent: for the site's own host, without cookie, session or user."""

    def get_host(self) -> str:
        """The site's host, which the options need not name as allowed."""
        return str(self.META["HTTP_HOST"])


def request_for(site: Site, path: str) -> HttpRequest:
    """The request of an unknown reader for a path of a site."""
    parts = urlsplit(site.root_url)
    where, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        # As a server hands them over: bytes in the clothes of Latin letters.
        "PATH_INFO": where.encode().decode("latin-1"),
        "QUERY_STRING": quote(query, safe="=&%+/:?@!$'()*,;~-._"),
        "SCRIPT_NAME": "",
        "HTTP_HOST": parts.netloc,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(),
    }
    request: Any = PressedRequest(environ)
    request.user = AnonymousUser()
    request.session = SessionBase()
    request.LANGUAGE_CODE = translation.get_language()
    request._wagtail_site = site
    depend_on(names.site(site.pk))
    request._wagtail_cached_site_root_paths = remembered("site root paths", root_paths)
    return request


def root_paths() -> list[Any]:
    """Wagtail's list of the roots of all sites, read anew and not from a cache that another process cannot clear.

    A page depends on those of its own site and of the pages that it links to: `note_sites`.
    """
    Site.clear_site_root_paths_cache()
    with explained():
        return Site.get_site_root_paths()


def sites() -> list[Site]:
    """Every site with what its addresses need."""
    rows = Site.objects.select_related("root_page").only(
        "hostname", "port", "site_name", "is_default_site", *(f"root_page__{name}" for name in ROOT_FIELDS)
    )
    return list(rows.order_by("pk"))


def folders_of(all_sites: Iterable[Site]) -> dict[str, Site]:
    """The sites by the name of their folder: the host, with its port where two sites share the host."""
    listed = list(all_sites)
    names = [site.hostname for site in listed]
    return {
        site.hostname if names.count(site.hostname) == 1 else f"{site.hostname}_{site.port}": site for site in listed
    }


ROOT_FIELDS = ("path", "depth", "url_path", "translation_key", "locale", "live", "title", "slug")


@contextmanager
def language_of(path: str) -> Iterator[None]:
    """The language that the address says, as for a reader's request."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        yield


def render(site: Site, path: str) -> Rendered:
    """What an address answers now. Raises what the view raises, and CannotBePressed."""
    with language_of(path), on_site(site), recording() as reading:
        rendered = answer(request_for(site, path), site, path)
    rendered.reading = reading
    return rendered


def answer(request: HttpRequest, site: Site, path: str) -> Rendered:
    """The page or view at the path, else where readers are sent, else the note that it was withdrawn."""
    if path in FOR_BAD_DAYS:
        return Rendered(FOUND, whole_body(FOR_BAD_DAYS[path](request)))
    if path.startswith(FILES):
        return answer_of_file(path)
    turn = response = None
    try:
        # A redirect that names a query goes before the page at its path.
        turn = OldAddresses(request).turn_at(site, path) if "?" in path else None
        response = None if turn else respond(request, site, path)
    except Http404:
        turn = turn_without_page(request, site, path)
    if turn is not None and not turn.circle:
        return Rendered(301 if turn.redirect.is_permanent else 302, location=turn.link)
    response = views.not_found(request) if response is None else response
    if response.status_code in MOVED:
        return Rendered(response.status_code, location=response.headers["Location"])
    if response.status_code in {FOUND, GONE}:
        return Rendered(response.status_code, whole_body(response))
    if response.status_code == NOWHERE:
        return Rendered(NOWHERE, waits=turn is not None)
    raise CannotBePressed(f"{path} answers {response.status_code}, which no file can say.")


def answer_of_file(path: str) -> Rendered:
    """Where the present file is, at an address of one that was replaced; files themselves are no page's answer."""
    present = former_files.present_address(path)
    if present.startswith(FILES):
        return Rendered(302, location=present)
    return Rendered(NOWHERE, waits=former_files.is_former(path))


def turn_without_page(request: HttpRequest, site: Site, path: str) -> Turn | None:
    """The redirect of an address at which no page is found; none where one stands that only some may read."""
    old = OldAddresses(request)
    turn = old.turn_at(site, path)
    return None if turn is not None and old.is_page(site, path) else turn


def whole_body(response: Any) -> bytes:
    """The body, rendered where the view left that for later."""
    if not getattr(response, "is_rendered", True):
        response = response.render()
    return bytes(response.content)


def respond(request: HttpRequest, site: Site, path: str) -> HttpResponse:
    """What the view or page of the path answers; raises Http404 where there is none."""
    try:
        match = resolve(request.path_info)
    except Resolver404 as missing:
        raise Http404 from missing
    if match.func is not serve_page:
        return match.func(request, *match.args, **match.kwargs)
    page, rest = page_at(request, site, path)
    if isinstance(page, RoutablePageMixin):
        view, args, kwargs = page.resolve_subpage(f"/{rest}")
        return page.serve(request, view, args, kwargs)
    if rest:
        raise Http404
    return page.serve(request)


def foresee(site: Site, paths: Iterable[str]) -> None:
    """Load what the rendering of these addresses is going to ask for, for all of them at once."""
    request = request_for(site, "/")
    roots = remembered(("roots", site.pk), lambda: roots_of(site, request))
    pages = lookups.PAGES_AT.ahead(candidate for path in paths for candidate in candidates_of(path, roots)[1])
    by_kind: dict[Any, list[int]] = defaultdict(list)
    for page in pages:
        by_kind[page.specific_class].append(page.pk)
    for kind, ids in by_kind.items():
        if issubclass(kind or Page, PublicPage):
            pages_of_kind = lookups.whole_pages(kind).ahead(ids)
            if pages_of_kind:
                kind.foresee(pages_of_kind)

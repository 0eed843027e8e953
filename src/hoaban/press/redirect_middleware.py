"""What the desk answers where nothing is: redirects and missing slashes, by the same rules as the press."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.middleware.common import CommonMiddleware
from django.urls import resolve
from wagtail.models import Site
from wagtail.views import serve as serve_page

from hoaban.front.address_spelling import spelled
from hoaban.pages import queries
from hoaban.press.old_addresses import OldAddresses, Turn


class OldAddressMiddleware:
    """Sends readers of old addresses on, also before the press has come to them; instead of Wagtail's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        turn = turn_of(request)
        if turn is None or turn.circle:
            return response
        kind = HttpResponsePermanentRedirect if turn.redirect.is_permanent else HttpResponseRedirect
        return kind(turn.link)


class MissingSlash(CommonMiddleware):
    """Django's, which adds a missing slash at the end; only where something answers then."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Whether the address with a slash is of any use to a reader."""
        if not super().should_redirect_with_slash(request):
            return False
        longer = f"{request.path_info}/"
        return resolve(longer).func is not serve_page or stands_at(request, longer)


def stands_at(request: HttpRequest, path: str) -> bool:
    """Whether a page, a redirect or the note of a withdrawn page answers at a path."""
    site = Site.find_for_request(request)
    if site is None:
        return False
    old = OldAddresses(request)
    return old.is_answered(site, path) or turn_of(request) is not None or queries.withdrawal_at(site, path) is not None


def turn_of(request: HttpRequest) -> Turn | None:
    """The redirect of a request that found nothing: with its query, then without."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    address = spelled(request.get_full_path())
    old = OldAddresses(request)
    return old.turn_at(site, address) or (old.turn_at(site, address.partition("?")[0]) if "?" in address else None)

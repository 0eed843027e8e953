"""What the desk answers where nothing is: the redirect at an old address, by the same rules as the press."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.models import Site

from hoaban.front.address_spelling import spelled
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


def turn_of(request: HttpRequest) -> Turn | None:
    """The redirect of a request that found nothing: with its query, then without."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    address = spelled(request.get_full_path())
    old = OldAddresses(request)
    return old.turn_at(site, address) or (old.turn_at(site, address.partition("?")[0]) if "?" in address else None)

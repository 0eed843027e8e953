"""How often one network may ask for what is worked out anew each time: searches, suggestions, public forms.

Reading is not limited. The counts stand in memory for a minute, under a hash whose salt lives as long as the process:
no address of a reader comes to any disk. Each process counts its share by itself.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from hoaban.accounts.middleware import GUARDS
from hoaban.accounts.networks import networks_of
from hoaban.accounts.views import too_many
from hoaban.site.middleware import TrustedProxies, is_desk

SPAN = 60
# Many networks of one provider lie in a wider one of IPv6.
TIMES_FOR_WIDER_NETWORK = 4
SALT = secrets.token_bytes(16)
# By the name of the address: the option with its limit.
LIMITED_READING = {
    "search": "limit_searches",
    "search_feed": "limit_searches",
    "search_suggest": "limit_suggestions",
}
FORMS = "limit_forms"


class ReaderRateLimits:
    """Answers 429 with the time to wait where one network asks for too much in a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.proxies = TrustedProxies(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer instead of the view where the limit is reached."""
        limited = limited_by(request)
        address = request.META.get("REMOTE_ADDR", "")
        # A proxy that does not say for whom it asks stands for everybody: all readers would share one limit.
        if not limited or self.proxies.trusts(address):
            return None
        seconds = seconds_to_wait(limited, address, getattr(settings.HOABAN, limited))
        return too_many(request, seconds) if seconds else None


def limited_by(request: HttpRequest) -> str:
    """The option that limits a request; empty for none."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    # Where a password is asked for, the attempts are counted.
    if request.method == "POST" and not is_desk(request) and name not in GUARDS:
        return FORMS
    return LIMITED_READING.get(name, "")


def seconds_to_wait(limited: str, address: str, limit: int) -> int:
    """Count one request of a network; the seconds until the minute is over where it is one too many, else 0."""
    if not limit:
        return 0
    share = -(-limit // settings.HOABAN.workers)
    minute, passed = divmod(time.time(), SPAN)
    narrow, wide = networks_of(address)
    allowed = [(narrow, share)] if narrow == wide else [(narrow, share), (wide, share * TIMES_FOR_WIDER_NETWORK)]
    # All are counted, also where the first is exhausted already.
    exhausted = [count(limited, network, int(minute)) > most for network, most in allowed]
    return int(SPAN - passed) + 1 if any(exhausted) else 0


def count(limited: str, network: str, minute: int) -> int:
    """How often a network asked in this minute, with this time."""
    counts = caches["networks"]
    key = hashlib.blake2b(f"{limited} {network} {minute}".encode(), key=SALT, digest_size=16).hexdigest()
    counts.add(key, 0, SPAN)
    try:
        return counts.incr(key)
    except ValueError:
        # Forgotten between both lines, because very many networks asked.
        return 1

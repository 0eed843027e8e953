"""Addresses for which no published file stands, since the answer is worked out each time: each room declares its own.

The front sends what begins like one of them to the desk at once, nginx leaves it to the front, and robots.txt keeps
robots from what is not for them. All three ask the urls themselves, so that no prefix is written down a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.translation import override

from hoaban.kit.errors import HoabanError
from hoaban.kit.rooms import declared

# The part of an expression that is the same in each address that fits it.
FIXED = re.compile(r"\^?([\w/-]*)")
Prefixes = Iterator[tuple[str, str]]


class NoSuchAddress(HoabanError):
    """A room declares an address that the urls do not have."""


@dataclass(frozen=True)
class LiveAddress:
    """An address by its full name in the urls; `for_robots` says whether robots may ask there."""

    name: str
    for_robots: bool = True


def prefixes(addresses: tuple[LiveAddress, ...]) -> list[str]:
    """Beginnings of addresses in every language, each ending in a slash and once; raises NoSuchAddress.

    For an address with a parameter it is what stands before that: `/qr/` for `qr/<int:page_id>.svg`.
    """
    found: dict[str, list[str]] = {}
    for language, _title in settings.LANGUAGES:
        with override(language):
            for name, prefix in named_prefixes(get_resolver()):
                found.setdefault(name, []).append(f"/{prefix.rpartition('/')[0]}/")
    for address in addresses:
        if address.name not in found:
            raise NoSuchAddress(f"The address {address.name!r} is declared as a LiveAddress, but no url has that name.")
    return list(dict.fromkeys(prefix for address in addresses for prefix in found[address.name]))


def live_prefixes() -> list[str]:
    """The beginnings of all addresses that only the desk answers."""
    return prefixes(declared(LiveAddress))


def prefixes_closed_to_robots() -> list[str]:
    """The beginnings of those at which robots have nothing to look for."""
    return prefixes(tuple(address for address in declared(LiveAddress) if not address.for_robots))


def named_prefixes(resolver: URLResolver, before: str = "", spaces: str = "", *, grows: bool = True) -> Prefixes:
    """(full name, beginning) of every address below a resolver in the language that is active.

    `grows`: whether all before it is the same in each address, so that its own beginning belongs to the whole.
    """
    for entry in resolver.url_patterns:
        own, is_whole = fixed_part(entry)
        whole = before + own if grows else before
        if isinstance(entry, URLResolver):
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from named_prefixes(entry, whole, inner, grows=grows and is_whole)
        elif entry.name:
            yield f"{spaces}{entry.name}", whole


def fixed_part(entry: URLPattern | URLResolver) -> tuple[str, bool]:
    """What a pattern begins with, and whether that is all of it."""
    pattern = entry.pattern
    if isinstance(pattern, LocalePrefixPattern):
        return pattern.language_prefix, True
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return text.partition("<")[0], "<" not in text
    fixed = FIXED.match(text)
    found = fixed[1] if fixed else ""
    return found, found == text.removeprefix("^")

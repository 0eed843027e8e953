"""Which headers pass between visitors and the desk: nothing of one connection, nothing that pretends to be a proxy."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]
# RFC 9110, 7.6.1, and what older software says in the same place.
OF_ONE_CONNECTION = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"http2-settings",
        b"expect",
    }
)
SAID_BY_PROXIES = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-client-ip", b"x-original-", b"x-rewrite-")
# What the front itself says to the desk; from nobody else it passes.
SAID_BY_FRONT = b"x-hoaban-"
# How many bytes of a body would follow, if the desk takes them: a question that itself brings none.
ANNOUNCES = b"x-hoaban-announces"
# The front dates its answers itself and does not say what stands behind it.
OF_THE_DESK_ALONE = frozenset({b"date", b"server"})
VALUE_THAT_BREAKS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
SCHEMES = frozenset({b"http", b"https"})
WITHOUT_BODY = frozenset({204, 304})


class Peers:
    """Knows from which addresses the word of a proxy is taken."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self.networks = [ipaddress.ip_network(network, strict=False) for network in trusted]

    def is_trusted(self, address: str) -> bool:
        """Whether a peer is one of our own proxies."""
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(peer, "ipv4_mapped", None) or peer
        return any(mapped in network for network in self.networks)


def named_in_connection(headers: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    """Names that a Connection header gives to this connection alone."""
    values = [value for name, value in headers if name.lower() == b"connection"]
    return {one.strip().lower() for value in values for one in value.split(b",")} - {b"host", b"content-length"}


def to_desk(headers: Headers, *, peer: str, scheme: bytes, host: bytes, is_trusted: bool) -> Headers:
    """Headers of a request as the desk gets them; `headers` have names in small letters.

    A name with an underscore is dropped: WSGI cannot tell it from the one with a hyphen.
    """
    dropped = OF_ONE_CONNECTION | named_in_connection(headers)
    said = said_by_proxies(headers) if is_trusted else {}
    kept = [
        (name, value)
        for name, value in headers
        if name not in dropped and b"_" not in name and not name.startswith((*SAID_BY_PROXIES, SAID_BY_FRONT))
    ]
    before = said.get(b"x-forwarded-for", b"")
    said_scheme = first_of(said.get(b"x-forwarded-proto", b"")).lower()
    kept.append((b"x-forwarded-for", (before + b", " if before else b"") + peer.encode()))
    kept.append((b"x-forwarded-proto", said_scheme if said_scheme in SCHEMES else scheme))
    kept.append((b"x-forwarded-host", first_of(said.get(b"x-forwarded-host", b"")) or host))
    return kept


def said_by_proxies(headers: Headers) -> dict[bytes, bytes]:
    """What proxies say, by name; several lines of one name are one list (RFC 9110, 5.3)."""
    said: dict[bytes, bytes] = {}
    for name, value in headers:
        if name.startswith(b"x-forwarded-") and value.strip():
            said[name] = b", ".join(filter(None, (said.get(name), value.strip())))
    return said


def first_of(values: bytes) -> bytes:
    """The first of a list: what the proxy nearest to the reader says, as Django takes it."""
    return values.partition(b",")[0].strip()


def from_desk(headers: Iterable[tuple[bytes, bytes]], status: int) -> Headers | None:
    """Headers of the desk's answer as visitors get them; None where they cannot be sent on."""
    received = list(headers)
    dropped = OF_ONE_CONNECTION | OF_THE_DESK_ALONE | named_in_connection(received)
    if status in WITHOUT_BODY:
        dropped |= {b"content-length"}
    kept = [(name.lower(), value) for name, value in received if name.lower() not in dropped]
    broken = any(NAME.fullmatch(name) is None or VALUE_THAT_BREAKS.search(value) for name, value in kept)
    return None if broken else kept

"""Who asks, as far as counting needs it: a network, a number for the day, and whether it is too much at once.

An address and a user agent are used here and forgotten; neither is ever written.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from array import array
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

NOWHERE = b""
MAPPED = bytes(10) + b"\xff\xff"
PREFIX_4, PREFIX_6 = 3, 8
# What one customer of IPv6 is given: a /48, which has 65,536 networks.
HOLDING_6 = 6
# Bytes of a visitor's number.
OF_HOLDER = 2
# Bytes of the mark of an address.
OF_ADDRESS = 2
# How much more a holder of IPv6 may send than one of its networks.
MORE_OF_HOLDER = 10
FORWARDED_FOR = b"x-forwarded-for"
# Two rows of so many counters, 512 KB in all; a network is counted in both, and the smaller one is believed.
PLACES = 65_536
SECONDS = 60


def packed_address(text: str) -> bytes:
    """An address as 4 or 16 bytes, IPv4 inside IPv6 as IPv4; `NOWHERE` where it is none.

    Some proxies write the port behind it, and a link-local address carries its interface.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        if ":" not in text:
            return socket.inet_pton(socket.AF_INET, text)
        packed = socket.inet_pton(socket.AF_INET6, text.partition("%")[0])
    except (OSError, ValueError):
        return NOWHERE
    return packed.removeprefix(MAPPED)


def network_of(address: bytes) -> bytes:
    """What is used of an address: the /24 of IPv4, the /64 of IPv6."""
    return address[: PREFIX_4 if len(address) == 4 else PREFIX_6]


def holder_of(network: bytes) -> bytes:
    """Whoever holds a network, as far as an address tells: the /48 of IPv6, of IPv4 the /24 as it is."""
    return network[:HOLDING_6]


class ClientNetworks:
    """Finds where a reader comes from, behind as many of our own proxies as there are.

    `trusted`: the networks of those proxies, as `Peers` takes them.
    """

    def __init__(self, trusted: Iterable[str]) -> None:
        found = [ipaddress.ip_network(each, strict=False) for each in trusted]
        # For addresses of 4 and of 16 bytes: mask and network as numbers, so that a look costs less than its notes.
        self.trusted = {
            size: [(int(each.netmask), int(each.network_address)) for each in found if each.max_prefixlen == 8 * size]
            for size in (4, 16)
        }

    def network(self, peer: str, headers: Sequence[tuple[bytes, bytes]], fields: Mapping[bytes, bytes]) -> bytes:
        """The network of the address from which a reader comes."""
        return network_of(self.address(peer, headers, fields))

    def address(self, peer: str, headers: Sequence[tuple[bytes, bytes]], fields: Mapping[bytes, bytes]) -> bytes:
        """The nearest address that is none of our proxies, as they themselves say.

        `fields` are the headers by name; only where one came twice the others are looked at.
        """
        nearest = packed_address(peer)
        if not self.is_trusted(nearest) or FORWARDED_FOR not in fields:
            return nearest
        said = fields[FORWARDED_FOR]
        if len(fields) != len(headers):
            said = b",".join(value for name, value in headers if name == FORWARDED_FOR)
        for each in reversed(said.decode("latin-1").split(",")):
            address = packed_address(each)
            if address == NOWHERE:
                break
            nearest = address
            if not self.is_trusted(address):
                break
        return nearest

    def is_trusted(self, address: bytes) -> bool:
        """Whether an address is one of our own proxies."""
        number = int.from_bytes(address, "big")
        # Not `any`, which would make a generator for each report.
        for mask, network in self.trusted.get(len(address), ()):  # noqa: SIM110
            if number & mask == network:
                return True
        return False


class VisitorKeys:
    """The numbers of visitors under the salt of one day."""

    def __init__(self, salt: bytes) -> None:
        self.empty = blake2b(key=salt, digest_size=8)

    def visitor(self, network: bytes, agent: bytes) -> int:
        """64 bits that say "the same browser of the same network, today" and nothing else.

        The upper 16 are of the network's holder alone, so that one who pretends to be many browsers shows as one.
        """
        mixed = self.empty.copy()
        mixed.update(b"%d:%b" % (len(network), holder_of(network)))
        of_holder = mixed.digest()[:OF_HOLDER]
        mixed.update(network[HOLDING_6:] + agent)
        return int.from_bytes(of_holder + mixed.digest()[OF_HOLDER:], "big")

    def mark(self, address: bytes) -> int:
        """16 bits that say "probably the same address, today" and nothing else."""
        mixed = self.empty.copy()
        mixed.update(b"address:" + address)
        return int.from_bytes(mixed.digest()[:OF_ADDRESS], "big")


class WindowCounter:
    """Counts what each network sends in a window of a minute: a count-min sketch, of one size whoever comes."""

    def __init__(self) -> None:
        self.empty = blake2b(key=secrets.token_bytes(32), digest_size=4)
        self.rows: tuple[array[Any], array[Any]] = (array("I"), array("I"))
        self.minute = -1

    def rate(self, network: bytes, now: float) -> int:
        """Count one more of a network; how many there were in this minute, or a tenth of its holder's if that is more.

        Else whoever holds a /48 of IPv6 would be 65,536 networks. `now` in seconds of any clock.
        """
        many, holder = self.count(network, now), holder_of(network)
        if holder == network:
            return many
        # Rounded up, so that the first that is too many shows.
        return max(many, -(-self.count(holder, now) // MORE_OF_HOLDER))

    def count(self, network: bytes, now: float, more: int = 1) -> int:
        """Count so much more of a network; how much there was in this minute. `now` in seconds of any clock."""
        minute = int(now // SECONDS)
        if minute != self.minute:
            self.minute = minute
            self.rows = (array("I", bytes(4 * PLACES)), array("I", bytes(4 * PLACES)))
        mixed = self.empty.copy()
        mixed.update(network)
        digest = mixed.digest()
        first, second = self.rows
        one, other = digest[0] << 8 | digest[1], digest[2] << 8 | digest[3]
        first[one] += more
        second[other] += more
        return min(first[one], second[other])

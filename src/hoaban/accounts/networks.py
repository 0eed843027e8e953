"""What counts as one network, and the pseudonym under which the database knows it."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# A household or an office has one address of IPv4, and of IPv6 a /64 at least; who rents more gets a /48 at most.
NARROW, WIDE = 64, 48
# So many signs of a pseudonym stand for the wider network.
WIDE_SIGNS = 19
SALT = "hoaban.accounts.networks"


def networks_of(address: str) -> tuple[str, str]:
    """The network of an address and the wider one; what is no address is a network by itself.

    >>> networks_of("2001:db8:1:2::5")
    ('2001:db8:1:2::/64', '2001:db8:1::/48')
    >>> networks_of("203.0.113.7"), networks_of("::ffff:203.0.113.7")
    (('203.0.113.7/32', '203.0.113.7/32'), ('203.0.113.7/32', '203.0.113.7/32'))
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ("unknown", "unknown")
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, ipaddress.IPv4Address):
        alone = str(ipaddress.ip_network(found))
        return (alone, alone)
    narrow, wide = (ipaddress.ip_network((int(found), bits), strict=False) for bits in (NARROW, WIDE))
    return (str(narrow), str(wide))


def pseudonym(address: str) -> str:
    """What the database keeps instead of an address: the wider network in the first half, the network in the second.

    It has the form of an IPv6 address, since the column wants one, and each group its four signs, so that the first
    half is found by its text. Only who has the secret key could tell which network it stands for, by trying them all.
    """
    narrow, wide = networks_of(address)
    return f"{half(wide)}:{half(narrow)}"


def half(network: str) -> str:
    """Half of a pseudonym: the keyed hash of one network as four groups of an IPv6 address."""
    digest = salted_hmac(SALT, network, algorithm="sha256").digest()
    return ":".join(f"{0x8000 | int.from_bytes(digest[place : place + 2]):04x}" for place in range(0, 8, 2))


def pseudonym_of_request(request: HttpRequest) -> str:
    """The pseudonym of the network that asks; `TrustedProxies` has put the right address into place."""
    return pseudonym(request.META.get("REMOTE_ADDR", ""))

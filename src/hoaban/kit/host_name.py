"""One form of a host's name: the one that browsers send and certificates are made for."""

from __future__ import annotations

import ipaddress
import re

LONGEST = 253
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
EXAMPLE = "portal.example.vn"


def host_name(given: str) -> str:
    """A host in small letters, letters outside ASCII as IDNA writes them (RFC 3490), an IPv6 address in brackets.

    Raises ValueError for an address with a scheme or a path, a name with a port, and what RFC 1123 allows no host.
    """
    name = given.strip().lower()
    if "/" in name:
        raise ValueError(f"{given!r} is an address; write the host alone, such as {EXAMPLE}.")
    address = as_ip_address(name)
    if address:
        return address
    if ":" in name:
        raise ValueError(f"{given!r} names a port; write the host alone, such as {EXAMPLE}.")
    ascii_name = as_ascii(name.removesuffix("."))
    if len(ascii_name) > LONGEST or not all(LABEL.fullmatch(label) for label in ascii_name.split(".")):
        raise ValueError(f"{given!r} is no host; write letters, digits and hyphens between dots, such as {EXAMPLE}.")
    return ascii_name


def as_ip_address(name: str) -> str:
    """An IP address as a host of an address; empty for any other text."""
    try:
        address = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return ""
    return f"[{address}]" if address.version == 6 else str(address)


def as_ascii(name: str) -> str:
    """A name with the letters that the domain name system has; as it is where it cannot be written with them."""
    try:
        return name[: LONGEST + 1].encode("idna").decode("ascii")
    except UnicodeError:
        return name

"""The one spelling of an address that is no published file: how old addresses are kept, pressed and looked up.

Browsers percent-encode letters, blanks and quotation marks, some systems send marks as letters of their own, and
people write addresses down as they read them. All of these are one address here: decoded, in NFC.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
# What would be another address, or none, if it stood there decoded.
KEPT_IN_PATHS = frozenset("%/?#") | CONTROLS
KEPT_IN_QUERIES = frozenset("%&#+=") | CONTROLS


def spelled(address: str) -> str:
    """An address with its query, percent-decoded as far as it stays the same address, in NFC, its query sorted.

    What is no UTF-8 stays encoded. Spelling what is spelled changes nothing.

    >>> spelled("/z-%E1%BA%BF.html"), spelled("/a%20b%3f?b=%22&a=1"), spelled("/100%")
    ('/z-ế.html', '/a b%3F?a=1&b="', '/100%25')
    """
    path, mark, query = address.partition("?")
    path = spelled_part(path.strip(), KEPT_IN_PATHS).strip() or "/"
    parts = sorted(spelled_part(part, KEPT_IN_QUERIES) for part in query.split("&"))
    return f"{path}{mark}{'&'.join(parts)}" if query else path


def spelled_part(text: str, kept: frozenset[str]) -> str:
    """A part of an address in its one spelling; `kept` stays percent-encoded."""
    text = LONE_PERCENT.sub("%25", text)
    text = ENCODED.sub(lambda found: decoded(found[0], kept), text)
    return unicodedata.normalize("NFC", "".join(quote(sign, safe="") if sign in CONTROLS else sign for sign in text))


def decoded(encoded: str, kept: frozenset[str]) -> str:
    """Bytes in percent signs as the letters that they are, but for those that are kept; as they are where no UTF-8."""
    try:
        letters = unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return encoded.upper()
    return "".join(quote(letter, safe="") if letter in kept else letter for letter in letters)


def from_wire(target: bytes) -> str:
    """What stands in a request line as text: raw bytes, which no address has (RFC 3986, 2), are percent-encoded."""
    return quote(target, safe="".join(map(chr, range(0x21, 0x7F))))


def in_a_location(address: str) -> str:
    """A spelled address as a header or a link may carry it."""
    return quote(address, safe="/:?#[]@!$&'()*+,;=%~-._")

"""The two addresses at which a browser reports that it showed a page, and what a report may and may not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hoaban.front.journal import LONGEST_REFERRER
from hoaban.front.layout import ALWAYS, TWO_YEARS
from hoaban.front.responses import NEVER_KEPT, lines, phrase, raw

SCRIPT, PICTURE = b"/_reads", b"/_reads.gif"
# What the slice of a target is compared with before anything else is looked at.
BEGINNING = SCRIPT
METHODS = {SCRIPT: b"POST", PICTURE: b"GET"}
LONGEST_BODY = 2048
TEXT = b"text/plain"
# One transparent dot.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
SAME_ORIGIN = b"same-origin"
AUTHORITY = re.compile(rb"https?://([^/?#@]+)(?:/.*)?", re.IGNORECASE)
PREVIEW = re.compile(rb"prefetch|prerender|preview", re.IGNORECASE)
SAY_PREVIEW = frozenset({b"sec-purpose", b"purpose", b"x-moz"})
# A name that people gave to a host; an address is none, and a name without a dot is of somebody's own network.
HOST_NAME = re.compile(rb"((?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{1,62})(?::[0-9]{1,5})?")
# What a page draws when it is opened anew: 32 bits, as a whole number.
OPENING = re.compile(rb"[1-9][0-9]{0,9}")
LARGEST_OPENING = 2**32 - 1
# What a browser says where it keeps its address to itself, as those inside other programs do.
SAYS_NO_ORIGIN = b"null"
POLICY = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


class RefusedBeacon(Exception):
    """A report that is not taken; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Beacon(NamedTuple):
    """One request as it came; names of headers in small letters, `peer` an address without its port."""

    method: bytes
    target: bytes
    headers: Sequence[tuple[bytes, bytes]]
    fields: dict[bytes, bytes]
    peer: str

    def check(self, host: bytes) -> bytes:
        """The address that was asked.

        Raises RefusedBeacon where method, origin or kind of body are not those of our pages.
        """
        fields = self.fields
        asked = self.target.partition(b"?")[0]
        if self.method != METHODS[asked]:
            raise RefusedBeacon(405)
        if fields.get(b"sec-fetch-site", SAME_ORIGIN) != SAME_ORIGIN:
            raise RefusedBeacon(400)
        for name in (b"origin", b"referer"):
            if name in fields and not is_at(host, fields[name]) and (name, fields[name]) != (b"origin", SAYS_NO_ORIGIN):
                raise RefusedBeacon(400)
        if asked == SCRIPT and fields.get(b"content-type", b"").partition(b";")[0].strip().lower() != TEXT:
            raise RefusedBeacon(400)
        return asked

    @property
    def query(self) -> bytes:
        """What stands behind the question mark."""
        return self.target.partition(b"?")[2]

    def is_preview(self) -> bool:
        """Whether the browser only prepares or shows in small what nobody reads yet."""
        if SAY_PREVIEW.isdisjoint(self.fields):
            return False
        return any(PREVIEW.search(self.fields[name]) for name in SAY_PREVIEW & self.fields.keys())


class BeaconHead(NamedTuple):
    """How something is answered: the status, the headers without the length, and the same as they go out."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    lines: bytes


BeaconResponse = tuple[BeaconHead, bytes]


class BeaconResponses:
    """All answers to reports; `https` sends HSTS."""

    def __init__(self, *, https: bool) -> None:
        self.always = {"Cache-Control": NEVER_KEPT, **ALWAYS, **POLICY}
        if https:
            self.always["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
        self.figures = self.head(200, "application/json")
        self.picture = self.head(200, "image/gif")

    def head(self, status: int, kind: str, **extra: str) -> BeaconHead:
        """The head of one status and one kind of content."""
        headers = raw({"Content-Type": kind, **self.always, **extra})
        # The length and the empty line follow.
        return BeaconHead(status, headers, lines(headers)[:-2])

    def refusal(self, report: Beacon, status: int) -> BeaconResponse:
        """A small answer in words for whoever looks at the bytes."""
        extra = {"Allow": METHODS[report.target.partition(b"?")[0]].decode()} if status == 405 else {}
        return self.head(status, "text/plain; charset=utf-8", **extra), f"{status} {phrase(status)}\n".encode()


def is_beacon(target: bytes) -> bool:
    """Whether a target in origin form is one of the two addresses."""
    return target.partition(b"?")[0] in METHODS


def opening_of(told: bytes) -> tuple[bytes, int]:
    """What a report says behind the path: the host that the reader came from, and the number of this opening.

    Without a number it was opened before (a reload, a step back), or its script is of an older version: 0.
    """
    referrer, parted, number = told.partition(b"\n")
    if not parted:
        return referrer, 0
    if OPENING.fullmatch(number) is None or int(number) > LARGEST_OPENING:
        return b"", 0
    return referrer, int(number)


def is_at(host: bytes, address: bytes) -> bool:
    """Whether an address (an Origin, a Referer) is one of a Host; a page of the same host by HTTP is ours too."""
    # As browsers write it; whatever is written otherwise is taken apart.
    if (address + b"/").startswith((b"https://%b/" % host, b"http://%b/" % host)):
        return True
    found = AUTHORITY.fullmatch(address)
    return found is not None and found[1].lower() == host.lower()


def referring_host(said: bytes, host: bytes) -> bytes:
    """The host from which the reader came, as the page said it; empty where it is our own or no name of a host."""
    found = HOST_NAME.fullmatch(said[: 2 * LONGEST_REFERRER].strip().lower())
    if found is None or len(found[1]) > LONGEST_REFERRER:
        return b""
    return b"" if found[1] == host.lower().partition(b":")[0] else found[1]

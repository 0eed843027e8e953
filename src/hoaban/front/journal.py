"""The journal of reads: what the front appends for every read that it answers, and how the tally reads it again.

<state folder>/reads/                    readable by the portal's own user alone
  journal/2026-11-25/<writer>.reads      records of one process and one day of the portal's clock
  salt-2026-11-25                        the secret of the day, 32 bytes; destroyed when the day is over
  pages.counts                           for each page the reads that it shows, eight bytes at eight times its number
  shown.position                         how far the tally has read the publication log for what pages show
  sites/<number>.json                    for each site the figures that its pages show
"""

from __future__ import annotations

import struct
import zlib
from enum import IntEnum
from typing import Final, NamedTuple

FOLDER = "reads"
JOURNAL = "journal"
SUFFIX = ".reads"
SALT = "salt-"
# Holds the name of this machine among those that share a database.
MACHINE = "machine"
PAGES = "pages.counts"
SHOWN_POSITION = "shown.position"
SITES = "sites"
PAGE_COUNT = struct.Struct("<Q")
# Above this a page number is no page of ours; the file of counts stays below 800 MB (and is mostly holes).
LARGEST_PAGE = 100_000_000
LONGEST_REFERRER = 44
# Checksum of all that follows; kind; device; mark of the address; milliseconds since 1970; site; page; visitor;
# referrer; opening.
RECORD = struct.Struct(f"<IBBHQIIQ{LONGEST_REFERRER}sI")
CHECKSUM = struct.Struct("<I")
# The same record in two steps, checksum and all that it covers, which is how the tally reads millions of them.
COVERED = struct.Struct(f"<BBHQIIQ{LONGEST_REFERRER}sI")
PARTS = struct.Struct(f"<I{COVERED.size}s")
# The fields of a `Read` in their order, the referrer with its zeros.
Row = tuple[int, int, int, int, int, int, int, bytes, int]
# Where the milliseconds stand in a row.
AT: Final = 3


class Kind(IntEnum):
    """What asked: a person's browser with or without script, a robot, a preview or prefetch, or too much at once."""

    SCRIPT = 1
    PICTURE = 2
    ROBOT = 3
    PREVIEW = 4
    EXCESS = 5


class Device(IntEnum):
    """What kind of machine the browser says it runs on."""

    UNKNOWN = 0
    PHONE = 1
    TABLET = 2
    DESKTOP = 3


PERSONS = frozenset({Kind.SCRIPT, Kind.PICTURE})


class Read(NamedTuple):
    """One record; `visitor` is a number that means nothing without the salt of its day.

    Two visitors whose upper 16 bits are the same may be one holder of addresses (/24, /48) with two browsers.
    `mark`: 16 bits that the salt makes of the whole address, so that two of one carrier are seldom taken for one.
    `referrer` is the bare host from which the reader came, empty where it was none or our own.
    `opening`: the number that the page drew when it was opened anew, 0 where it was reloaded or has no script.
    """

    kind: int
    device: int
    mark: int
    milliseconds: int
    site: int
    page: int
    visitor: int
    referrer: bytes
    opening: int


def packed(read: Read) -> bytes:
    """The bytes of a record, its checksum first."""
    body = RECORD.pack(0, *read)[CHECKSUM.size :]
    return CHECKSUM.pack(zlib.crc32(body)) + body


def rows(data: bytes) -> list[Row | None]:
    """The fields of whole records, None for each whose checksum is wrong."""
    checksum_of, fields_of = zlib.crc32, COVERED.unpack
    return [
        fields_of(covered) if checksum == checksum_of(covered) else None
        for checksum, covered in PARTS.iter_unpack(data)
    ]

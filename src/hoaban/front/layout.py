"""Where a published address lies on the disk, what kind of file it is, and which headers its kind gets.

published/
  hosts.json                 which host is which folder; see `hosts.py`
  generation                 a counter that moves after every batch
  <host>/tin-tuc/index.html  a page, with .br and .gz beside it
  <host>/tin-tuc/atom.xml    a feed
  <host>/_parts/...          what changes by itself, pulled in by pages
  <host>/_files/<hash>/...   photos, documents, styles, scripts: the name says the content
  <host>/_redirects.sqlite3  redirects and tombstones
  <host>/404.html            what an address that is nowhere gets
  <host>/503.html            what is shown where only the desk could answer and is away
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

# Every published address is made of these and nothing else, so there is nothing to decode and no trick to play:
# no percent sign, no double slash, no segment that begins with a dot, no letter in two cases of meaning.
CANONICAL = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*\.[a-z0-9]{2,12})?")
LONGEST = 1024
LONGEST_SEGMENT = 200
INDEX = "index.html"
FILES = "/_files/"
PARTS = "/_parts/"
NOT_FOUND = "/404.html"
UNAVAILABLE = "/503.html"
GENERATION = "generation"
HOSTS = "hosts.json"
REDIRECTS = "_redirects.sqlite3"
CODINGS = {"br": ".br", "gzip": ".gz"}
# Files of the directory that are no address.
NEVER_SERVED = frozenset({REDIRECTS, f"{REDIRECTS}-wal", f"{REDIRECTS}-shm", f"{REDIRECTS}-journal"})

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
    ".pdf": "application/pdf",
}
NAMED_TYPES = {
    "atom.xml": "application/atom+xml; charset=utf-8",
    "rss.xml": "application/rss+xml; charset=utf-8",
}
COMPRESSED = (".html", ".css", ".js", ".json", ".txt", ".xml", ".ics", ".svg", ".webmanifest", ".vtt")
# What a browser shows by itself; every other kind of file is downloaded.
SHOWN = (*TYPES,)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ASK_AGAIN = "public, max-age=0, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"
TWO_YEARS = 63_072_000


def is_canonical(address: str) -> bool:
    """Whether the path of a request may be that of a published file."""
    return (
        len(address) <= LONGEST
        and CANONICAL.fullmatch(address) is not None
        and all(len(segment) <= LONGEST_SEGMENT for segment in address.split("/"))
        and address.rpartition("/")[2] not in NEVER_SERVED
    )


def file_of(address: str) -> str:
    """Path under the host's folder of a canonical address; raises ValueError for any other.

    >>> file_of("/tin-tuc/"), file_of("/tin-tuc/atom.xml")
    ('tin-tuc/index.html', 'tin-tuc/atom.xml')
    """
    if not is_canonical(address):
        raise ValueError(f"{address[:200]!r} is no address of a published file.")
    return address[1:] + INDEX if address.endswith("/") else address[1:]


def address_of(path: str) -> str:
    """The address of a file under the host's folder; the inverse of `file_of`."""
    return "/" + (path.removesuffix(INDEX) if path == INDEX or path.endswith("/" + INDEX) else path)


def content_type(address: str) -> str:
    """The media type of a published address."""
    name = address.rpartition("/")[2] or INDEX
    return NAMED_TYPES.get(name) or TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def etag_of(address: str, coding: str) -> str:
    """The ETag of a file whose address says its content, another one for each coding; empty for any other.

    >>> etag_of("/_files/0a1b/anh.png", "identity"), etag_of("/_files/0a1b/kieu.css", "br"), etag_of("/", "br")
    ('"0a1b"', '"0a1b-br"', '')
    """
    if not address.startswith(FILES):
        return ""
    digest = address.removeprefix(FILES).partition("/")[0]
    return f'"{digest}"' if coding == "identity" else f'"{digest}-{coding}"'


def is_compressed(address: str) -> bool:
    """Whether .br and .gz stand beside the file: text gains, pictures do not."""
    return address.endswith(("/", *COMPRESSED))


def disposition(kind: str, plain: str, name: str) -> str:
    r"""Content-Disposition (RFC 6266) with a plain name, and the true one in whatever letters.

    >>> disposition("inline", "mau-don.pdf", 'Mẫu "đơn".pdf')
    'inline; filename="mau-don.pdf"; filename*=UTF-8\'\'M%E1%BA%ABu%20%22%C4%91%C6%A1n%22.pdf'
    """
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def headers_of(address: str, *, https: bool, name: str = "") -> dict[str, str]:
    """The headers that depend on nothing but the address, and the name under which a file is saved where it has one."""
    headers = {"Content-Type": content_type(address), **ALWAYS}
    if address.startswith(FILES):
        headers["Cache-Control"] = FOR_EVER
        headers["Content-Security-Policy"] = FILE_POLICY
        is_shown = PurePosixPath(address).suffix in SHOWN
        if name:
            plain = address.rpartition("/")[2]
            headers["Content-Disposition"] = disposition("inline" if is_shown else "attachment", plain, name)
        elif not is_shown:
            headers["Content-Disposition"] = "attachment"
    else:
        headers["Cache-Control"] = ASK_AGAIN
        headers["Content-Security-Policy"] = PAGE_POLICY
    if is_compressed(address):
        headers["Vary"] = "Accept-Encoding"
    if https:
        # For this host alone: of its subdomains, which may be others' and without HTTPS, the portal knows nothing.
        headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
    return headers

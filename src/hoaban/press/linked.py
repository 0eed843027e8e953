"""Gives the files that a pressed page names an address that says their content, and lays them there.

A page names photos, documents, styles and scripts by the addresses of the desk. In the published directory each lies
under the hash of its bytes: it may be kept for ever, is there while some page names it, and nothing else is.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.contrib.staticfiles import finders

from hoaban.front.directory import linked_address
from hoaban.front.layout import PARTS
from hoaban.media.models import AttachedFile

# What a page names: in an attribute, a list of photo sizes, structured data; with the site's own root before it or not.
# (What stands before it is looked at afterwards: a pattern that begins with a letter is found ten times as fast.)
NAMED = re.compile(rb"""/(?:media|static|tep/\d{1,18})/[^"'\s<>,#?)]+""")
BEFORE_A_NAME = frozenset(b"\"' \n\t,=>")
PART = re.compile(rf'"({PARTS}[a-z0-9/.-]+)"'.encode())
REWRITTEN = ("text/html", "application/xml", "application/json", "application/manifest+json", "text/css")
DIGEST_LENGTH = 20
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._~-]+")


class LinkedFiles:
    """Finds the files behind the addresses that a page names; knows the hashes of those it has seen."""

    def __init__(self) -> None:
        self.digests: dict[tuple[str, int, int], str] = {}
        # The product's own files do not change while a process runs.
        self.own: dict[str, Path | None] = {}

    def rewrite(self, body: bytes, root_url: str) -> tuple[bytes, dict[str, Path]]:
        """(the body with the new addresses, by new address the file that belongs there)."""
        files: dict[str, Path] = {}
        root = root_url.encode()

        def named(match: re.Match[bytes]) -> bytes:
            old, start = match.group(), match.start()
            begin = start - len(root) if body.endswith(root, 0, start) else start
            if not begin or body[begin - 1] not in BEFORE_A_NAME:
                return old
            name = unquote(old.decode())
            source = self.source_of(name)
            if source is None:
                return old
            address = self.address_of(source, name)
            files[address] = source
            return address.encode()

        return NAMED.sub(named, body), files

    def source_of(self, address: str) -> Path | None:
        """The file that the desk would answer with at an address, or None."""
        kind, _slash, name = address.lstrip("/").partition("/")
        if kind == "static":
            if name not in self.own:
                self.own[name] = static(name)
            return self.own[name]
        source = media(name) if kind == "media" else attached(name)
        return source if source is not None and source.is_file() else None

    def address_of(self, source: Path, old: str) -> str:
        """The address under the hash of the file's bytes, with the name that readers know."""
        about = source.stat()
        seen = (str(source), about.st_mtime_ns, about.st_size)
        if seen not in self.digests:
            with source.open("rb") as stream:
                self.digests[seen] = hashlib.file_digest(stream, "sha256").hexdigest()[:DIGEST_LENGTH]
        name = NOT_IN_A_NAME.sub("-", old.rpartition("/")[2]).lstrip(".-")[-100:].lower() or "file.bin"
        return quote(linked_address(self.digests[seen], name))


def inside(folder: Path, name: str) -> Path | None:
    """A file below a folder; None for a name that leads out of it."""
    return None if ".." in name.split("/") or "\0" in name else folder / name


def media(name: str) -> Path | None:
    """A rendition or a film; originals and documents have no public address."""
    return inside(Path(settings.MEDIA_ROOT), name) if name.startswith(("images/", "media/")) else None


def static(name: str) -> Path | None:
    """A file of the product itself, collected or where it lies."""
    collected = inside(Path(settings.STATIC_ROOT), name)
    found = collected if collected is not None and collected.is_file() else finders.find(name)
    return Path(found) if isinstance(found, str | Path) else None


def attached(name: str) -> Path | None:
    """A document that a page attaches; none out of a collection that was made private."""
    document = AttachedFile.objects.filter(pk=int(name.partition("/")[0])).first()
    if document is None or document.collection.get_view_restrictions():
        return None
    return Path(document.file.path)


def parts_named(body: bytes) -> set[str]:
    """Addresses of the parts that a page pulls in."""
    return {match.decode() for match in PART.findall(body)}

"""Which page of which site stands at an address: read from the published file, never from what a visitor says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from hoaban.front.journal import LARGEST_PAGE
from hoaban.front.layout import file_of, is_canonical
from hoaban.front.response_cache import Signature, signature

# The shell writes it into the first tag; no text of an editor stands before it.
IDENTITY = re.compile(
    rb'\s*<!doctype html>\s*<html(?: [a-z-]+="[^"<>]*")*? data-page="([0-9]{1,9})\.([0-9]{1,9})"', re.IGNORECASE
)
FIRST_BYTES = 512
MOST_HELD = 16_384


class Identity(NamedTuple):
    """The numbers of a page and its site."""

    site: int
    page: int


@dataclass(slots=True)
class Held:
    """The identity at one address, with the state of the file in which it was read."""

    generation: bytes
    signature: Signature
    identity: Identity | None


class Identities:
    """The identities of published pages in bounded memory, looked at again when the generation has moved."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.held: dict[tuple[str, bytes], Held] = {}

    def identity(self, folder: str, path: bytes, generation: bytes) -> Identity | None:
        """The page at the path of a host's folder; None where no page of ours is published."""
        key = (folder, path)
        found = self.held.get(key)
        if found is not None and found.generation == generation:
            return found.identity
        return self.looked_up(key, generation)

    def looked_up(self, key: tuple[str, bytes], generation: bytes) -> Identity | None:
        """The page by the file that lies there now, read again only where that has changed."""
        folder, path = key
        address = path.decode("latin-1")
        if not folder or not address.endswith("/") or not is_canonical(address):
            return None
        place = self.root / folder / file_of(address)
        seen = signature(place)
        if seen is None:
            self.held.pop(key, None)
            return None
        found = self.held.get(key)
        if found is None or found.signature != seen:
            if found is None and len(self.held) >= MOST_HELD:
                del self.held[next(iter(self.held))]
            found = self.held[key] = Held(generation, seen, identity_of(place))
        found.generation = generation
        return found.identity


def identity_of(place: Path) -> Identity | None:
    """What a published file says of itself."""
    try:
        with place.open("rb") as file:
            found = IDENTITY.match(file.read(FIRST_BYTES))
    except OSError:
        return None
    if found is None or int(found[2]) > LARGEST_PAGE:
        return None
    return Identity(int(found[1]), int(found[2]))

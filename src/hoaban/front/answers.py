"""What a host and a target are answered with: ready bytes, a file on the disk, or an errand to the desk."""

from __future__ import annotations

import enum
import sqlite3
import unicodedata
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote, unquote_plus

from hoaban.front.addresses import GONE, Turn, read_only, turn_at
from hoaban.front.cache_tags import tag_headers
from hoaban.front.codings import Preferences
from hoaban.front.counter import Counter
from hoaban.front.host_names import HostNames
from hoaban.front.hosts import read_hosts
from hoaban.front.layout import ADDRESSES, INDEX, NOT_FOUND, UNAVAILABLE, file_of, is_canonical, is_compressed
from hoaban.front.ready import RETRY_SECONDS, Ready, lines, plain_page
from hoaban.front.shelf import Entry, Key, OnDisk, Shelf, is_half_or_variant

READ = frozenset({b"GET", b"HEAD"})
MOVED = frozenset({301, 302, 307, 308})
MOST_UNKNOWN = 20_000
LONGEST_UNKNOWN = 300
# How long a look-up waits for a writer of redirects; the desk can answer meanwhile.
BUSY_MILLISECONDS = 20
URL_SIGNS = "/:?#[]@!$&'()*+,;=%~-._"


class Errand(enum.Enum):
    """What the front cannot answer by itself: `DESK` for addresses of the desk, `UNKNOWN` for any other."""

    DESK = "desk"
    UNKNOWN = "unknown"


Answer = Ready | OnDisk | Errand


class Answers:
    """Everything that can be answered from one published directory, in bounded memory."""

    def __init__(
        self,
        root: Path,
        *,
        https: bool,
        allowed_hosts: tuple[str, ...],
        limit_bytes: int,
        desk_prefixes: tuple[str, ...] = (),
        cache_tags: bool = False,
    ) -> None:
        self.root = root
        self.https = https
        self.allowed_hosts = allowed_hosts
        self.prefixes = tuple(prefix.encode() for prefix in desk_prefixes)
        self.counter = Counter(root)
        self.preferences = Preferences()
        self.shelf = Shelf(limit_bytes=limit_bytes, https=https, cache_tags=cache_tags)
        self.entries = self.shelf.entries
        self.turns: dict[str, sqlite3.Connection] = {}
        # Addresses without a file in this generation; True where the desk has none either.
        self.nowhere: dict[tuple[str, bytes], bool] = {}
        self.bad_host = plain_page(400, https=https)
        self.not_allowed = plain_page(405, https=https, Allow="GET, HEAD")
        self.look_again()

    def find(self, host: bytes, target: bytes, accept: bytes, *, ranged: bool = False) -> Answer:
        """The answer for a Host header, a target in origin form and an Accept-Encoding, whatever the method.

        `ranged` asks for media files as files on the disk, of which parts can be sent.
        """
        if self.counter.memory[:] != self.generation:
            self.look_again()
        folder = self.names.folder(host)
        if folder is None:
            return self.bad_host
        path = target
        if b"?" in target:
            asked, _, query = target.partition(b"?")
            path = target if any(self.meant(folder, asked, query)) else asked
        entry = self.entries.get((folder, path, 200))
        if entry is not None and entry.checked == self.generation and not ranged:
            entry.used = True
            found = entry.made or entry.by_wish.get(self.preferences.of(accept))
            if found is not None:
                return found
        return self.find_on_disk(folder, target, self.preferences.of(accept), ranged=ranged)

    def folder(self, host: bytes) -> str | None:
        """The folder of a Host header by what is published now, as `HostNames.folder` says it."""
        if self.counter.memory[:] != self.generation:
            self.look_again()
        return self.names.folder(host)

    def look_again(self) -> None:
        """Take note of a new generation: what was held is checked before it is used, hosts are read again."""
        # Before anything is read: what is written meanwhile moves the counter once more.
        self.generation = self.counter.seen()
        self.hosts = read_hosts(self.root)
        self.names = HostNames(self.hosts, self.allowed_hosts)
        self.nowhere.clear()
        for connection in self.turns.values():
            connection.close()
        self.turns.clear()

    def watch(self) -> None:
        """Notice that the directory was made anew; to be called about once a second."""
        if self.counter.find():
            for key in list(self.entries):
                self.shelf.drop(key)
            self.look_again()

    def find_on_disk(self, folder: str, target: bytes, wish: tuple[str, ...], *, ranged: bool) -> Answer:
        """The answer of what is not held, or has to be looked at again."""
        path, _, query = target.partition(b"?")
        if path.startswith(self.prefixes) or path + b"/" in self.prefixes:
            return Errand.DESK
        for_desk, for_turns = self.meant(folder, path, query)
        if for_desk or for_turns:
            turn = self.turned(folder, path, query, meant=for_desk or for_turns)
            if turn is not None or for_desk:
                return turn or Errand.DESK
        if not folder:
            return Errand.UNKNOWN
        known = self.nowhere.get((folder, target))
        if known is not None:
            return self.page_of(folder, NOT_FOUND, 404, wish) if known else Errand.UNKNOWN
        found = self.file(folder, path, wish, ranged=ranged) or self.turned(folder, path, query)
        if found is None:
            self.note_nowhere(folder, target, asked_desk=False)
            return Errand.UNKNOWN
        return found

    def meant(self, folder: str, path: bytes, query: bytes) -> tuple[str, str]:
        """What of a query means something to the desk and to redirects at this path, as it was sent; else empty."""
        where = path.decode("latin-1")
        known = (self.hosts.parameters.get(folder, {}), self.hosts.old_parameters.get(folder, {}))
        for_desk, for_turns = (named(query, names[where]) if where in names else "" for names in known)
        return for_desk, for_turns

    def file(self, folder: str, path: bytes, wish: tuple[str, ...], *, ranged: bool) -> Ready | OnDisk | None:
        """The published file at a path, or the way to it where only the slash at the end is missing."""
        address = path.decode("latin-1")
        if address in {NOT_FOUND, UNAVAILABLE}:
            return self.page_of(folder, NOT_FOUND, 404, wish)
        # The same page under two addresses would be two pages for whoever counts or searches.
        if is_canonical(address) and not address.endswith("/" + INDEX):
            found = self.file_at(folder, address, 200, wish, ranged=ranged)
            if found is not None:
                return found
        longer = address + "/"
        if address.endswith("/") or not is_canonical(longer):
            return None
        if not (self.root / folder / file_of(longer)).is_file():
            return None
        led = plain_page(301, https=self.https, body=b"\n", Location=longer, **self.tags(folder, longer))
        return self.keep(folder, path, led)

    def tags(self, folder: str, address: str) -> dict[str, str]:
        """The headers by which a cache knows an answer without a file again, as `plain_page` takes them."""
        headers = tag_headers(folder, address) if self.shelf.cache_tags else {}
        return {name.replace("-", "_"): value for name, value in headers.items()}

    def file_at(
        self, folder: str, address: str, status: int, wish: tuple[str, ...], *, ranged: bool = False
    ) -> Ready | OnDisk | None:
        """The published file at a canonical address, answered with a status."""
        top = self.root / folder
        if is_half_or_variant(top, address):
            return None
        place = top / file_of(address)
        key: Key = (folder, address.encode(), status)
        # A file may be replaced between the look at it and its reading; the next look sees the new one.
        for _look in range(3):
            entry = self.shelf.fresh(key, place, self.generation)
            if entry is None:
                return None
            if ranged and not is_compressed(address):
                return self.shelf.on_disk(key, place, address, "identity")
            found = self.shelf.answer(key, entry, place, address, wish)
            if found is not None:
                return found
            self.shelf.drop(key)
        return None

    def page_of(self, folder: str, address: str, status: int, wish: tuple[str, ...]) -> Ready:
        """The published page for a misfortune, else a short one."""
        found = self.file_at(folder, address, status, wish) if folder else None
        return found if isinstance(found, Ready) else plain_page(status, https=self.https)

    def unavailable(self, host: bytes, accept: bytes) -> Ready:
        """What readers get while the desk is down: the published page in the site's look, else a short one."""
        found = self.page_of(self.names.folder(host) or "", UNAVAILABLE, 503, self.preferences.of(accept))
        changed = {b"cache-control": b"no-store", b"retry-after": str(RETRY_SECONDS).encode()}
        headers = (*(pair for pair in found.headers if pair[0] not in changed), *changed.items())
        head = lines(headers)
        return Ready(503, headers, head + found.body, len(head))

    def nowhere_page(self, host: bytes, accept: bytes) -> Ready:
        """The page for an address that is nowhere."""
        return self.page_of(self.names.folder(host) or "", NOT_FOUND, 404, self.preferences.of(accept))

    def note_nowhere(self, folder: str, target: bytes, *, asked_desk: bool) -> None:
        """Remember for this generation that there is no file, or that the desk has nothing there either."""
        if len(target) > LONGEST_UNKNOWN:
            return
        if len(self.nowhere) >= MOST_UNKNOWN:
            self.nowhere.clear()
        self.nowhere[folder, target] = asked_desk

    def keep(self, folder: str, path: bytes, ready: Ready) -> Ready:
        """Hold an answer without a file for this generation."""
        self.shelf.put((folder, path, 200), Entry(self.generation, made=ready))
        return ready

    def turned(self, folder: str, path: bytes, query: bytes, *, meant: str = "") -> Ready | None:
        """The redirect or tombstone of an address, looked up with its query first; None where there is none.

        `meant`: what of the query means something here; then what stands at the path alone is another matter.
        """
        asked = forms(path.decode("latin-1"), query.decode("latin-1"), meant)
        turn = self.turn(folder, asked) if folder else None
        if turn is not None and turn.status == GONE:
            ready = plain_page(GONE, https=self.https, body=turn.body.encode() or b"\n", **self.tags(folder, turn.path))
        elif turn is not None and turn.status in MOVED:
            # Quoted again, so that no sign in it can end the header; what is quoted already stays.
            to = quote(turn.location, URL_SIGNS)
            ready = plain_page(turn.status, https=self.https, body=b"\n", Location=to, **self.tags(folder, turn.path))
        else:
            return None
        # With a query there are as many addresses as somebody likes to think of.
        return ready if query else self.keep(folder, path, ready)

    def turn(self, folder: str, asked: list[str]) -> Turn | None:
        """The first row that stands at one of the forms of an address."""
        with suppress(sqlite3.Error):
            connection = self.connection(folder)
            if connection is not None:
                return next(filter(None, (turn_at(connection, form) for form in asked)), None)
        # Being written in this moment, or damaged: the desk knows it too.
        return None

    def connection(self, folder: str) -> sqlite3.Connection | None:
        """The open index of a host; None where it has none."""
        found = self.turns.get(folder)
        file = self.root / folder / ADDRESSES
        if found is None and file.exists():
            found = self.turns[folder] = read_only(file)
            found.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        return found


def named(query: bytes, names: list[str]) -> str:
    """The parts of a query that carry one of the names."""
    parts = query.decode("latin-1").split("&")
    return "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) in names)


def forms(path: str, query: str, meant: str = "") -> list[str]:
    """The forms in which an address may stand there: as asked and decoded, with the query as Wagtail sorts it.

    `meant`: the query without what strangers add to it (`fbclid`). Only where nothing of it is meant the path stands
    alone too.
    """
    paths = [path]
    with suppress(UnicodeDecodeError):
        decoded = unquote(path, errors="strict")
        paths += [decoded, unicodedata.normalize("NFC", decoded)]
    queries = [form for each in (query, meant) if each for form in (each, "&".join(sorted(each.split("&"))))]
    queries += [unquote(one) for one in queries]
    # Wagtail writes an address with a query down without the slash before it.
    before = [shape for each in paths for shape in (each, each.removesuffix("/") or "/")]
    return list(dict.fromkeys([*(f"{each}?{one}" for one in queries for each in before), *(() if meant else paths)]))

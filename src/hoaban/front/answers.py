"""What a host and a target are answered with: ready bytes, a file on the disk, or a miss that the desk answers."""

from __future__ import annotations

import enum
from urllib.parse import quote, unquote_plus

from hoaban.front.address_spelling import from_wire
from hoaban.front.cache_tags import tag_headers
from hoaban.front.codings import AcceptedCodings, compressed
from hoaban.front.generation import GenerationReader
from hoaban.front.host_names import HostNames
from hoaban.front.hosts import read_hosts
from hoaban.front.layout import INDEX, NOT_FOUND, UNAVAILABLE, file_of, is_canonical, is_compressed
from hoaban.front.nearest_file import nearest_file
from hoaban.front.negative_cache import NegativeCache
from hoaban.front.options import FrontOptions
from hoaban.front.redirects import GONE, PublishedRedirect, RedirectLookup
from hoaban.front.response_cache import CacheEntry, FileOnDisk, Key, ResponseCache, is_half_or_variant
from hoaban.front.responses import RETRY_SECONDS, ReadyResponse, lines, plain_page
from hoaban.front.typed_addresses import meant_by
from hoaban.front.well_known import WellKnown

READ = frozenset({b"GET", b"HEAD"})
MOVED = frozenset({301, 302, 307, 308})
URL_SIGNS = "/:?#[]@!$&'()*+,;=%~-._"


class Miss(enum.Enum):
    """What the front cannot answer by itself: `DESK` for addresses of the desk, `UNKNOWN` for any other."""

    DESK = "desk"
    UNKNOWN = "unknown"


Answer = ReadyResponse | FileOnDisk | Miss


class Answers:
    """Everything that can be answered from one published directory, in bounded memory."""

    def __init__(self, options: FrontOptions) -> None:
        self.root = options.root
        self.https = options.https
        self.allowed_hosts = options.allowed_hosts
        self.prefixes = tuple(prefix.encode() for prefix in options.desk_prefixes)
        self.counter = GenerationReader(options.root)
        self.codings = AcceptedCodings()
        self.redirects = RedirectLookup(options.root)
        self.cache = ResponseCache(
            limit_bytes=options.limit_memory,
            https=options.https,
            cache_tags=options.cache_tags,
            name_of=self.redirects.name_of,
        )
        self.entries = self.cache.entries
        self.nowhere = NegativeCache()
        self.well_known = WellKnown(options.webroot, https=options.https)
        self.bad_host = plain_page(400, https=self.https)
        self.not_allowed = plain_page(405, https=self.https, Allow="GET, HEAD")
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
            found = entry.answer_for(self.codings.of(accept))
            if found is not None:
                return found
        own = self.well_known.find(path)
        return own or self.find_on_disk(folder, target, self.codings.of(accept), ranged=ranged)

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
        self.redirects.close()

    def watch(self) -> None:
        """Notice that the directory was made anew; to be called about once a second."""
        if self.counter.find():
            for key in list(self.entries):
                self.cache.drop(key)
            self.look_again()

    def find_on_disk(self, folder: str, target: bytes, wish: tuple[str, ...], *, ranged: bool) -> Answer:
        """The answer of what is not held, or has to be looked at again."""
        path, _, query = target.partition(b"?")
        if path.startswith(self.prefixes) or path + b"/" in self.prefixes:
            return Miss.DESK
        for_desk, for_redirects = self.meant(folder, path, query)
        if for_desk or for_redirects:
            redirect = self.redirect(folder, path, query, wish, meant=for_desk or for_redirects)
            if redirect is not None or for_desk:
                return redirect or Miss.DESK
        if not folder:
            return Miss.UNKNOWN
        asked_desk = self.nowhere.asked_desk(folder, target)
        if asked_desk is not None:
            return self.page_of(folder, NOT_FOUND, 404, wish) if asked_desk else Miss.UNKNOWN
        found = self.file(folder, path, wish, ranged=ranged) or self.redirect(folder, path, query, wish)
        found = found or self.typed(folder, path, query, wish)
        if found is None:
            self.nowhere.note(folder, target, asked_desk=False)
            return Miss.UNKNOWN
        return found

    def meant(self, folder: str, path: bytes, query: bytes) -> tuple[str, str]:
        """What of a query means something to the desk and to redirects at this path, as it was sent; else empty."""
        where = path.decode("latin-1")
        known = (self.hosts.parameters.get(folder, {}), self.hosts.old_parameters.get(folder, {}))
        for_desk, for_redirects = (named(query, names[where]) if where in names else "" for names in known)
        return for_desk, for_redirects

    def file(
        self, folder: str, path: bytes, wish: tuple[str, ...], *, ranged: bool
    ) -> ReadyResponse | FileOnDisk | None:
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
        ready = self.plain(301, b"", folder, longer, Location=longer)
        self.cache.put((folder, path, 200), CacheEntry(self.generation, made=ready))
        return ready

    def file_at(
        self, folder: str, address: str, status: int, wish: tuple[str, ...], *, ranged: bool = False
    ) -> ReadyResponse | FileOnDisk | None:
        """The published file at a canonical address, answered with a status."""
        top = self.root / folder
        if is_half_or_variant(top, address):
            return None
        place = top / file_of(address)
        key: Key = (folder, address.encode(), status)
        # A file may be replaced between the look at it and its reading; the next look sees the new one.
        for _look in range(3):
            entry = self.cache.fresh(key, place, self.generation)
            if entry is None or entry.made is not None:
                # What is held of a redirect or the note of a withdrawn page is no file, of which there are parts.
                return None
            if ranged and not is_compressed(address):
                return self.cache.on_disk(key, place, address, "identity")
            found = self.cache.answer(key, entry, place, address, wish)
            if found is not None:
                return found
            self.cache.drop(key)
        return None

    def typed(self, folder: str, path: bytes, query: bytes, wish: tuple[str, ...]) -> ReadyResponse | None:
        """The way from an address that is nowhere to the published one that was meant; never held, there are so many.

        Where an old address was meant, its own answer: one way less to go.
        """
        # A fragment never comes with a request (RFC 9112, 3.2): that is refused, not guessed at.
        for meant in meant_by(from_wire(path)) if b"#" not in path else ():
            address = nearest_file(self.root / folder, meant)
            if address:
                location = address + (f"?{quote(from_wire(query), URL_SIGNS)}" if query else "")
                return self.plain(301, b"", folder, address, Location=location)
            redirect = self.redirect(folder, quote(meant, URL_SIGNS).encode(), query, wish)
            if redirect is not None:
                return redirect
        return None

    def page_of(self, folder: str, address: str, status: int, wish: tuple[str, ...]) -> ReadyResponse:
        """The published error page of a status, else a short one."""
        found = self.file_at(folder, address, status, wish) if folder else None
        return found if isinstance(found, ReadyResponse) else plain_page(status, https=self.https)

    def unavailable(self, host: bytes, accept: bytes) -> ReadyResponse:
        """What readers get while the desk is down: the published page in the site's look, else a short one."""
        found = self.page_of(self.names.folder(host) or "", UNAVAILABLE, 503, self.codings.of(accept))
        changed = {b"cache-control": b"no-store", b"retry-after": str(RETRY_SECONDS).encode()}
        headers = (*(pair for pair in found.headers if pair[0] not in changed), *changed.items())
        head = lines(headers)
        return ReadyResponse(503, headers, head + found.body, len(head))

    def nowhere_page(self, host: bytes, accept: bytes) -> ReadyResponse:
        """The page for an address that is nowhere."""
        return self.page_of(self.names.folder(host) or "", NOT_FOUND, 404, self.codings.of(accept))

    def redirect(
        self, folder: str, path: bytes, query: bytes, wish: tuple[str, ...], *, meant: str = ""
    ) -> ReadyResponse | None:
        """The answer of a redirect or tombstone, as `RedirectLookup.find` finds it."""
        found = self.redirects.find(folder, path, query, meant=meant) if folder else None
        if found is not None and found.status == GONE:
            entry = tombstone(self, folder, found)
        elif found is not None and found.status in MOVED:
            # Quoted again, so that no sign in it can end the header; what is quoted already stays.
            ready = self.plain(found.status, b"", folder, found.path, Location=quote(found.location, URL_SIGNS))
            entry = CacheEntry(self.generation, made=ready)
        else:
            return None
        # With a query there are as many addresses as somebody likes to think of.
        if not query:
            self.cache.put((folder, path, 200), entry)
        return next((entry.made_in[coding] for coding in wish if coding in entry.made_in), entry.made)

    def plain(self, status: int, body: bytes, folder: str, address: str, **headers: str) -> ReadyResponse:
        """An answer without a file, with the tags by which a cache knows that of an address."""
        tags = tag_headers(folder, address) if self.cache.cache_tags else {}
        named_so = {name.replace("-", "_"): value for name, value in tags.items()}
        return plain_page(status, https=self.https, body=body or b"\n", **headers, **named_so)


def tombstone(answers: Answers, folder: str, found: PublishedRedirect) -> CacheEntry:
    """The public note of a withdrawn page, in each coding."""
    body = found.body.encode()
    forms = {"identity": body, **compressed(body)}
    made = {}
    for coding, form in forms.items():
        coded = {} if coding == "identity" else {"Content-Encoding": coding}
        made[coding] = answers.plain(GONE, form, folder, found.path, Vary="Accept-Encoding", **coded)
    return CacheEntry(answers.generation, made=made["identity"], made_in=made)


def named(query: bytes, names: list[str]) -> str:
    """The parts of a query that carry one of the names."""
    parts = query.decode("latin-1").split("&")
    return "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) in names)

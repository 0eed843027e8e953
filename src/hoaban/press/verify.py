"""Compares the published directory with a full rendering of the database, byte for byte; changes nothing.

Figures of reads and visits alone may differ: a file carries those of the moment at which it was pressed.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import brotli
from wagtail.models import Site

from hoaban.front.directory import PublishedDirectory
from hoaban.front.hosts import read_hosts
from hoaban.front.layout import CODINGS, FILES, HOSTS, REDIRECTS, file_of, is_canonical, is_compressed
from hoaban.front.redirects import PublishedRedirect
from hoaban.kit.figures import masked
from hoaban.kit.progress import Progress, no_progress
from hoaban.press.address_rendering import FOUND, NOWHERE, Rendered, folders_of, render, sites
from hoaban.press.host_parameters import gather
from hoaban.press.log_reader import hosts
from hoaban.publication.addresses import everything
from hoaban.publication.published_files import DIGEST_LENGTH
from hoaban.publication.recorder import remembering

RENDERED_TOGETHER = 200
LEFT = "left half-way"


class Fault(StrEnum):
    """What can be wrong with an address."""

    MISSING = "missing"
    STALE = "stale"
    EXTRA = "extra"
    BROKEN = "broken"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One address at which the directory is not what it should be."""

    fault: Fault
    folder: str
    address: str
    detail: str = ""

    @property
    def is_nobodys(self) -> bool:
        """Whether no page has to do with it: it lies there, and should not."""
        return self.fault is Fault.EXTRA and (self.detail == LEFT or self.address.startswith(FILES))

    def __str__(self) -> str:
        return f"{self.fault:<8} {self.folder}{self.address}{f': {self.detail}' if self.detail else ''}"


@dataclass
class Comparison:
    """How many addresses were compared, and each at which the directory is not what it should be."""

    compared: int = 0
    differences: list[Difference] = field(default_factory=list)


def chosen(pages: dict[str, list[str]], count: int, chance: random.Random) -> dict[str, list[str]]:
    """So many addresses of all folders together, or as many as there are."""
    every = [(folder, path) for folder, paths in pages.items() for path in paths]
    found: dict[str, list[str]] = {folder: [] for folder in pages}
    for folder, path in chance.sample(every, min(count, len(every))):
        found[folder].append(path)
    return found


class Verifier:
    """One comparison: renders what should lie in the directory and notes each difference from what does."""

    def __init__(self, directory: PublishedDirectory, progress: Progress = no_progress) -> None:
        self.directory = directory
        self.progress = progress
        self.comparison = Comparison()
        # Whether the parts that a page names are compared with it.
        self.follows_parts = True
        # By folder and file, a page that names it.
        self.named_by: dict[tuple[str, str], str] = {}

    def verify(self, sample: int | None = None, seed: int | None = None) -> Comparison:
        """Compare everything, or `sample` addresses of all sites, chosen by chance, and nothing besides."""
        by_folder = folders_of(sites())
        self.compare_hosts(by_folder)
        lying = {folder: self.lying(folder) for folder in by_folder}
        turns = {folder: self.readable_redirects(folder) for folder in by_folder}
        pages = {folder: self.pages(site, lying[folder], turns[folder]) for folder, site in by_folder.items()}
        self.follows_parts = sample is None
        if sample is not None:
            pages = chosen(pages, sample, random.Random(seed))  # noqa: S311  no secret
        for folder, site in by_folder.items():
            named = self.compare_pages(folder, site, pages[folder], turns[folder])
            self.check_files(folder, named, lying[folder] if sample is None else None)
        if sample is None:
            for folder in set(self.directory.folders()) - set(by_folder):
                self.found(Fault.EXTRA, folder, "/", "no site has this host")
        return self.comparison

    def verify_again(self) -> Comparison:
        """Compare once more what differed, as the database has it now: a press at work is never through with all."""
        before, self.comparison = self.comparison, Comparison()
        by_folder = folders_of(sites())
        self.follows_parts = False
        if any(not difference.folder for difference in before.differences):
            self.compare_hosts(by_folder)
        for folder in {difference.folder for difference in before.differences if difference.folder}:
            differed = [difference for difference in before.differences if difference.folder == folder]
            if folder in by_folder:
                self.compare_again(folder, by_folder[folder], differed)
            elif folder in self.directory.folders():
                self.comparison.differences += differed
        self.comparison.compared = before.compared
        return self.comparison

    def compare_again(self, folder: str, site: Site, differed: list[Difference]) -> None:
        """Compare what differed of one host: a file by the page that names it, what none names by being there."""
        there = {*self.directory.addresses(folder), *self.leftovers(folder)}
        nobodys = [each for each in differed if each.is_nobodys]
        self.comparison.differences += [each for each in nobodys if each.address in there]
        pages = {self.named_by.get((folder, each.address), each.address) for each in differed if each not in nobodys}
        turns = self.readable_redirects(folder)
        self.check_files(folder, self.compare_pages(folder, site, sorted(pages - {f"/{REDIRECTS}"}), turns), None)

    def leftovers(self, folder: str) -> list[str]:
        """What a killed writer left half-way, as addresses."""
        top = self.directory.root / folder
        return [f"/{path.relative_to(top).as_posix()}" for path in self.directory.leftovers(folder)]

    def lying(self, folder: str) -> set[str]:
        """The addresses at which something lies."""
        return set(self.directory.addresses(folder)) if (self.directory.root / folder).exists() else set()

    @staticmethod
    def pages(site: Site, lying: set[str], turns: dict[str, PublishedRedirect]) -> list[str]:
        """The addresses of a site at which something should lie, or does."""
        wanted = {published.path for published in everything(site)}
        return sorted(wanted | {path for path in lying if not path.startswith(FILES)} | set(turns))

    def readable_redirects(self, folder: str) -> dict[str, PublishedRedirect]:
        """The redirects and tombstones of a host by path; none where their file is damaged, which is told."""
        try:
            return {turn.path: turn for turn in self.directory.redirects(folder)}
        except sqlite3.DatabaseError as error:
            self.found(Fault.BROKEN, folder, f"/{REDIRECTS}", str(error))
            return {}

    def found(self, fault: Fault, folder: str, address: str, detail: str = "") -> None:
        """Note one difference."""
        self.comparison.differences.append(Difference(fault, folder, address, detail))

    def compare_hosts(self, by_folder: dict[str, Site]) -> None:
        """Compare the file that says which host is which folder and which query parameters mean something."""
        lying = read_hosts(self.directory.root)
        # While the press is not yet through, the file says so, and rightly.
        if lying != hosts(by_folder, gather(by_folder), complete=lying.complete, former=lying.former):
            self.found(Fault.STALE, "", f"/{HOSTS}", "hosts or query parameters have changed")

    def compare_pages(self, folder: str, site: Site, pages: list[str], turns: dict[str, PublishedRedirect]) -> set[str]:
        """Render and compare addresses, with the parts that they name; returns the files that they name."""
        named: set[str] = set()
        seen, waiting = set(pages), list(pages)
        while waiting:
            some, waiting = waiting[:RENDERED_TOGETHER], waiting[RENDERED_TOGETHER:]
            with remembering():
                for path in some:
                    files, parts = self.compare(folder, site, path, turns.get(path))
                    named |= files
                    self.named_by.update(((folder, file), path) for file in files)
                    new = sorted(parts - seen) if self.follows_parts else []
                    seen.update(new)
                    waiting.extend(new)
            self.progress(len(seen) - len(waiting), len(seen), some[-1])
        return named

    def compare(self, folder: str, site: Site, path: str, turn: PublishedRedirect | None) -> tuple[set[str], set[str]]:
        """Compare one address; returns the files and the parts that it names."""
        self.comparison.compared += 1
        try:
            rendered = render(site, path)
        except Exception as error:  # noqa: BLE001  told as a difference
            self.found(Fault.FAILING, folder, path, f"{type(error).__name__}: {error}")
            return set(), set()
        if rendered.status == FOUND and not is_canonical(path):
            rendered = Rendered(NOWHERE)
        if not path.startswith(FILES):
            self.compare_file(folder, path, rendered.body if rendered.status == FOUND else None)
        self.compare_redirect(folder, path, turn, rendered)
        return set(rendered.reading.files), rendered.reading.parts

    def compare_file(self, folder: str, path: str, body: bytes | None) -> None:
        """Compare the file at an address and its variants with the body; None for no file."""
        lying = self.directory.read(folder, path) if is_canonical(path) else None
        if body is None:
            if lying is not None:
                self.found(Fault.EXTRA, folder, path, "nothing public is at this address")
        elif lying is None:
            self.found(Fault.MISSING, folder, path)
        elif masked(lying) != masked(body):
            self.found(Fault.STALE, folder, path, f"{len(lying)} bytes lie there, {len(body)} should")
        else:
            self.check_variants(folder, path, lying)

    def compare_redirect(self, folder: str, path: str, turn: PublishedRedirect | None, rendered: Rendered) -> None:
        """Compare the redirect or note at an address."""
        turned = rendered.status not in {FOUND, NOWHERE}
        should = PublishedRedirect(path, rendered.status, rendered.location, rendered.body.decode()) if turned else None
        if should != turn:
            fault = Fault.MISSING if turn is None else Fault.EXTRA if should is None else Fault.STALE
            self.found(fault, folder, path, f"answers {turn.status if turn else 404}, should answer {rendered.status}")

    def check_variants(self, folder: str, path: str, body: bytes) -> None:
        """The compressed forms give the file itself."""
        if not is_compressed(path):
            return
        place = self.directory.root / folder / file_of(path)
        for suffix, decode in ((CODINGS["br"], brotli.decompress), (CODINGS["gzip"], gzip.decompress)):
            try:
                same = decode(place.with_name(place.name + suffix).read_bytes()) == body
            except (OSError, EOFError, brotli.error):
                same = False
            if not same:
                self.found(Fault.BROKEN, folder, path, f"its {suffix} does not give the same bytes")

    def check_files(self, folder: str, named: Iterable[str], lying: set[str] | None) -> None:
        """Each named file is there and is what its name says; nothing else lies there."""
        named = set(named)
        for address in sorted(named):
            body = self.directory.read(folder, address)
            if body is None:
                self.found(Fault.MISSING, folder, address)
            elif hashlib.sha256(body).hexdigest()[:DIGEST_LENGTH] != address[len(FILES) :].partition("/")[0]:
                self.found(Fault.BROKEN, folder, address, "its bytes are not what its name says")
            else:
                self.check_variants(folder, address, body)
        if lying is not None:
            for address in sorted(path for path in lying - named if path.startswith(FILES)):
                self.found(Fault.EXTRA, folder, address, "no page names it")
            for address in self.leftovers(folder):
                self.found(Fault.EXTRA, folder, address, LEFT)

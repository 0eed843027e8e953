"""Copies what is published to a folder that any web server, an object store or a memory stick serves.

The press may go on meanwhile: after a round of copying, what has changed since is copied again, until a round finds
nothing new. Only then are links rewritten, from the copy alone.
"""

from __future__ import annotations

import errno
import html
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.utils import timezone
from wagtail.models import Site

from hoaban.front.directory import BEING_WRITTEN, PublishedDirectory, compressed_forms
from hoaban.front.layout import CODINGS, FILES, GENERATION, NEVER_SERVED, address_of, file_of, is_compressed
from hoaban.front.redirects import GONE, PublishedRedirect
from hoaban.front.response_cache import Signature, is_half_or_variant
from hoaban.kit.errors import HoabanError
from hoaban.kit.progress import Progress, no_progress
from hoaban.press.address_rendering import folders_of, sites
from hoaban.press.link_rewriting import LinkRewriter, LinkStyle, page_address

UNFINISHED = ".partial"
README, OLD_ADDRESSES = "README.txt", "_redirects"
TITLE = "A copy of the published pages of a portal made with Hoa Ban"
MOST_ROUNDS = 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# The text of a file is rewritten; what is no text is carried as it is.
REWRITTEN = ("/", ".html", ".css", ".webmanifest")
URL_SIGNS = "/:?#[]@!$&'()*+,;=%~-._"
MOVED_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Trang đã chuyển</title>
<meta http-equiv="refresh" content="0; url={link}">
<link rel="canonical" href="{canonical}"><meta name="robots" content="noindex"></head>
<body><p><a href="{link}">Trang này đã chuyển sang địa chỉ mới.</a> <span lang="en">This page has moved.</span></p>
</body></html>
"""
EXPLANATIONS = {
    LinkStyle.AS_PUBLISHED: "Links begin with a slash: let a web server answer with a host's folder as its root.",
    LinkStyle.RELATIVE: "Links are relative: open the index.html of a host's folder, from a disk or a memory stick.",
    LinkStyle.ABSOLUTE: "Links are whole addresses: lay a host's folder at {base_url}/ and nowhere else.",
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the copy should be: how its files name each other, under which address it will lie, of which host."""

    addresses: LinkStyle = LinkStyle.AS_PUBLISHED
    base_url: str = ""
    site: str = ""


def export(source: Path, target: Path, options: ExportOptions | None = None, progress: Progress = no_progress) -> int:
    """Copy a published directory to a new or empty folder; returns the number of files.

    The copy is made in `<target>.partial` and renamed in the end. Raises HoabanError.
    """
    options = options or ExportOptions()
    refuse_what_cannot_be(source, target, options)
    chosen = chosen_folders(source, options)
    partial = target.with_name(target.name + UNFINISHED)
    make_room_for(partial)
    try:
        write_text(partial / README, about(options, chosen))
        count = Copy(PublishedDirectory(source), partial, options, progress).make(chosen) + 1
        # A memory stick is pulled out as soon as the command says that it is done.
        os.sync()
        if target.exists():
            target.rmdir()
        partial.rename(target)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        if error.errno in FULL:
            raise HoabanError(
                f"The disk of {target} is full. What was copied is taken away again; make room or name another disk."
            ) from error
        raise HoabanError(f"The copy {target} cannot be written: {error}.") from error
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return count


def refuse_what_cannot_be(source: Path, target: Path, options: ExportOptions) -> None:
    """Raise HoabanError for options that cannot be met, before anything is written."""
    if not source.exists():
        raise HoabanError(f"Nothing is published yet in {source}. Run: hoaban press --all")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise HoabanError(f"The folder {target} is not empty. Name a new one, so that nothing old stays in it.")
    if source.resolve() in (target.resolve(), *target.resolve().parents):
        raise HoabanError(f"The copy {target} would lie inside {source}, where readers would get it. Name another one.")
    if options.base_url and options.addresses is not LinkStyle.ABSOLUTE:
        raise HoabanError("--base-url means something only with --addresses absolute.")
    parts = urlsplit(options.base_url)
    if options.base_url and (
        parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment
    ):
        raise HoabanError(f"{options.base_url!r} is no address. Write for example --base-url https://mirror.example.vn")


def chosen_folders(source: Path, options: ExportOptions) -> dict[str, Site]:
    """The sites to copy by the name of their folder; raises HoabanError."""
    pressed = PublishedDirectory(source).folders()
    by_folder = {folder: site for folder, site in folders_of(sites()).items() if folder in pressed}
    if options.site:
        names = {folder: {folder, site.hostname, urlsplit(site.root_url).netloc} for folder, site in by_folder.items()}
        chosen = {folder: site for folder, site in by_folder.items() if options.site in names[folder]}
        if len(chosen) != 1:
            raise HoabanError(f"The host {options.site!r} is not one of those published: {', '.join(by_folder)}.")
        return chosen
    if options.base_url and len(by_folder) > 1:
        raise HoabanError(
            f"Several hosts cannot lie at one address. Name one of them with --site: {', '.join(by_folder)}."
        )
    return by_folder


def make_room_for(partial: Path) -> None:
    """An empty folder for the copy in the making; what an earlier one left is taken away, anything else is not."""
    if partial.exists():
        readme = partial / README
        if not readme.is_file() or not readme.read_text(encoding="utf-8").startswith(TITLE):
            raise HoabanError(f"The folder {partial} is in the way. Move it, or name another place for the copy.")
        shutil.rmtree(partial)
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise HoabanError(f"The copy cannot be begun: {error}.") from error


def about(options: ExportOptions, chosen: dict[str, Site]) -> str:
    """What the copy says about itself."""
    listed = "\n".join(f"  {folder}/  {site.root_url}/" for folder, site in chosen.items())
    first = next(iter(chosen.values()), None)
    base_url = options.base_url or (first.root_url if first else "")
    made = timezone.localtime(timezone.now()).strftime("%Y-%m-%d %H:%M %z")
    return (
        f"{TITLE}\n\nMade on {made}. A folder for each host:\n{listed}\n\n"
        f"{EXPLANATIONS[options.addresses].format(base_url=base_url)}\n"
        "What only the running portal answers (search, editing) leads there or is missing.\n"
        f"{OLD_ADDRESSES} in each folder lists old addresses: path, status, where it leads (- for what is gone);\n"
        "404.html is the page for an address that is nowhere. Nothing here needs a database or a program.\n\n"
        "Đây là bản sao các trang đã đăng của cổng thông tin; không cần cơ sở dữ liệu hay phần mềm nào để đọc.\n"
        "Mở tệp index.html trong thư mục của từng tên miền, hoặc đặt thư mục đó lên một máy chủ web.\n"
    )


@dataclass
class Copy:
    """A copy while it is made: which files are in it already, and how many."""

    directory: PublishedDirectory
    partial: Path
    options: ExportOptions
    progress: Progress
    # What was copied, by folder and path below it, with what tells the file from its successor.
    copied: dict[tuple[str, str], Signature] = field(default_factory=dict)
    count: int = 0

    def make(self, chosen: dict[str, Site]) -> int:
        """Copy the folders, then rewrite what the options ask for; returns the number of files."""
        turns = self.copy_until_nothing_changes(list(chosen))
        self.count = len(self.copied)
        for folder, site in chosen.items():
            self.finish(folder, site.root_url, turns[folder])
        return self.count

    def copy_until_nothing_changes(self, folders: list[str]) -> dict[str, list[PublishedRedirect]]:
        """Copy round after round until the press has done nothing meanwhile; returns redirects and notes by folder."""
        for _round in range(MOST_ROUNDS):
            before = self.generation()
            turns = {folder: list(self.directory.redirects(folder)) for folder in folders}
            lying = [(folder, path) for folder in folders for path in self.files(folder)]
            changed = self.drop_all_but(set(lying))
            for number, (folder, path) in enumerate(lying, start=1):
                changed |= self.copy(folder, path)
                self.progress(number, len(lying), path)
            # Not the generation alone: in the middle of a batch a page may be there that names a file not yet seen.
            if not changed and self.generation() == before:
                return turns
        raise HoabanError("The press writes faster than can be copied. Try again when it has caught up.")

    def generation(self) -> bytes:
        """The counter that the press moves after each batch, so that a change meanwhile is noticed."""
        place = self.directory.root / GENERATION
        return place.read_bytes() if place.exists() else b""

    def files(self, folder: str) -> Iterator[str]:
        """Paths below a host's folder of all files that the copy needs."""
        top = self.directory.root / folder
        for where, _folders, names in os.walk(top):
            for name in names:
                path = (Path(where) / name).relative_to(top).as_posix()
                if name in NEVER_SERVED or name.endswith(BEING_WRITTEN):
                    continue
                if self.options.addresses is LinkStyle.AS_PUBLISHED or not is_half_or_variant(top, f"/{path}"):
                    yield path

    def copy(self, folder: str, path: str) -> bool:
        """Copy one file where it is not the one that was copied already; False where it is."""
        try:
            with (self.directory.root / folder / path).open("rb") as source:
                about_file = os.fstat(source.fileno())
                seen = (about_file.st_mtime_ns, about_file.st_size, about_file.st_ino)
                if self.copied.get((folder, path)) == seen:
                    return False
                place = self.partial / folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1024 * 1024)
        except FileNotFoundError:
            return True
        os.utime(place, ns=(about_file.st_mtime_ns, about_file.st_mtime_ns))
        self.copied[folder, path] = seen
        return True

    def drop_all_but(self, lying: set[tuple[str, str]]) -> bool:
        """Take out of the copy what was taken away from readers meanwhile; False where that is nothing."""
        gone = set(self.copied) - lying
        for folder, path in gone:
            (self.partial / folder / path).unlink(missing_ok=True)
            del self.copied[folder, path]
        return bool(gone)

    def finish(self, folder: str, root_url: str, turns: list[PublishedRedirect]) -> None:
        """Rewrite links, write pages for redirects and notes, and the list of all of them."""
        top = self.partial / folder
        top.mkdir(exist_ok=True)
        variants = tuple(CODINGS.values())
        files = {address_of(path) for where, path in self.copied if where == folder}
        files = {address for address in files if not (address.endswith(variants) and is_half_or_variant(top, address))}
        pages = {address: turn for turn in turns if (address := page_address(turn.path)) and address not in files}
        pages = {address: turn for address, turn in pages.items() if not address.startswith(FILES)}
        # Read before it is rewritten: what a page takes in is rewritten for that page.
        original = {address: (top / file_of(address)).read_text("utf-8") for address in files if is_taken_in(address)}
        links = LinkRewriter(
            self.options.addresses,
            root_url,
            self.options.base_url.rstrip("/") or root_url,
            files | set(pages),
            original.__getitem__,
        )
        for number, address in enumerate(sorted(files), start=1):
            self.rewrite(top, address, links)
            self.progress(number, len(files), address)
        for address, turn in pages.items():
            self.write_redirect(top, address, turn, links)
        write_text(top / OLD_ADDRESSES, "".join(f"{line}\n" for line in map(line_of, turns)))
        self.count += 1

    def rewrite(self, top: Path, address: str, links: LinkRewriter) -> None:
        """Rewrite the links of one file, and make its compressed forms anew where the copy has any."""
        absolute = self.options.addresses is LinkStyle.ABSOLUTE
        if self.options.addresses is LinkStyle.AS_PUBLISHED or not is_compressed(address):
            return
        place = top / file_of(address)
        if absolute or address.endswith(REWRITTEN):
            old = place.read_text("utf-8")
            new = links.rewritten(address, old)
            if new != old:
                write_text(place, new)
        if absolute:
            self.write_variants(place, address)

    def write_variants(self, place: Path, address: str) -> None:
        """Write the compressed forms of a file beside it."""
        for ending, body in compressed_forms(address, place.read_bytes()).items():
            place.with_name(place.name + ending).write_bytes(body)
            self.count += 1

    def write_redirect(self, top: Path, address: str, turn: PublishedRedirect, links: LinkRewriter) -> None:
        """Write the page that stands for a redirect or a note; nothing where its place cannot be made."""
        if turn.status == GONE:
            text = turn.body.replace("<head>", '<head>\n<meta name="robots" content="noindex">', 1)
        else:
            rooted = links.rooted(turn.location)
            canonical = links.root_url + rooted if rooted is not None else turn.location
            text = MOVED_PAGE.format(link=html.escape(turn.location), canonical=html.escape(canonical))
        place = top / file_of(address)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return  # below something that is a file in the copy; it stands in the list
        write_text(place, links.rewritten(address, text))
        self.count += 1
        if self.options.addresses is not LinkStyle.RELATIVE:
            self.write_variants(place, address)


def is_taken_in(address: str) -> bool:
    """Whether pages of a copy may take a file in."""
    return address.startswith("/_parts/") or address.endswith(".svg")


def line_of(turn: PublishedRedirect) -> str:
    """One line of the list of redirects; nothing in it can begin another one or look like another column."""
    location = quote(turn.location, URL_SIGNS) if turn.status != GONE else "-"
    return f"{quote(turn.path, URL_SIGNS)} {turn.status} {location}"


def write_text(place: Path, text: str) -> None:
    """Write a text as it is, on every system with the same line ends."""
    place.write_text(text, encoding="utf-8", newline="")

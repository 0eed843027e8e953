"""The first half of a run: every input of a source becomes a record, or a row that says why not."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from hoaban.importer.adapters import ADAPTERS
from hoaban.importer.adapters.source import PAGE_LIMIT, PICTURES, Adapter, Input, Source, looks_like
from hoaban.importer.ledger import READ, Ledger, printable
from hoaban.importer.page_frame import Repeats
from hoaban.importer.record import PageRecord
from hoaban.kit.errors import HoabanError, UnreadableText
from hoaban.kit.formats import format_size
from hoaban.kit.progress import Progress

# So many pages show what the frame of a portal is; each is read once more for it.
MOST_OBSERVED = 300


def read_source(source: Source, ledger: Ledger, progress: Progress) -> int:
    """Read every input that is not read yet; returns their number. Nothing that one input holds stops the run."""
    ledger.begin(printable(str(source.root.resolve())))
    # Walked twice, to know how many there are: the names of a large source are not kept in memory.
    total, done = sum(1 for _entry in source.inputs()), 0
    repeats = repeats_of(source)
    for entry in source.inputs():
        read_input(entry, ledger, repeats)
        done += 1
        progress(done, max(done, total), printable(entry.name))
    ledger.mark_duplicates()
    ledger.write_records()
    return done


def repeats_of(source: Source) -> Repeats:
    """What the first pages of a source have in common; what cannot be read is told where it is read."""
    repeats = Repeats()
    for entry in source.inputs():
        if repeats.pages >= MOST_OBSERVED:
            break
        adapter = adapter_of(entry.name)
        with suppress(OSError, HoabanError):
            if adapter is None or entry.fault or refuse_unread(entry, entry.path.lstat().st_size):
                continue
            data = entry.path.read_bytes()
            if not looks_like(data):
                adapter.observe(data, repeats)
    return repeats


def adapter_of(name: str) -> Adapter | None:
    """The adapter that reads inputs of this name."""
    return next((adapter for adapter in ADAPTERS if adapter.can_read(name)), None)


def read_input(entry: Input, ledger: Ledger, repeats: Repeats) -> None:
    """Read one input into its row."""
    name = printable(entry.name)
    if entry.fault:
        ledger.put(name, "", "failed", entry.fault)
        return
    try:
        facts = entry.path.lstat()
        stamp = f"{facts.st_size}:{facts.st_mtime_ns}"
        if ledger.is_current(name, stamp):
            return
        refusal = refuse_unread(entry, facts.st_size)
        if refusal:
            ledger.put(name, stamp, *refusal)
            return
        with entry.path.open("rb") as file:
            # A file that grows meanwhile is cut, not read without end; its new size makes it another input next time.
            data = file.read(PAGE_LIMIT)
    except OSError as error:
        ledger.put(name, "", "failed", f"the file cannot be read: {error.strerror or error}")
        return
    ledger.put(name, stamp, *outcome(data, name, repeats))


def refuse_unread(entry: Input, size: int) -> tuple[str, str] | None:
    """(status, reason) of what is not even opened, else None."""
    if entry.path.is_symlink() or not entry.path.is_file():
        return "skipped", "not a plain file"
    if size == 0:
        return "failed", "the file is empty"
    if size > PAGE_LIMIT:
        limit = format_size(PAGE_LIMIT, "en")
        return "failed", f"the file has {format_size(size, 'en')}, more than a page can have ({limit})"
    return None


def outcome(data: bytes, name: str, repeats: Repeats) -> tuple[str, str, PageRecord | None]:
    """(status, reason, record or None) of the bytes of an input."""
    kind = looks_like(data)
    adapter = adapter_of(name)
    if kind:
        return ("media" if any(word in kind for word in PICTURES) else "skipped"), f"{kind}, not a page", None
    if adapter is None:
        return "skipped", "no adapter reads files of this kind", None
    try:
        record = adapter.read(data, name, repeats)
    except UnreadableText as error:
        return "failed", str(error), None
    except Exception as error:  # noqa: BLE001  one page's surprise must not stop ten thousand others
        return "failed", f"the page could not be read: {type(error).__name__}: {error}", None
    record.raw_sha256 = hashlib.sha256(data).hexdigest()
    missing = "title" if not record.title else "text" if not (record.body or record.lead) else ""
    return ("failed", f"the page has no {missing}", None) if missing else (READ, "", record)

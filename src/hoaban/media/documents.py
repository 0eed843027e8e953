"""Takes documents and films in: only kinds that are known, and only if the bytes are of that kind."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path, PurePath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from hoaban.kit import confined
from hoaban.kit.confined import Failed, OverLimit
from hoaban.kit.decode import utf16_of
from hoaban.kit.errors import RefusedUpload
from hoaban.kit.formats import format_size
from hoaban.media.pictures import on_disk, size_of

logger = logging.getLogger(__name__)
OFFICE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
OPEN_DOCUMENT = {
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
OLD_OFFICE = (".doc", ".xls", ".ppt")
TEXT = (".txt", ".csv")
OTHER = (".pdf", ".zip", ".rtf")
FILMS = (".mp4", ".webm", ".ogv")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 4096
# The list of parts of an archive is read in a moment, or it is none of a document.
SECONDS_TO_LOOK = 10
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<body", b"<iframe")


def check_document(upload: IO[bytes], name: str) -> None:
    """Refuse a document that is too large, of no known kind, not what its name says, locked or with macros.

    Raises RefusedUpload with the reason.
    """
    check_size(upload, name, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    ending = PurePath(name).suffix.lower()
    known = (*OFFICE, *OPEN_DOCUMENT, *OLD_OFFICE, *TEXT, *OTHER)
    if ending not in known:
        values = {"name": name, "known": ", ".join(sorted(kind[1:] for kind in known))}
        raise RefusedUpload(_("%(name)s is of a kind that is not taken in. Taken in are: %(known)s.") % values)
    upload.seek(0)
    head = upload.read(HEAD)
    problem = problem_of(upload, head, ending)
    upload.seek(0)
    if problem:
        raise RefusedUpload(f"{name}: {problem}")


def problem_of(upload: IO[bytes], head: bytes, ending: str) -> str:
    """What is wrong with a document of a known kind, or nothing."""
    not_that_kind = _("the file is not what its name says (%(ending)s): save it again in the program it comes from.")
    not_that_kind %= {"ending": ending}
    if ending == ".pdf":
        return "" if b"%PDF-" in head[:1024] and not looks_like_markup(head) else not_that_kind
    if ending == ".rtf":
        return "" if head.startswith(b"{\\rtf") else not_that_kind
    if ending in TEXT:
        is_text = (b"\0" not in head or utf16_of(head)) and not looks_like_markup(head)
        return "" if is_text else not_that_kind
    if ending in OLD_OFFICE:
        return problem_of_old_office(upload) if head.startswith(OLE) else not_that_kind
    if ending in OFFICE and head.startswith(OLE):
        return _("the file is locked with a password: take the password off and upload it again.")
    return problem_of_archive(upload, ending, not_that_kind) if head.startswith(b"PK") else not_that_kind


def problem_of_old_office(upload: IO[bytes]) -> str:
    """Macros in a file of Office 97-2003."""
    upload.seek(0)
    last = b""
    while chunk := upload.read(1 << 20):
        window = last + chunk
        if "_VBA_PROJECT".encode("utf-16-le") in window or "EncryptedPackage".encode("utf-16-le") in window:
            return _("the file holds macros or is locked: save it as PDF or without them and upload that.")
        last = chunk[-64:]
    return ""


def problem_of_archive(upload: IO[bytes], ending: str, not_that_kind: str) -> str:
    """What is wrong with a file that is a ZIP archive inside."""
    limits = confined.Limits(settings.HOABAN_LIMIT_MEMORY, SECONDS_TO_LOOK)
    job = {"within": OFFICE.get(ending, ""), "kind": OPEN_DOCUMENT.get(ending, "")}
    with tempfile.TemporaryDirectory(prefix="hoaban-archive-") as folder:
        job["source"] = str(on_disk(upload, Path(folder)))
        try:
            problem = confined.run("hoaban.media.archives", job, limits)["problem"]
        except (Failed, OverLimit) as error:
            logger.warning("An archive is not taken in: %s", error)
            problem = "busy" if getattr(error, "reason", "") == "busy" else "bomb"
    words = {
        "": "",
        "other": not_that_kind,
        "bomb": _("the archive unpacks to far more than it should: it is not taken in."),
        "macros": _("the file holds macros: save it without them and upload it again."),
        "busy": _("other files are being looked at: upload it again in a minute."),
    }
    return words[problem]


def looks_like_markup(head: bytes) -> bool:
    """Whether a file begins like a page that a browser would run."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower().startswith(MARKUP)


def check_film(upload: IO[bytes], name: str) -> None:
    """Refuse a film that is too large or none; a sound too, which no page shows. Raises RefusedUpload."""
    check_size(upload, name, settings.HOABAN_LIMIT_VIDEO)
    ending = PurePath(name).suffix.lower()
    upload.seek(0)
    head = upload.read(64)
    upload.seek(0)
    starts = (b"\x1aE\xdf\xa3", b"OggS")
    if ending not in FILMS or not (head.startswith(starts) or head[4:8] == b"ftyp"):
        values = {"name": name, "known": ", ".join(kind[1:] for kind in FILMS)}
        raise RefusedUpload(_("%(name)s is not a film that is taken in (%(known)s).") % values)


def check_size(upload: IO[bytes], name: str, limit: int) -> None:
    """Refuse what is empty or too large."""
    size = size_of(upload)
    if size == 0:
        raise RefusedUpload(_("%(name)s is empty.") % {"name": name})
    if size > limit:
        values = {"name": name, "size": format_size(size), "limit": format_size(limit)}
        raise RefusedUpload(_("%(name)s has %(size)s; at most %(limit)s is taken in.") % values)

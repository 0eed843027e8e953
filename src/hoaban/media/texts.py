"""The text in attached files, read once for each content by background work."""

from __future__ import annotations

import logging
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from django.db.models.signals import post_save
from django_tasks import task
from docx import Document as WordDocument
from pypdf import PdfReader

from hoaban.kit.vietnamese import clean_text
from hoaban.media.models import AttachedFile, FileText
from hoaban.publication.searchable import LONGEST_BODY

logger = logging.getLogger(__name__)
MOST_PAGES = 2000
# A page of a document that holds less than this is a picture of text.
LEAST_PER_PAGE = 15
READABLE = (".pdf", ".docx", ".txt", ".csv")


def read_text(file: IO[bytes], name: str) -> tuple[str, FileText.State]:
    """(the text in a file, whether it could be read); a file that its reader cannot read is said to be so."""
    ending = PurePath(name).suffix.lower()
    if ending not in READABLE:
        return "", FileText.State.NONE
    try:
        text, pages = TEXT_OF[ending](file)
    except Exception as error:  # noqa: BLE001  a broken file must not end the work on the others
        logger.warning("The text of %s cannot be read: %s: %s", name, type(error).__name__, error)
        return "", FileText.State.UNREADABLE
    text = clean_text(text[: 2 * LONGEST_BODY])[:LONGEST_BODY]
    scanned = ending == ".pdf" and len(text) < LEAST_PER_PAGE * pages
    return text, FileText.State.SCANNED if scanned else FileText.State.READ


def text_of_pdf(file: IO[bytes]) -> tuple[str, int]:
    """(text, pages) of a PDF, of a huge one as much as is searched."""
    texts, length = [], 0
    for page in islice(PdfReader(file).pages, MOST_PAGES):
        texts.append(page.extract_text())
        length += len(texts[-1])
        if length > LONGEST_BODY:
            break
    return "\n".join(texts), len(texts)


def text_of_word(file: IO[bytes]) -> tuple[str, int]:
    """(text, 1) of a DOCX: paragraphs and the cells of tables."""
    document = WordDocument(file)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]), 1


def text_of_plain(file: IO[bytes]) -> tuple[str, int]:
    """(text, 1) of a plain text."""
    return file.read(LONGEST_BODY * 4).decode("utf-8-sig", errors="replace"), 1


TEXT_OF = {".pdf": text_of_pdf, ".docx": text_of_word, ".txt": text_of_plain, ".csv": text_of_plain}


@task(backend="background")
def read_file(pk: int) -> None:
    """Read the text of one file, unless the same content was read before."""
    attached = AttachedFile.objects.filter(pk=pk).first()
    if attached is None:
        return
    digest = attached.file_hash or attached.get_file_hash()
    if FileText.objects.filter(file_hash=digest).exists():
        return
    with attached.file.open("rb") as file:
        text, state = read_text(file, attached.filename)
    FileText.objects.get_or_create(file_hash=digest, defaults={"text": text, "state": state})


def ask_for_text(sender: Any, instance: AttachedFile, raw: bool = False, **_more: Any) -> None:  # noqa: FBT001, FBT002
    """After a file was stored: have its text read."""
    if not raw:
        read_file.enqueue(instance.pk)


def connect() -> None:
    """Have the text of each stored file read."""
    post_save.connect(ask_for_text, sender=AttachedFile, dispatch_uid="hoaban.media.texts")

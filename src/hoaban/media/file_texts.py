"""The text in attached files, read once for each content by background work, in a process of its own with limits."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path, PurePath
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.db.models.signals import post_save
from django_tasks import task

from hoaban.kit import confined
from hoaban.kit.confined import Failed, OverLimit
from hoaban.kit.vietnamese import clean_text
from hoaban.media.documents import OLD_OFFICE
from hoaban.media.models import AttachedFile, FileText
from hoaban.media.pictures import on_disk
from hoaban.publication.searchable import LONGEST_BODY

logger = logging.getLogger(__name__)
# A page of a document that holds less than this is a picture of text.
LEAST_PER_PAGE = 15
READABLE = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf", ".txt", ".csv")


class ExtractedText(NamedTuple):
    """The text in a file, whether it could be read, and why not."""

    text: str
    state: FileText.State
    reason: str = ""


def read_text(file: IO[bytes], name: str) -> ExtractedText:
    """What is in a file; one that its reader cannot read within the limits is said to be so."""
    ending = PurePath(name).suffix.lower()
    if ending in OLD_OFFICE:
        return ExtractedText("", FileText.State.UNREADABLE, FileText.Reason.OLD)
    if ending not in READABLE:
        return ExtractedText("", FileText.State.NONE)
    limits = confined.Limits(settings.HOABAN_LIMIT_MEMORY, settings.HOABAN_LIMIT_TEXT_SECONDS)
    with tempfile.TemporaryDirectory(prefix="hoaban-text-") as folder:
        target = Path(folder) / "text"
        job = {"source": str(on_disk(file, Path(folder))), "target": str(target), "ending": ending}
        try:
            answer = confined.run("hoaban.media.text_extraction", {**job, "longest": 2 * LONGEST_BODY}, limits)
        except (Failed, OverLimit) as error:
            answer = {"unread": getattr(error, "reason", "damaged"), "told": str(error)}
        if "unread" in answer:
            logger.warning("The text of %s cannot be read: %s", name, answer["told"])
            known = answer["unread"] in FileText.Reason.values
            return ExtractedText("", FileText.State.UNREADABLE, answer["unread"] if known else FileText.Reason.DAMAGED)
        text = clean_text(target.read_text("utf-8")[: 2 * LONGEST_BODY])[:LONGEST_BODY]
    scanned = ending == ".pdf" and len(text) < LEAST_PER_PAGE * answer["pages"]
    return ExtractedText(text, FileText.State.SCANNED if scanned else FileText.State.READ)


@task(backend="background", queue_name="texts")
def read_file(pk: int) -> None:
    """Read the text of one file, unless the same content was read before by the same reader."""
    attached = AttachedFile.objects.filter(pk=pk).first()
    if attached is None:
        return
    digest = attached.file_hash or attached.get_file_hash()
    if FileText.objects.filter(file_hash=digest, reader=FileText.READER).exists():
        return
    try:
        with attached.file.open("rb") as file:
            read = read_text(file, attached.filename)
    except FileNotFoundError:
        logger.warning("The text of %s cannot be read: the file is not there.", attached.filename)
        return
    FileText.objects.update_or_create(file_hash=digest, defaults={**read._asdict(), "reader": FileText.READER})


def ask_for_text(sender: Any, instance: AttachedFile, raw: bool = False, **_more: Any) -> None:  # noqa: FBT001, FBT002
    """After a file was stored: have its text read."""
    if not raw:
        read_file.enqueue(instance.pk)


def connect() -> None:
    """Have the text of each stored file read."""
    post_save.connect(ask_for_text, sender=AttachedFile, dispatch_uid="hoaban.media.file_texts")

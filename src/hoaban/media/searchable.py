"""What of the attached files is searched: their titles and the text in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from hoaban.media.models import AttachedFile, FileText
from hoaban.media.queries import files_below, open_files
from hoaban.publication.models import Entry
from hoaban.publication.searchable import Document, Shown


class FileSource:
    """The source of attached files."""

    name = "file"
    kind_names = {"file": gettext_lazy("Attached files")}

    def count(self) -> int:
        """How many files there are."""
        return AttachedFile.objects.count()

    def ids_after(self, pk: int, limit: int) -> list[int]:
        """Keys of all files."""
        return list(AttachedFile.objects.filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True)[:limit])

    def public(self, pks: Sequence[int]) -> Iterator[Document]:
        """Files that anybody may have."""
        yield from documents(open_files(pks))

    def drafts(self, pks: Sequence[int]) -> Iterator[Document]:
        """All files."""
        yield from documents(AttachedFile.objects.filter(pk__in=pks))

    def touched_by(self, entry: Entry) -> Iterable[int]:
        """The file of a row, what a page attaches or no longer attaches, what is in a collection that was locked."""
        if entry.table == AttachedFile._meta.db_table:
            return [int(entry.key)]
        if entry.table == ReferenceIndex._meta.db_table:
            return {int(str(pk)) for pk in entry.values("to_object_id") if str(pk).isdecimal()}
        if entry.table == FileText._meta.db_table:
            hashes = [str(value) for value in entry.values("file_hash")]
            return list(AttachedFile.objects.filter(file_hash__in=hashes).values_list("pk", flat=True))
        if entry.table == Collection._meta.db_table:
            return files_below(int(entry.key))
        if entry.table == CollectionViewRestriction._meta.db_table:
            return [pk for top in entry.values("collection_id") for pk in files_below(int(str(top)))]
        return []

    def shown(self, pks: Sequence[int]) -> dict[int, Shown]:
        """What a result shows of each public file."""
        public = open_files(pks)
        texts = texts_of(public)
        return {attached.pk: shown(attached, texts.get(attached.file_hash)) for attached in public}


def texts_of(files: Iterable[AttachedFile]) -> dict[str, FileText]:
    """The texts of some files by hash."""
    hashes = [attached.file_hash for attached in files if attached.file_hash]
    return {text.file_hash: text for text in FileText.objects.filter(file_hash__in=hashes)}


def documents(files: Iterable[AttachedFile]) -> Iterator[Document]:
    """A document for each file, with the pages that decide whether it is public."""
    listed = list(files)
    texts = texts_of(listed)
    for attached in listed:
        text = texts.get(attached.file_hash)
        references = ReferenceIndex.get_references_to(attached).values_list("object_id", flat=True)
        yield Document(
            pk=attached.pk,
            kind="file",
            title=attached.title,
            body=f"{attached.filename}\n{text.text if text else ''}",
            at=attached.created_at,
            depends=tuple(f"page:{pk}" for pk in set(references)),
        )


def shown(attached: AttachedFile, text: Any) -> Shown:
    """What a result shows of a file."""
    scanned = text is not None and text.state == FileText.State.SCANNED
    note = _("A scanned file: only its title can be searched.") if scanned else ""
    return Shown(attached.title, attached.url, "file", attached.created_at, note=note)

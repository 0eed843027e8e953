"""What of the attached files is searched: their titles and the text in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from hoaban.media.models import AttachedFile, FileText
from hoaban.media.queries import files_below, open_files, pages_attaching
from hoaban.publication.homes import homes_above
from hoaban.publication.models import Entry
from hoaban.publication.searchable import LONGEST_BODY, Document, SearchSource, Shown


class FileSource(SearchSource):
    """Attached files as the search takes them in and shows them."""

    name = "file"
    kind_names = {"file": gettext_lazy("Attached files")}

    def count(self) -> int:
        """How many files there are, for the progress of a rebuild."""
        return AttachedFile.objects.count()

    def ids_after(self, pk: int, limit: int) -> list[int]:
        """Keys of the files behind one, in order, for a rebuild in steps."""
        return list(AttachedFile.objects.filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True)[:limit])

    def public(self, pks: Sequence[int]) -> Iterator[Document]:
        """Those of the files that anybody may have, for the readers' index."""
        yield from documents(open_files(pks))

    def drafts(self, pks: Sequence[int]) -> Iterator[Document]:
        """The files for the editors' index, also those of closed collections."""
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
        notes = notes_of(public)
        return {attached.pk: shown(attached, notes.get(attached.file_hash, "")) for attached in public}


def texts_of(files: Iterable[AttachedFile]) -> dict[str, str]:
    """What was read in some files, by the hash of their bytes."""
    hashes = [attached.file_hash for attached in files if attached.file_hash]
    return dict(FileText.objects.filter(file_hash__in=hashes).values_list("file_hash", "text"))


def documents(files: Iterable[AttachedFile]) -> Iterator[Document]:
    """A document for each file, with the pages that decide whether it is public and on which site it is found."""
    listed = list(files)
    texts, pages = texts_of(listed), pages_attaching(listed)
    homes = homes_above(pk for of_file in pages.values() for pk in of_file)
    for attached in listed:
        of_file = pages.get(attached.pk, set())
        yield Document(
            pk=attached.pk,
            kind="file",
            title=attached.title,
            body=f"{attached.name_to_save}\n{texts.get(attached.file_hash, '')}",
            at=attached.created_at,
            homes=frozenset(home for pk in of_file for home in homes.get(pk, ())),
            depends=tuple(f"page:{pk}" for pk in sorted(of_file)),
        )


def notes_of(files: Iterable[AttachedFile]) -> dict[str, str]:
    """By hash what a reader has to know of the files whose text is not searched, or not all of it."""
    hashes = [attached.file_hash for attached in files if attached.file_hash]
    texts = FileText.objects.filter(file_hash__in=hashes).annotate(length=Length("text"))
    rows = texts.values_list("file_hash", "state", "reason", "length")
    return {digest: note(state, reason, length) for digest, state, reason, length in rows}


def note(state: str, reason: str, length: int) -> str:
    """What a reader has to know of a file with a text in some state and of some length; mostly nothing."""
    if state == FileText.State.SCANNED:
        return _("A scanned file: only its title can be searched.")
    if reason in (FileText.Reason.TIME, FileText.Reason.MEMORY):
        return _("A file that takes too much to be read: only its title can be searched.")
    if reason == FileText.Reason.LOCKED:
        return _("A file that is locked with a password: only its title can be searched.")
    if reason == FileText.Reason.OLD:
        return _("A file of an old kind: only its title can be searched.")
    if state == FileText.State.UNREADABLE:
        return _("A damaged file: only its title can be searched.")
    return _("A very long file: only its beginning can be searched.") if length >= LONGEST_BODY else ""


def shown(attached: AttachedFile, noted: str) -> Shown:
    """A file as a result: title, address, day, and a note where its text was not read whole."""
    return Shown(attached.title, attached.url, "file", attached.created_at, note=noted)

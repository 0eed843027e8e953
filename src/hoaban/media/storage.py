"""What editors took in: at the desk by its usual addresses, in a page that is pressed by its published ones."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from django.core.files.storage import FileSystemStorage
from wagtail.models import Collection, CollectionViewRestriction

from hoaban.media.kinds import name_of_upload
from hoaban.publication.published_files import published_address
from hoaban.publication.recorder import is_recording, remembered

# Sizes of photos, and films; originals and documents have no address of their own.
PUBLIC_FOLDERS = ("images/", "media/")


class MediaFiles(FileSystemStorage):
    """Files of editors on this machine's disk."""

    def url(self, name: str | None) -> str:
        """The address of a file: the published one in a rendering that is recorded, where readers may have it."""
        if name and is_recording() and name.startswith(PUBLIC_FOLDERS):
            published = published_address(Path(self.path(name)), name_of_upload(PurePosixPath(name).name))
            if published:
                return published
        return super().url(name)


def published_document(path: Path, name: str, collection: Collection) -> str | None:
    """The published address of a document that the rendering attaches; None where a private collection holds it.

    `name`: as its editor had it.
    """
    if collection.path.startswith(remembered("private collections", private_collections)):
        return None
    return published_address(path, name_of_upload(name), true_name=name_of_upload(name))


def private_collections() -> tuple[str, ...]:
    """Paths of the collections that were made private; what lies below them is private as well."""
    return tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))

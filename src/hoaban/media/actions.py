"""Every write of media that does not come through a form: the importer's, the demo's, a command's."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.models import Collection

from hoaban.media.models import AttachedFile, Photo


def store_photo(
    content: bytes, *, name: str, title: str, alt: str = "", credit: str = "", collection: Collection | None = None
) -> Photo:
    """Store a picture as a photo; `alt` is its description, empty marks nothing as decorative."""
    photo = Photo(title=title, description=alt, credit=credit, file=ImageFile(io.BytesIO(content), name=name))
    if collection is not None:
        photo.collection = collection
    photo.file_size = len(content)
    photo.save()
    return photo


def store_file(content: bytes, *, name: str, title: str, collection: Any | None = None) -> AttachedFile:
    """Store the bytes of a file that pages may attach."""
    attached = AttachedFile(title=title, file=ContentFile(content, name=name), file_size=len(content))
    if collection is not None:
        attached.collection = collection
    attached.save()
    return attached

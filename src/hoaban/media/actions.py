"""Every write of media that does not come through a form: the importer's, the demo's, a command's."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.models import Collection

from hoaban.media import queries, tasks
from hoaban.media.making import CannotMakeSizes, make_sizes
from hoaban.media.models import AttachedFile, Photo

Progress = Callable[[int, int, str], None]
# So many wait at most, that a photo which comes now is not behind an hour of old ones for long.
MOST_ASKED_FOR = 200


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


def make_missing_sizes(progress: Progress) -> tuple[int, list[str]]:
    """Make every size that is missing, the cheap ones of all photos first; returns (how many, what could not be made).

    Stopped at any moment, the next call goes on where this one was.
    """
    made, failed = 0, []
    waiting = {slow: queries.photos_with_missing(slow=slow) for slow in (False, True)}
    done, total = 0, sum(map(len, waiting.values()))
    for slow, photo_ids in waiting.items():
        for photo_id in photo_ids:
            try:
                made += make_sizes(photo_id, slow=slow)
            except CannotMakeSizes as error:
                failed.append(str(error))
            done += 1
            progress(done, total, f"photo {photo_id}")
    return made, failed


def ask_for_missing_sizes() -> int:
    """Put some photos that miss a size into the queue of background work; returns how many.

    For what was lost when a process was killed, what failed for a while, and sizes that a new version declares.
    """
    cheap, slow = (queries.photos_with_missing(slow=slow)[:MOST_ASKED_FOR] for slow in (False, True))
    for photo_id in cheap:
        tasks.make_cheap_sizes.enqueue(photo_id)
    for photo_id in set(slow) - set(cheap):
        tasks.make_slow_sizes.enqueue(photo_id)
    return len({*cheap, *slow})

"""Every write of media that does not come through a form: the importer's, the demo's, a command's."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection

from hoaban.kit.progress import Progress
from hoaban.media import queries, tasks
from hoaban.media.file_texts import read_file
from hoaban.media.models import AttachedFile, Photo, PhotoRendition, Video
from hoaban.media.pictures import take_in
from hoaban.media.rendition_making import CannotMakeSizes, make_sizes

# So many wait at most, that a photo which comes now is not behind an hour of old ones for long.
MOST_ASKED_FOR = 200
# What is younger may belong to work that is under way.
AGE_OF_ORPHANS = timedelta(days=1)


def store_photo(
    content: bytes, *, name: str, title: str, alt: str = "", credit: str = "", collection: Collection | None = None
) -> Photo:
    """Store a picture as a photo; `alt` is its description, empty marks nothing as decorative."""
    # Taken in first: a photo looks at the width and height of its file as soon as it gets it.
    clean = take_in(io.BytesIO(content), last_of(name))
    photo = Photo(title=title, description=alt, credit=credit, file=clean, file_size=clean.size)
    if collection is not None:
        photo.collection = collection
    photo.save()
    return photo


def last_of(name: str) -> str:
    """What stands behind the last slash of a name, whichever way it leans."""
    return name.replace("\\", "/").rpartition("/")[2]


def store_file(content: bytes, *, name: str, title: str, collection: Any | None = None) -> AttachedFile:
    """Store the bytes of a file that pages may attach; of its name only what stands behind the last slash.

    Raises RefusedUpload.
    """
    attached = AttachedFile(title=title, file=ContentFile(content, name=last_of(name)), file_size=len(content))
    if collection is not None:
        attached.collection = collection
    attached.save()
    return attached


def store_video(
    content: bytes,
    *,
    name: str,
    title: str,
    seconds: float,
    size: tuple[int, int],
    transcript: str = "",
    collection: Collection | None = None,
) -> Video:
    """Store the bytes of a film of (width, height) pixels, with its content in words.

    Raises RefusedUpload.
    """
    film = Video(title=title, type="video", duration=seconds, transcript=transcript)
    film.width, film.height = size
    if collection is not None:
        film.collection = collection
    film.file = ContentFile(content, name=last_of(name))
    film.save()
    return film


def add_collection(name: str) -> Collection:
    """Make a collection, a folder of photos and files, right under the root of all of them."""
    return Collection.get_first_root_node().add_child(name=name)


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


def ask_for_missing_texts() -> int:
    """Put some files whose text was never read, or by an older reader, into the queue; returns how many."""
    files = queries.files_without_text()[:MOST_ASKED_FOR]
    for pk in files:
        read_file.enqueue(pk)
    return len(files)


def delete_orphaned_sizes(*, dry_run: bool) -> list[str]:
    """Delete the files of sizes that belong to no photo: what a killed process left. Returns their names.

    With `dry_run` nothing is deleted.
    """
    storage = PhotoRendition._meta.get_field("file").storage
    folder = PurePosixPath(PhotoRendition(filter_spec="").get_upload_to("any")).parent.as_posix()
    known = set(PhotoRendition.objects.values_list("file", flat=True).iterator())
    latest = timezone.now() - AGE_OF_ORPHANS
    there = storage.listdir(folder)[1] if storage.exists(folder) else []
    names = [f"{folder}/{name}" for name in sorted(there)]
    orphans = [name for name in names if name not in known and storage.get_modified_time(name) < latest]
    for name in [] if dry_run else orphans:
        storage.delete(name)
    return orphans

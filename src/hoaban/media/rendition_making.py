"""Makes the sizes of photos: all of one kind of one photo, then puts them into the database at once.

Encoding holds no transaction. Killed at any moment, what is not in the database is made again. A photo that got
another file or focal point meanwhile keeps nothing of what was made from the old one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from hoaban.kit import confined
from hoaban.kit.confined import Failed, OverLimit
from hoaban.kit.errors import HoabanError
from hoaban.media import queries
from hoaban.media.models import Photo, PhotoRendition, is_made_from
from hoaban.media.sizes import Size

# Of the processor: the slow sizes of the largest photo that is stored take a tenth of it.
MOST_SECONDS = 300
LONGEST_NAME = 30
# Pages wait for the cheap sizes; for the slow ones nobody does.
NICENESS, NICENESS_OF_SLOW = 5, 15


class CannotMakeSizes(HoabanError):
    """A photo whose file is missing, damaged, or takes too long."""


def make_sizes(photo_id: int, *, slow: bool) -> int:
    """Make what a photo misses of the slow or of the cheap kind; returns how many sizes were put.

    Raises CannotMakeSizes where its file is missing or damaged.
    """
    photo = Photo.objects.filter(pk=photo_id).first()
    missing = queries.missing_sizes(photo, slow=slow) if photo is not None else []
    if photo is None or not missing:
        return 0
    with tempfile.TemporaryDirectory(prefix="hoaban-sizes-") as folder:
        targets = encode(photo, missing, Path(folder))
        renditions = [stored(photo, size, target) for size, target in zip(missing, targets, strict=True)]
    return put(photo, renditions)


def encode(photo: Photo, missing: Sequence[Size], folder: Path) -> list[Path]:
    """The files of some sizes, written to a folder by a process of its own."""
    source = folder / "source"
    targets = [folder / f"{place}.{size.format}" for place, size in enumerate(missing)]
    jobs = [described(photo, size, target) for size, target in zip(missing, targets, strict=True)]
    niceness = NICENESS_OF_SLOW if any(size.is_slow for size in missing) else NICENESS
    limits = confined.Limits(settings.HOABAN_LIMIT_MEMORY, MOST_SECONDS)
    try:
        with photo.open_file() as original:
            source.write_bytes(original.read())
        job = {"source": str(source), "sizes": jobs}
        confined.run("hoaban.media.encoding", job, limits, niceness=niceness)
    except (OSError, Failed, OverLimit) as error:
        raise CannotMakeSizes(
            f"The sizes of photo {photo.pk} ({photo.file.name}) cannot be made: {error} "
            "Pages go without them. Upload the photo again in its place, or restore its file from the backup."
        ) from error
    return targets


def described(photo: Photo, size: Size, target: Path) -> dict[str, Any]:
    """A size as the encoding process is told: Wagtail works out what is cut out around the focal point."""
    transform = queries.filter_of(size).get_transform(photo)
    left, top, right, bottom = transform.get_rect().round()
    return {
        "box": [max(0, left), max(0, top), min(photo.width, right), min(photo.height, bottom)],
        "pixels": [max(1, round(side)) for side in transform.size],
        "format": size.format,
        "quality": size.quality,
        "target": str(target),
    }


def stored(photo: Photo, size: Size, made: Path) -> PhotoRendition:
    """One size with its file in the storage; not in the database yet."""
    key = queries.focal_point_key(photo, size)
    rendition = PhotoRendition(image=photo, filter_spec=size.specification, focal_point_key=key)
    name = f"{PurePath(str(photo.file.name)).stem[:LONGEST_NAME]}.{size.crop}.{size.format}"
    with made.open("rb") as content:
        rendition.file.save(name, File(content), save=False)
    return rendition


def put(photo: Photo, renditions: list[PhotoRendition]) -> int:
    """Put what was made into the database, unless the photo is not what it was made from any more."""
    names = [rendition.file.name for rendition in renditions]
    with transaction.atomic():
        now = Photo.objects.select_for_update().filter(pk=photo.pk).first()
        if now is not None and is_made_from(now, photo):
            PhotoRendition.objects.bulk_create(renditions, ignore_conflicts=True)
    # Another process may have been faster, or the photo is another one: then these files belong to nothing.
    kept = set(PhotoRendition.objects.filter(image_id=photo.pk, file__in=names).values_list("file", flat=True))
    for rendition in renditions:
        if rendition.file.name not in kept:
            rendition.file.storage.delete(rendition.file.name)
    return len(kept)

"""The background work of media: sizes of photos, the cheap ones of all photos before the slow ones of any."""

from __future__ import annotations

from django_tasks import task

from hoaban.media import queries
from hoaban.media.rendition_making import make_sizes

FIRST, LATER = 10, 0


@task(backend="background", priority=FIRST)
def make_cheap_sizes(photo_id: int) -> None:
    """Make the sizes that pages cannot do without, and ask for the others."""
    make_sizes(photo_id, slow=False)
    make_slow_sizes.enqueue(photo_id)


@task(backend="background", priority=LATER)
def make_slow_sizes(photo_id: int) -> None:
    """Make the sizes that only save readers' bytes."""
    make_sizes(photo_id, slow=True)


@task(backend="background", priority=FIRST)
def make_sizes_used_by(label: str) -> None:
    """Make the sizes that only rows of one model ask for."""
    for slow in (False, True):
        for photo_id in queries.photos_with_missing(slow=slow, used=label):
            make_sizes(photo_id, slow=slow)

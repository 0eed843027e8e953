"""What follows the saving of a photo, or of something that shows one in a size of its own."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from hoaban.media import sizes, tasks
from hoaban.media.models import photo_changed


def ask_for_sizes(photo_id: int, **_: Any) -> None:
    """A photo got its file or another focal point: its sizes are made once that is committed."""
    transaction.on_commit(lambda: tasks.make_cheap_sizes.enqueue(photo_id))


def ask_for_sizes_of_user(sender: Any, **_: Any) -> None:
    """A row was saved that may show a photo in a size of its own."""
    label = sender._meta.label_lower
    if label in sizes.users():
        transaction.on_commit(lambda: tasks.make_sizes_used_by.enqueue(label))


def connect() -> None:
    """Connect all of them, once, when every room has declared its sizes."""
    photo_changed.connect(ask_for_sizes, dispatch_uid="media.ask_for_sizes")
    post_save.connect(ask_for_sizes_of_user, dispatch_uid="media.ask_for_sizes_of_user")

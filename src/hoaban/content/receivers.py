"""Calls `placement.refresh` for the acts of Wagtail that go past an item's own `save()`."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from hoaban.content.placement import refresh


def refresh_moved(instance: Page, **_: Any) -> None:
    """A page or a branch stands elsewhere now."""
    refresh(Page.objects.get(pk=instance.pk))


def refresh_unpublished(instance: Page, **_: Any) -> None:
    """A page went off the air, perhaps loaded as a plain `Page`."""
    refresh(instance)


def refresh_restricted(instance: PageViewRestriction, **_: Any) -> None:
    """A branch was made private or public again."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        refresh(page)


def connect() -> None:
    """Connect all of them, once, when the app is ready."""
    post_page_move.connect(refresh_moved, dispatch_uid="content.refresh_moved")
    page_unpublished.connect(refresh_unpublished, dispatch_uid="content.refresh_unpublished")
    for signal in (post_save, post_delete):
        signal.connect(
            refresh_restricted, sender=PageViewRestriction, dispatch_uid=f"content.refresh_restricted.{id(signal)}"
        )

"""Publishes and takes off the air what is due, each thing by itself: one that fails keeps no other from its time.

Wagtail's own command does the same, and stops at the first that fails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from hoaban.kit.back_off import BackOff
from hoaban.publication.faults import raise_without_database

logger = logging.getLogger(__name__)
Act = Callable[[], Any]


class Schedule:
    """What one process publishes and takes off the air; remembers what failed."""

    def __init__(self) -> None:
        self.back_off = BackOff()

    def keep(self) -> int:
        """Do what is due now; returns how many things that were. Raises DatabaseError where the database is away."""
        return sum(self.do(name, act) for name, act in (*expired(), *due()) if self.back_off.is_due(name))

    def do(self, name: str, act: Act) -> bool:
        """Do one thing; False where it failed and waits for another time."""
        try:
            act()
        except Exception as error:
            raise_without_database(error)
            seconds = self.back_off.failed(name)
            logger.exception("%s is due and fails; it is tried again in %.0f s", name, seconds)
            return False
        self.back_off.succeeded(name)
        return True


def expired() -> Iterator[tuple[str, Act]]:
    """What is to be taken off the air: (what it is, the act)."""
    for model in (Page, *others_with_drafts()):
        for thing in model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at"):
            yield f"{model._meta.label} {thing.pk}, expired,", unpublishing(thing)


def due() -> Iterator[tuple[str, Act]]:
    """What is to be published: (what it is, the act)."""
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at"):
        name = f"Revision {revision.pk} of {revision.base_content_type.model} {revision.object_id}"
        yield name, publishing(revision)


def unpublishing(thing: Any) -> Act:
    """The act that takes a thing off the air."""
    return lambda: thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def publishing(revision: Revision) -> Act:
    """The act that publishes a revision."""
    return lambda: revision.publish(log_action="wagtail.publish.scheduled")


def others_with_drafts() -> list[Any]:
    """Models with drafts that are no pages."""
    return [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]

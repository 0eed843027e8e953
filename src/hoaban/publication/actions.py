"""Every write to the publication log that is no trigger's: pruning what was read and is old enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from hoaban.publication.models import Entry
from hoaban.publication.queries import Position

# So many go in one transaction: editors on SQLite wait for a few hundredths of a second at most.
PRUNED_AT_ONCE = 5_000


def prune(positions: Iterable[Position], *, keep: timedelta) -> int:
    """Delete the entries that every follower has read and that are older than `keep`; returns how many.

    Without a follower nothing is deleted.
    """
    slowest = min(positions, default=None)
    if slowest is None:
        return 0
    read = Q(transaction__lt=slowest.transaction) | Q(transaction=slowest.transaction, pk__lte=slowest.entry)
    old = Entry.objects.filter(read, at__lt=timezone.now() - keep).order_by("at")
    deleted = 0
    while keys := list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE]):
        deleted += Entry.objects.filter(pk__in=keys).delete()[0]
    return deleted

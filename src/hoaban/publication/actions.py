"""Every write to the publication log that is no trigger's: pruning behind the slowest follower."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from hoaban.publication.models import Entry
from hoaban.publication.queries import Position


def prune(positions: Iterable[Position]) -> int:
    """Delete the entries that every follower has read; returns how many. Without a follower nothing is deleted."""
    slowest = min(positions, default=None)
    if slowest is None:
        return 0
    read = Q(transaction__lt=slowest.transaction) | Q(transaction=slowest.transaction, pk__lte=slowest.entry)
    return Entry.objects.filter(read).delete()[0]

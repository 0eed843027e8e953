"""Every write to the publication log that is no trigger's: its identity, and pruning what was read and is old."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hoaban.publication.models import Entry, Log, drawn_identity
from hoaban.publication.queries import LogExtent, Position, log_extent

# So many go in one transaction: editors on SQLite wait for a few hundredths of a second at most.
PRUNED_AT_ONCE = 5_000


def goes_on(position: Position) -> bool:
    """Whether the log is the one that a follower has read so far; else it begins anew.

    A log that ends before a position of its own name is that of a restored database: it gets another identity, so that
    whoever stands before its end notices as well.
    """
    extent = log_extent()
    if position.log == extent.identity and not extent.holds(position):
        become_another_log(extent)
        return False
    return position.log == extent.identity


def become_another_log(extent: LogExtent) -> None:
    """Give the log another identity, where it still has the one that was seen; its followers begin anew.

    Entries from another server of PostgreSQL may bear transactions that are still to come here: now they bear none,
    else they would be read once more then.
    """
    with transaction.atomic():
        if Log.objects.filter(identity=extent.identity).update(identity=drawn_identity()):
            Entry.objects.filter(transaction__gte=extent.next_transaction).update(transaction=0)


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

"""The publication log: one row for each change of something that readers may see, written by database triggers."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def drawn_identity() -> str:
    """An identity that no log had before."""
    return secrets.token_hex(16)


class Log(models.Model):
    """The log as a whole, in one row: who follows it knows by its identity whether it is still the same.

    A restored database is another log, though its entries bear numbers that were read already.
    """

    identity = models.CharField(_("identity"), max_length=32, default=drawn_identity)

    class Meta:
        verbose_name = _("publication log")
        verbose_name_plural = _("publication log")

    def __str__(self) -> str:
        return self.identity


class Entry(models.Model):
    """One change of one row. What it means is worked out by the reader of the log from the state of the database."""

    class Operation(models.TextChoices):
        """What happened to the row."""

        INSERT = "I", _("added")
        UPDATE = "U", _("changed")
        DELETE = "D", _("deleted")

    # 0 on SQLite, whose single writer gives the order; on PostgreSQL the transaction, in which followers read.
    transaction = models.BigIntegerField(_("transaction"), default=0)
    at = models.DateTimeField(_("time"))
    table = models.CharField(_("table"), max_length=100)
    key = models.CharField(_("key"), max_length=100)
    operation = models.CharField(_("operation"), max_length=1, choices=Operation)
    # Names of the columns that differ, with a space between them; empty for a row that was added or deleted.
    changed = models.TextField(_("changed columns"), blank=True)
    # The tracked key columns before and after; None where the row was not there.
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        verbose_name = _("entry of the publication log")
        verbose_name_plural = _("publication log")
        indexes = [
            models.Index(fields=["transaction", "id"], name="entry_in_commit_order"),
            # For the report: the newest entries of some tables, and those of a period; the latter for pruning, too.
            models.Index(fields=["table", "id"], name="entry_by_table"),
            models.Index(fields=["at"], name="entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.key}"

    @property
    def changed_columns(self) -> frozenset[str]:
        """Names of the columns that differ."""
        return frozenset(self.changed.split())

    def values(self, column: str) -> set[object]:
        """The values of a key column before and after, without None."""
        found = {(self.old or {}).get(column), (self.new or {}).get(column)}
        return found - {None}

"""What stays of reads: sums per page, never anything about a reader."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpeningBalance(models.Model):
    """Reads that a page had already when it came from an old portal.

    Kept apart from what this portal counts itself, with its date, and added in what is shown.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="opening_balance", verbose_name=_("page")
    )
    count = models.PositiveBigIntegerField(_("reads"))
    as_of = models.DateField(_("as of"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening balance of reads")
        verbose_name_plural = _("opening balances of reads")
        indexes = [models.Index(fields=["site", "-count"], name="statistics_balance_most_read")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.count}"

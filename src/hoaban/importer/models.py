"""What the product remembers of an imported page, so that a second run changes only what changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_IDENTITY = 500


class ImportedPage(models.Model):
    """Joins a page to its identity in the old portal and to the record it was made from."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    identity = models.CharField(_("identity in the old portal"), max_length=LONGEST_IDENTITY)
    # None where somebody deleted the page here: it is not brought again.
    page = models.OneToOneField("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="imported_from")
    content_hash = models.CharField(max_length=64)
    revision_id = models.BigIntegerField()
    job = models.CharField(max_length=32)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")
        # Each page of a source asks whether one of its content is known.
        indexes = [models.Index(fields=["site", "content_hash"], name="imported_by_content")]
        constraints = [models.UniqueConstraint(fields=["site", "identity"], name="one_page_per_identity")]

    def __str__(self) -> str:
        return self.identity

"""What stays of reads: sums per page, site and day, never anything about a reader."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
        indexes = [models.Index(fields=["site", "-count"], name="counting_balance_most_read")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.count}"


class OpeningVisits(models.Model):
    """Visits that a site had already when it came from an old portal; kept apart and added in what is shown."""

    site = models.OneToOneField(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="opening_visits", verbose_name=_("site")
    )
    count = models.PositiveBigIntegerField(_("visits"))
    as_of = models.DateField(_("as of"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening balance of visits")
        verbose_name_plural = _("opening balances of visits")

    def __str__(self) -> str:
        return f"{self.site_id}: {self.count}"


# What a sum of the period `ever` has as its first day.
FROM_THE_BEGINNING = date(2000, 1, 1)


class Period(models.TextChoices):
    """How long a sum reaches; `start` is its first day."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    # Starts at `FROM_THE_BEGINNING`.
    EVER = "ever", _("from the beginning")


class PageReads(models.Model):
    """Reads of one page in one period. The page is a number and no key: its history outlives it."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    page_number = models.PositiveBigIntegerField(_("page"))
    period = models.CharField(_("period"), max_length=5, choices=Period)
    start = models.DateField(_("first day"))
    reads = models.PositiveBigIntegerField(_("reads"), default=0)
    phones = models.PositiveBigIntegerField(_("reads on phones"), default=0)
    robots = models.PositiveBigIntegerField(_("requests of robots"), default=0)

    class Meta:
        verbose_name = _("reads of a page")
        verbose_name_plural = _("reads of pages")
        constraints = [
            models.UniqueConstraint(fields=["page_number", "period", "start"], name="counting_page_period_start")
        ]
        indexes = [
            # Holds all that a list of the most read needs, so that none of the rows is fetched.
            models.Index(fields=["site", "period", "start", "-reads", "page_number"], name="counting_most_read")
        ]

    def __str__(self) -> str:
        return f"{self.page_number}, {self.period} from {self.start}: {self.reads}"


class SiteDay(models.Model):
    """What happened on one day on one site."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    reads = models.PositiveBigIntegerField(_("reads"), default=0)
    visits = models.PositiveBigIntegerField(_("visits"), default=0)
    visitors = models.PositiveBigIntegerField(_("visitors"), default=0)
    phones = models.PositiveBigIntegerField(_("reads on phones"), default=0)
    tablets = models.PositiveBigIntegerField(_("reads on tablets"), default=0)
    desktops = models.PositiveBigIntegerField(_("reads on computers"), default=0)
    pictures = models.PositiveBigIntegerField(_("reads without script"), default=0)
    repeats = models.PositiveBigIntegerField(_("repeats"), default=0)
    robots = models.PositiveBigIntegerField(_("requests of robots"), default=0)
    previews = models.PositiveBigIntegerField(_("previews and prefetches"), default=0)
    excess = models.PositiveBigIntegerField(_("too many at once, not counted"), default=0)

    class Meta:
        verbose_name = _("day of a site")
        verbose_name_plural = _("days of sites")
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="counting_site_day")]

    def __str__(self) -> str:
        return f"{self.site_id}, {self.day}: {self.reads} reads, {self.visits} visits"


class SiteHour(models.Model):
    """Visits that began in one hour of the portal's clock, and the visitors seen in it."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField(_("hour"))
    reads = models.PositiveBigIntegerField(_("reads"), default=0)
    visits = models.PositiveBigIntegerField(_("visits"), default=0)
    visitors = models.PositiveBigIntegerField(_("visitors"), default=0)

    class Meta:
        verbose_name = _("hour of a site")
        verbose_name_plural = _("hours of sites")
        constraints = [models.UniqueConstraint(fields=["site", "hour"], name="counting_site_hour")]

    def __str__(self) -> str:
        return f"{self.site_id}, {self.hour}: {self.visits} visits"


class GroupDay(models.Model):
    """Reads of what belongs together on one day: a section, an author, a referring host.

    `kind` is one that a room declared (`groups.ReadGroup`) or `referrer`; `name` is what stands for the group there.
    A referrer is named only from visitors of five networks on the day on.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=255)
    day = models.DateField(_("day"))
    reads = models.PositiveBigIntegerField(_("reads"), default=0)

    class Meta:
        verbose_name = _("day of a group")
        verbose_name_plural = _("days of groups")
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "day", "name"], name="counting_group_day"),
        ]
        # Holds all that the sums of a year need, so that none of the rows is fetched.
        indexes = [models.Index(fields=["site", "kind", "day", "name", "reads"], name="counting_group_sums")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}, {self.day}: {self.reads}"


class PageReferrerDay(models.Model):
    """Reads of one page on one day that came from one other host.

    A host is named only where visitors of five networks came from it to the page on the day; the page is a number and
    no key.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    page_number = models.PositiveBigIntegerField(_("page"))
    host = models.CharField(_("host"), max_length=255)
    day = models.DateField(_("day"))
    reads = models.PositiveBigIntegerField(_("reads"), default=0)

    class Meta:
        verbose_name = _("day of a page's referrer")
        verbose_name_plural = _("days of pages' referrers")
        constraints = [
            models.UniqueConstraint(fields=["page_number", "day", "host"], name="counting_page_referrer_day"),
        ]

    def __str__(self) -> str:
        return f"{self.page_number} from {self.host}, {self.day}: {self.reads}"


class MostReadPage(models.Model):
    """The pages that the list of the most read shows; written only when the list changes, so that pages follow it."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(pgettext_lazy("figures", "place"))
    page_number = models.PositiveBigIntegerField(_("page"))

    class Meta:
        verbose_name = _("most read page")
        verbose_name_plural = _("most read pages")
        constraints = [models.UniqueConstraint(fields=["site", "place"], name="counting_most_read_place")]

    def __str__(self) -> str:
        return f"{self.site_id}, {self.place}: {self.page_number}"


class JournalPosition(models.Model):
    """How far a segment of a machine's journal is counted; moves in the same transaction as the sums."""

    machine = models.CharField(_("machine"), max_length=32)
    segment = models.CharField(_("segment"), max_length=100)
    offset = models.PositiveBigIntegerField(_("bytes counted"), default=0)
    damaged = models.PositiveBigIntegerField(_("records that could not be read"), default=0)

    class Meta:
        verbose_name = _("position in a journal")
        verbose_name_plural = _("positions in journals")
        constraints = [models.UniqueConstraint(fields=["machine", "segment"], name="counting_machine_segment")]

    def __str__(self) -> str:
        return f"{self.machine} {self.segment}: {self.offset}"

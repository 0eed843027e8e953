"""What the search keeps beside its indexes: results that editors put first, and words that many readers typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from hoaban.kit.vietnamese import clean_line
from hoaban.search.normalise import Word, words

# A letter may fold to several.
LONGEST_FOLDED = 400


class Promotion(ClusterableModel):
    """Words for which editors chose what stands first."""

    question = models.CharField(
        _("words"),
        max_length=200,
        unique=True,
        help_text=_("What readers type. Marks, case and the place of tone marks make no difference."),
    )

    # The same words in the form in which they are asked for, by which they are looked up.
    folded = models.CharField(max_length=LONGEST_FOLDED, default="", editable=False, db_index=True)

    panels = [FieldPanel("question"), InlinePanel("pages", label=_("page"), heading=_("Pages shown first"), min_num=1)]

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["question"]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        """Clean the words of what cannot be typed."""
        self.question = clean_line(self.question)
        super().clean()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write down how the words are asked for, too."""
        self.folded = folded(words(self.question))
        super().save(*args, **kwargs)


def folded(asked: Iterable[Word]) -> str:
    """Words as they are compared, where marks, case and the place of tone marks make no difference."""
    return " ".join(word.folded for word in asked)[:LONGEST_FOLDED]


class PromotedPage(Orderable):
    """A page that stands first for some words."""

    promotion = ParentalKey(Promotion, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("promoted page")


class Abbreviation(models.Model):
    """A short form and what it stands for: whoever types one finds the other, too."""

    short = models.CharField(_("abbreviation"), max_length=30, unique=True, help_text=_("As people type it: BHXH."))
    meaning = models.CharField(_("stands for"), max_length=200, help_text=_("The whole words: bảo hiểm xã hội."))

    # Both as they are asked for, by which they are looked up.
    folded_short = models.CharField(max_length=LONGEST_FOLDED, default="", editable=False, db_index=True)
    folded_meaning = models.CharField(max_length=LONGEST_FOLDED, default="", editable=False, db_index=True)

    panels = [FieldPanel("short"), FieldPanel("meaning")]

    class Meta:
        verbose_name = _("abbreviation")
        verbose_name_plural = _("abbreviations")
        ordering = ["short"]

    def __str__(self) -> str:
        return f"{self.short}: {self.meaning}"

    def clean(self) -> None:
        """Clean both of what cannot be typed; refuse what says the same twice, or nothing."""
        self.short, self.meaning = clean_line(self.short), clean_line(self.meaning)
        super().clean()
        short, meaning = folded(words(self.short)), folded(words(self.meaning))
        if not short or not meaning or short == meaning:
            raise ValidationError({"meaning": _("Write out the words that the abbreviation stands for.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write down how both are asked for, too."""
        self.folded_short, self.folded_meaning = folded(words(self.short)), folded(words(self.meaning))
        super().save(*args, **kwargs)


class DayOfSearches(models.Model):
    """How often the search was used on a day, and how often it found nothing. Nothing else is kept of a search."""

    day = models.DateField(_("day"), primary_key=True)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    empty = models.PositiveIntegerField(_("found nothing"), default=0)

    class Meta:
        verbose_name = _("searches of a day")
        verbose_name_plural = _("searches by day")

    def __str__(self) -> str:
        return f"{self.day}: {self.searches}"


class KeptWords(models.Model):
    """Words that readers typed on several days, with how often; nothing that looks like a person's own."""

    words = models.CharField(_("words"), max_length=100, unique=True)
    times = models.PositiveIntegerField(_("times"), default=0)
    last_day = models.DateField(_("last on"))

    objects = models.Manager["KeptWords"]()
    panels = [FieldPanel("words", read_only=True), FieldPanel("times", read_only=True)]

    class Meta:
        abstract = True
        ordering = ["-times"]

    def __str__(self) -> str:
        return self.words


class WordsNotFound(KeptWords):
    """Words that found nothing."""

    class Meta(KeptWords.Meta):
        verbose_name = _("words that found nothing")
        verbose_name_plural = _("words that found nothing")


class WordsFound(KeptWords):
    """Words that found something."""

    class Meta(KeptWords.Meta):
        verbose_name = _("words that found something")
        verbose_name_plural = _("words that found something")


class RareWords(models.Model):
    """Words that were typed on a few days only: not the words, but a keyed digest by which they are known again."""

    digest = models.CharField(max_length=64, primary_key=True)
    days = models.PositiveSmallIntegerField(default=0)
    times = models.PositiveIntegerField(default=0)
    last_day = models.DateField()

    def __str__(self) -> str:
        return self.digest


class LastTally(models.Model):
    """The journal of searches that was added last: after a stop in that moment it is not added again."""

    journal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.journal

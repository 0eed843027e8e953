"""The report of the search beside those of reads: how often readers searched, how often in vain, and for what."""

from __future__ import annotations

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hoaban.counting.permissions import READS_AND_VISITS, sees_sites
from hoaban.desk.frame import DeskReport
from hoaban.desk.sheets import Column, Row, Sheet, change, share
from hoaban.desk.spans import Span
from hoaban.desk.tabs import Tab
from hoaban.search.models import DayOfSearches, KeptWords, WordsFound, WordsNotFound

SEARCH_WORDS = Tab("search", gettext_lazy("Search words"), "search_report", 65, sees_sites)
MOST_WORDS = 200
TITLES = {
    WordsFound: gettext_lazy("Words that found something"),
    WordsNotFound: gettext_lazy("Words that found nothing"),
}


class SearchReport(DeskReport):
    """Searches of all sites: the search does not keep at which site somebody searched."""

    series = READS_AND_VISITS
    tab = SEARCH_WORDS.name
    explanation = (
        gettext_lazy("A search: somebody sent words to the search; nothing is kept of who it was."),
        gettext_lazy(
            "Words are listed where they were last searched for in these days, with all searches since they are kept: "
            "that is from the third day on which they were typed. What looks like a telephone number or an address of "
            "mail is not kept."
        ),
    )

    def sheets(self) -> list[Sheet]:
        found = self.words(WordsFound, "words-that-found-something")
        return [self.sums(), self.words(WordsNotFound, "words-that-found-nothing"), found, self.days()]

    def sums(self) -> Sheet:
        """Searches, and those in vain, of the days that were chosen beside as many before them."""
        now, over, before = (totals(span) for span in (self.span, self.span_over, self.span_before))
        columns = (
            Column(_("Counted")),
            Column(_("In this period"), "number"),
            Column(_("Period before"), "number"),
            Column(_("Grown or shrunk by"), "change"),
        )
        said = (_("Searches"), _("Searches that found nothing"))
        rows = [
            Row((words, one, self.told(other), change(part, other)))
            for words, one, part, other in zip(said, now, over, before, strict=True)
            if any(now + before)
        ]
        return Sheet("searches", _("Searches"), columns, rows)

    def words(self, kept: type[KeptWords], name: str) -> Sheet:
        """Words of a kind that readers typed, the most searched for first."""
        found = kept.objects.filter(last_day__range=(self.span.first, self.span.last))
        may_open = self.request.user.has_perm(f"search.view_{kept._meta.model_name}")
        address = reverse(f"wagtailsnippets_search_{kept._meta.model_name}:list") if may_open else ""
        rows = [
            Row((one.words, one.times, one.last_day), address) for one in found.order_by("-times", "words")[:MOST_WORDS]
        ]
        columns = (
            Column(pgettext("searched", "Words")),
            Column(_("Times in all"), "number"),
            Column(_("Last on"), "day"),
        )
        return Sheet(name, TITLES[kept], columns, rows)

    def days(self) -> Sheet:
        """Every day of the span on which somebody searched."""
        found = DayOfSearches.objects.filter(day__range=(self.span.first, self.span.last)).order_by("-day")
        rows = [Row((one.day, one.searches, one.empty, share(one.empty, one.searches))) for one in found]
        columns = (
            Column(_("Day of searches"), "day"),
            Column(_("Searches"), "number"),
            Column(_("Found nothing"), "number"),
            Column(pgettext("figures", "Share"), "share"),
        )
        return Sheet("searches-by-day", _("Searches by day"), columns, rows)


def totals(span: Span) -> tuple[int, int]:
    """(searches, searches that found nothing) of a span."""
    found = DayOfSearches.objects.filter(day__range=(span.first, span.last))
    sums = found.aggregate(searches=Sum("searches"), empty=Sum("empty"))
    return sums["searches"] or 0, sums["empty"] or 0

"""The report of a month for the leadership: one page for the screen and, through the browser, for paper and PDF."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from hoaban.counting.page_kinds import PAGE_KINDS
from hoaban.counting.storing import REFERRER
from hoaban.desk.charts import Bar, bar_chart
from hoaban.desk.sheets import Column, Row, Sheet, change, share
from hoaban.desk.spans import EARLIEST, Span, month_of, name_of
from hoaban.pages.read_groups import SECTIONS
from hoaban.pages.reads import name_of_body
from hoaban.reports.queries.groups import Group
from hoaban.reports.queries.months import Month, month_report
from hoaban.reports.queries.sites import SiteSums
from hoaban.reports.tabs import MONTH, REFERRERS
from hoaban.reports.views.overview import chart_of
from hoaban.reports.views.reads_report import APART, APART_NAMES, READ, VISIT, VISITOR, ReadsReport

SAID = {
    "reads": gettext_lazy("Reads"),
    "visits": gettext_lazy("Visits"),
    "visitors": gettext_lazy("Visitors of the days, added up"),
    "phones": gettext_lazy("Reads on phones"),
    "tablets": gettext_lazy("Reads on tablets"),
    "desktops": gettext_lazy("Reads on computers"),
    "pictures": gettext_lazy("Reads without script"),
}
# Kind of group, title of its table, heading over its names.
GROUPS = (
    (SECTIONS.kind, gettext_lazy("Most read sections"), SECTIONS.singular),
    (PAGE_KINDS.kind, PAGE_KINDS.plural, PAGE_KINDS.singular),
    (REFERRER, REFERRERS.label, gettext_lazy("Host")),
)


class MonthReport(ReadsReport):
    """The month in which the chosen day lies, whatever period was chosen elsewhere."""

    tab = MONTH.name
    template_name = "reports/month.html"
    explanation = (READ, VISIT, VISITOR, APART)

    @cached_property
    def span(self) -> Span:
        """The month in which the chosen days begin."""
        return month_of(self.form.span.first)

    @cached_property
    def month(self) -> Month | None:
        """The figures; None where the portal has no site."""
        if self.site is None:
            return None
        kinds = [kind for kind, _title, _heading in GROUPS]
        return month_report(self.site.pk, self.span.first, self.sight, self.today, kinds)

    def sheets(self) -> list[Sheet]:
        return [] if self.month is None else self.sheets_of(self.month)

    def sheets_of(self, month: Month) -> list[Sheet]:
        """The tables: sums, what was counted apart, pages, groups, and the months behind the second chart."""
        found = [sums_sheet("month", _("In figures"), SAID, month), apart_sheet(month), pages_sheet(month)]
        for kind, title, heading in GROUPS:
            is_compared = month.before_span.days > 0
            found.append(group_sheet(f"month-{kind}", title, heading, month.groups[kind], is_compared=is_compared))
        rows = [Row((name_of(span), sums.reads, sums.visits, sums.visitors)) for span, sums in reversed(month.months)]
        columns = (_("Month"), _("Reads"), _("Visits"), _("Visitors"))
        kinds = ("text", "number", "number", "number")
        found.append(Sheet("month-months", _("The months before"), tuple(map(Column, columns, kinds)), rows))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month, context = self.month, super().get_context_data(**kwargs)
        if month is None or self.site is None or not self.form.is_valid():
            return {**context, "sheets": []}
        return {
            **context,
            "body": name_of_body(self.site),
            "host": self.site.hostname,
            "month": month,
            "earliest": EARLIEST,
            "span_name": name_of(month.span),
            "is_open": month.is_open(self.today),
            "today": self.today,
            "opening": month.opening,
            "chart": chart_of(month.days, month.span, self.today, key="days") if month.span.first <= self.today else "",
            "chart_of_months": chart_of_months(month, self.today),
        }


def chart_of_months(month: Month, today: Any) -> str:
    """Reads of this month and the twelve before."""
    bars = [
        Bar(f"{span.first:%m/%y}", f"{span.first:%m/%Y}", sums.reads, is_open=span.last >= today)
        for span, sums in month.months
    ]
    description = _("The table “%(table)s” holds the same figures.") % {"table": _("The months before")}
    language = get_language() or "vi"
    drawn = bar_chart(bars, key="months", title=_("Reads by month"), description=description, language=language)
    return mark_safe(drawn)


def sums_sheet(name: str, title: str, said: dict[str, Any], month: Month) -> Sheet:
    """Sums of the site beside those of the month and of the year before."""
    before, past = name_of_past(month.before_span), name_of_past(month.year_before_span)
    columns = (
        Column(_("What was counted")),
        Column(name_of(month.span), "number"),
        Column(before, "number"),
        Column(pgettext("figures", "Change"), "change"),
        Column(past, "number"),
        Column(pgettext("figures", "Change"), "change"),
    )
    return Sheet(name, title, columns, [Row((str(words), *compared(key, month))) for key, words in said.items()])


def name_of_past(span: Span) -> str:
    """The days of a comparison in words; where there are none, since the month began today, nothing is compared."""
    return name_of(span) if span.days else _("not compared")


def compared(name: str, month: Month) -> tuple[int | float | None, ...]:
    """A sum now, before, its change, the year before, its change; the changes are those of the days that are over."""

    def of(sums: SiteSums) -> int:
        return int(getattr(sums, name))

    found: list[int | float | None] = [of(month.now)]
    for span, sums in ((month.before_span, month.before), (month.year_before_span, month.year_before)):
        found += [of(sums), change(of(month.over), of(sums))] if span.days else [None, None]
    return tuple(found)


def apart_sheet(month: Month) -> Sheet:
    """Robots, previews, repeats and floods, compared as the reads are."""
    return sums_sheet("month-not-counted", _("Counted apart, no reads"), APART_NAMES, month)


def pages_sheet(month: Month) -> Sheet:
    """The most read pages by their titles; of one that is gone only its number is left."""
    columns = (
        Column(pgettext("figures", "Place"), "number"),
        Column(_("Page")),
        Column(_("Reads"), "number"),
        Column(_("On phones"), "share"),
    )
    rows = [
        Row((number, title, one.reads, share(one.phones, one.reads)))
        for number, (title, one) in enumerate(month.pages, 1)
    ]
    return Sheet("month-pages", _("Most read pages"), columns, rows)


def group_sheet(name: str, title: Any, heading: Any, found: list[Group], *, is_compared: bool) -> Sheet:
    """The most read groups of a kind."""
    columns = (
        Column(heading),
        Column(_("Reads"), "number"),
        Column(_("Month before"), "number"),
        Column(pgettext("figures", "Change"), "change"),
    )
    rows = [
        Row((group.label, group.reads, group.before if is_compared else None, group.change))
        for group in found
        if group.reads
    ]
    return Sheet(name, title, columns, rows)

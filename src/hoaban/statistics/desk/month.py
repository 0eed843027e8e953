"""The report of a month for the leadership: one page for the screen and, through the browser, for paper and PDF."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from hoaban.statistics.charts import Bar, bar_chart
from hoaban.statistics.desk.frame import Report, Tab, add_tab, name_of
from hoaban.statistics.desk.overview import APART, APART_NAMES, READ, VISIT, VISITOR, chart_of
from hoaban.statistics.newsroom import newsroom
from hoaban.statistics.reports import groups
from hoaban.statistics.reports.groups import Group
from hoaban.statistics.reports.months import Month, month_report
from hoaban.statistics.reports.sites import Sums
from hoaban.statistics.sheets import Column, Row, Sheet, change, share
from hoaban.statistics.spans import Span, month_of

MONTH = Tab("month", gettext_lazy("Monthly report"), "statistics_month", 70)
add_tab(MONTH)
SAID = {
    "reads": gettext_lazy("Reads"),
    "visits": gettext_lazy("Visits"),
    "visitors": gettext_lazy("Visitors of the days, added up"),
    "phones": gettext_lazy("Reads on phones"),
    "tablets": gettext_lazy("Reads on tablets"),
    "desktops": gettext_lazy("Reads on computers"),
    "pictures": gettext_lazy("Reads without script"),
}
GROUPS = {
    groups.SECTION: (gettext_lazy("Most read sections"), pgettext_lazy("figures", "Section")),
    groups.TYPE: (gettext_lazy("Kinds of pages"), gettext_lazy("Kind of page")),
    groups.REFERRER: (gettext_lazy("Where readers come from"), gettext_lazy("Host")),
}


class MonthReport(Report):
    """The month in which the chosen day lies, whatever period was chosen elsewhere."""

    tab = "month"
    template_name = "statistics/desk/month.html"
    explanation = (READ, VISIT, VISITOR, APART)

    @cached_property
    def span(self) -> Span:
        """The month in which the chosen days begin."""
        return month_of(self.form.span.first)

    @cached_property
    def month(self) -> Month | None:
        """The figures; None where the portal has no site."""
        return month_report(self.site.pk, self.span.first, self.sight, self.today) if self.site else None

    def sheets(self) -> list[Sheet]:
        return [] if self.month is None else self.sheets_of(self.month)

    def sheets_of(self, month: Month) -> list[Sheet]:
        """The tables: sums, what was counted apart, pages, groups, and the months behind the second chart."""
        found = [sums_sheet("month", _("In figures"), SAID, month), apart_sheet(month), pages_sheet(month)]
        for kind, (title, heading) in GROUPS.items():
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
            "body": newsroom().body(self.site),
            "host": self.site.hostname,
            "month": month,
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

    def of(sums: Sums) -> int:
        return int(getattr(sums, name))

    found: list[int | float | None] = [of(month.now)]
    for span, sums in ((month.before_span, month.before), (month.year_before_span, month.year_before)):
        found += [of(sums), change(of(month.over), of(sums))] if span.days else [None, None]
    return tuple(found)


def apart_sheet(month: Month) -> Sheet:
    """What was counted apart."""
    return sums_sheet("month-not-counted", _("Counted apart, no reads"), APART_NAMES, month)


def pages_sheet(month: Month) -> Sheet:
    """The most read pages."""
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

"""The overview of a site: what was counted lately, how it compares, what was not counted as a read, and a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from hoaban.desk.charts import Bar, bar_chart
from hoaban.desk.sheets import Column, Row, Sheet, change, text_of
from hoaban.desk.spans import DAY, Span, moved, name_of
from hoaban.kit.formats import format_day
from hoaban.reports.queries.sites import (
    SiteSums,
    added,
    counted_days,
    days_of,
    opening_of,
    usual_spans,
    within,
)
from hoaban.reports.tabs import OVERVIEW
from hoaban.reports.views.reads_report import APART, APART_NAMES, READ, VISIT, VISITOR, ReadsReport

# Up to so many days a chart has a bar for each day, beyond that for each month.
MOST_DAYS = 92
NAMES = {
    "today": gettext_lazy("Today, so far"),
    "yesterday": gettext_lazy("Yesterday"),
    "week": gettext_lazy("7 days"),
    "days": gettext_lazy("30 days"),
    "year": gettext_lazy("12 months"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with how it compares, both as text; `change` is empty where there is nothing to compare with."""

    label: Any
    value: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What was counted in one of the usual spans."""

    label: Any
    days: str
    figures: tuple[Figure, ...]


def card(label: Any, span: Span, now: SiteSums, before: SiteSums | None) -> Card:
    """One span; `before` is None where it is not over and so cannot be compared."""
    figures = [
        Figure(
            words,
            text_of(getattr(now, name), "number"),
            text_of(change(getattr(now, name), getattr(before, name)), "change") if before is not None else "",
        )
        for name, words in (("reads", _("reads")), ("visits", _("visits")), ("visitors", _("visitors")))
    ]
    shares = [
        Figure(_("on phones"), text_of(now.share_of_phones, "share")),
        Figure(_("without script"), text_of(now.share_without_script, "share")),
    ]
    days = format_day(span.first) if span.days == 1 else f"{format_day(span.first)} – {format_day(span.last)}"
    return Card(label, days, (*figures, *shares))


def cards_of(days: dict[date, SiteSums], today: date) -> list[Card]:
    """The usual spans, each compared with as many days before; twelve months with the twelve that end before them."""
    found = []
    for name, span in usual_spans(today).items():
        past = Span(moved(span.first, -12), span.first - DAY) if name == "year" else span.before(today)
        before = None if name == "today" else within(days, past)
        found.append(card(NAMES[name], span, within(days, span), before))
    return found


def chart_of(days: dict[date, SiteSums], span: Span, today: date, key: str = "reads") -> str:
    """Reads of a span by day, or by month where it is long; what has not come yet is left out."""
    language = get_language() or "vi"
    span = Span(span.first, min(span.last, today))
    if span.days <= MOST_DAYS:
        bars = [
            Bar(f"{day:%d/%m}", format_day(day), days.get(day, SiteSums()).reads, is_open=day == today)
            for day in span.each_day()
        ]
    else:
        bars = []
        for month in span.months():
            reads = within(days, month).reads
            bars.append(Bar(f"{month.first:%m/%y}", name_of(month), reads, is_open=month.last >= today))
    description = _("Reads from %(first)s to %(last)s; the table below holds the same figures.") % {
        "first": format_day(span.first),
        "last": format_day(span.last),
    }
    drawn = bar_chart(bars, key=key, title=str(_("Reads")), description=str(description), language=language)
    return mark_safe(drawn)


COLUMNS = (
    Column(gettext_lazy("Day"), "day"),
    Column(gettext_lazy("Reads"), "number"),
    Column(gettext_lazy("Visits"), "number"),
    Column(gettext_lazy("Visitors"), "number"),
    Column(gettext_lazy("On phones"), "number"),
    Column(gettext_lazy("On tablets"), "number"),
    Column(gettext_lazy("On computers"), "number"),
    Column(gettext_lazy("Without script"), "number"),
)
APART_COLUMNS = (
    Column(gettext_lazy("Not counted as reads")),
    Column(gettext_lazy("In this period"), "number"),
    Column(gettext_lazy("Period before"), "number"),
    Column(pgettext_lazy("figures", "Change"), "change"),
)


class OverviewReport(ReadsReport):
    """The usual spans beside each other, then the chosen one by days."""

    tab = OVERVIEW.name
    template_name = "reports/overview.html"
    explanation = (READ, VISIT, VISITOR, APART)

    @cached_property
    def days(self) -> dict[date, SiteSums]:
        """All days that the page needs, asked once: two years for the usual spans, and the chosen one with its past."""
        spans = [self.span, self.span_before, Span(moved(self.today, -25), self.today)]
        whole = Span(min(span.first for span in spans), max(span.last for span in spans))
        return days_of(self.site.pk, whole) if self.site else {}

    def sheets(self) -> list[Sheet]:
        days = self.days
        now, over, before = (within(days, span) for span in (self.span, self.span_over, self.span_before))
        shown = [(day, days[day]) for day in sorted(days, reverse=True) if self.span.first <= day <= self.span.last]
        rows = [
            Row((day, *(getattr(sums, name) for name in SHOWN)), self.address(period="day", since=day.isoformat()))
            for day, sums in shown
        ]
        apart = [
            Row(
                (
                    str(words),
                    getattr(now, name),
                    self.told(getattr(before, name)),
                    change(getattr(over, name), getattr(before, name)),
                )
            )
            for name, words in APART_NAMES.items()
        ]
        return [
            Sheet("days", _("Days"), COLUMNS, rows),
            Sheet("not-counted", _("Counted apart"), APART_COLUMNS, apart),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.site is None:
            return context
        days = self.days
        totals = added(sums for day, sums in days.items() if self.span.first <= day <= self.span.last)
        return {
            **context,
            "cards": cards_of(days, self.today),
            "chart": chart_of(days, self.span, self.today) if totals.reads else "",
            "opening": opening_of(self.site.pk),
            "counted": counted_days(self.site.pk),
        }


SHOWN = ("reads", "visits", "visitors", "phones", "tablets", "desktops", "pictures")

"""Visits and reads of a site as its pages show them: the block of figures, and the charts of the page of statistics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.models import Site

from hoaban.counting import figures
from hoaban.counting.rules import TOLD
from hoaban.desk.charts import Bar, bar_chart
from hoaban.kit.figures import figure
from hoaban.kit.formats import format_day, format_number
from hoaban.publication import recorder
from hoaban.publication.recorder import remembered

DAYS, MONTHS, MOST_READ = 30, 12, 10
NAMES: dict[str, str | Promise] = {
    "visitors-now": gettext_lazy("Visitors now"),
    "visits-today": gettext_lazy("Today"),
    "visits-yesterday": gettext_lazy("Yesterday"),
    "visits-week": gettext_lazy("This week"),
    "visits-month": gettext_lazy("This month"),
    "visits-year": gettext_lazy("This year"),
    "visits-all": gettext_lazy("Visits in all"),
}
NAMES_OF_READS: dict[str, str | Promise] = {
    "reads-today": gettext_lazy("Reads today"),
    "reads-all": gettext_lazy("Reads in all"),
}
# A line at the foot of the page has room for these.
AT_THE_FOOT = ("visitors-now", "visits-today", "visits-month", "visits-all")


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure with its words; what is not known yet stays hidden until a reader's script knows it."""

    name: str
    words: str
    markup: SafeString
    is_known: bool


@dataclass(frozen=True, slots=True)
class ShownVisits:
    """The visits of a site as they were on the day on which the page was pressed, itself a figure."""

    figures: list[ShownFigure]
    as_of: SafeString

    @property
    def at_the_foot(self) -> list[ShownFigure]:
        """Those for the foot of a page."""
        return [shown for shown in self.figures if shown.name in AT_THE_FOOT]


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A drawing, the sums in it with the newest first, and whether there is anything to draw."""

    key: str
    title: str
    drawing: SafeString
    sums: list[figures.PeriodSums]
    is_empty: bool


def shown(names: Iterable[tuple[str, str | Promise]], values: dict[str, int]) -> list[ShownFigure]:
    """Figures with their words, in the language of the page; those without a value are not known yet."""
    language = get_language() or "vi"
    return [
        ShownFigure(name, str(words), mark_safe(figure(name, values.get(name), language)), name in values)
        for name, words in names
    ]


def visits_of(site: Site, today: date) -> ShownVisits:
    """The block of figures, the same for all pages of a site in one language."""

    def ask() -> ShownVisits:
        as_of = f'<data data-figure="as-of" value="{today.isoformat()}">{format_day(today)}</data>'
        return ShownVisits(shown(NAMES.items(), figures.visits_of_site(site.pk, today)), mark_safe(as_of))

    return remembered(("visits", site.pk, get_language(), today), ask)


def report_of(site: Site) -> dict[str, Any]:
    """What the page of statistics shows; it is right until the next day is over.

    `rules` (numbers in them), `last_day`, `charts`, `reads` (figures), `visits_brought` and `reads_brought` from an old
    portal.
    """
    last = figures.last_whole_day()
    recorder.valid_until(figures.next_whole_day(last))
    # Not a count that moves, but content that somebody enters.
    recorder.depend_on(figures.brought_name(site.pk))
    return {
        "rules": TOLD,
        "last_day": last,
        "charts": [chart_of_days(site, last), chart_of_months(site, last)],
        "reads": shown(NAMES_OF_READS.items(), figures.reads_of_site(site.pk, timezone.localdate())),
        "visits_brought": figures.visits_brought(site.pk),
        "reads_brought": figures.reads_brought(site.pk),
    }


def chart_of_days(site: Site, last: date) -> ShownChart:
    """Visits of the last days."""
    sums = figures.days_up_to(site.pk, last, DAYS)
    bars = [Bar(f"{one.start:%d/%m}", format_day(one.start), one.visits) for one in sums]
    title = _("Visits in the last %(count)s days") % {"count": DAYS}
    return drawn("days", title, bars, sums)


def chart_of_months(site: Site, last: date) -> ShownChart:
    """Visits of the last months; the newest may still grow."""
    sums = figures.months_up_to(site.pk, last, MONTHS)
    is_open = (last + timedelta(days=1)).month == last.month
    bars = [
        Bar(f"{one.start:%m/%y}", f"{one.start:%m/%Y}", one.visits, is_open=is_open and one is sums[-1]) for one in sums
    ]
    title = _("Visits in the last %(count)s months") % {"count": MONTHS}
    return drawn("months", title, bars, sums)


def drawn(key: str, title: str, bars: list[Bar], sums: list[figures.PeriodSums]) -> ShownChart:
    """The chart with its description in words."""
    language = get_language() or "vi"
    highest = max(bars, key=lambda bar: bar.value)
    description = _("From %(first)s to %(last)s: %(sum)s visits in all, most of them, %(most)s, in %(when)s.") % {
        "first": bars[0].name,
        "last": bars[-1].name,
        "sum": format_number(sum(bar.value for bar in bars), language),
        "most": format_number(highest.value, language),
        "when": highest.name,
    }
    markup = bar_chart(bars, key=key, title=title, description=description, language=language)
    return ShownChart(key, title, mark_safe(markup), sums[::-1], is_empty=not highest.value)

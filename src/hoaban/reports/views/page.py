"""The report of one page: its days, where its readers came from, and how it compares."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.models import Page

from hoaban.counting.models import Period
from hoaban.desk.sheets import Column, Row, Sheet, change, share, text_of
from hoaban.desk.spans import Span, name_of
from hoaban.kit.formats import format_day, format_number
from hoaban.reports.queries import pages
from hoaban.reports.queries.ranking import PageSums
from hoaban.reports.queries.sites import SiteSums
from hoaban.reports.tabs import PAGES, REFERRERS
from hoaban.reports.views.overview import MOST_DAYS, Figure, chart_of
from hoaban.reports.views.reads_report import HOSTS, READ, ReadsReport

MOST_HOSTS = 50
DAY_COLUMNS = (
    Column(gettext_lazy("Reads"), "number"),
    Column(gettext_lazy("On phones"), "share"),
    Column(gettext_lazy("Requests of robots"), "number"),
)
HOST_COLUMNS = (Column(gettext_lazy("Host")), DAY_COLUMNS[0], Column(gettext_lazy("Share of the reads"), "share"))


class PageReport(ReadsReport):
    """One page, for those who may edit it."""

    tab = PAGES.name
    template_name = "reports/page.html"
    explanation = (
        READ,
        gettext_lazy(
            "The median of the section: half of the up to 200 pages of it that appeared nearest to this one were read "
            "less often in the same days."
        ),
        HOSTS,
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = get_object_or_404(Page, pk=kwargs["page_id"])
        return super().dispatch(request, *args, **kwargs)

    def may_look(self) -> bool:
        return self.sight.sees_page(self.page)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = {"url": reverse("reports_pages"), "label": here["label"]}
        return [*above, listing, {"url": "", "label": self.get_page_subtitle()}]

    @property
    def by_day(self) -> bool:
        """Whether days are shown, or months where there are too many days."""
        return self.span.days <= MOST_DAYS

    @cached_property
    def kept_sums(self) -> dict[Span, PageSums]:
        """The sums of the span by the days or months that they hold."""
        if not self.by_day:
            return pages.by_month(self.page.pk, Span(self.span.first, min(self.span.last, self.today)))
        days = pages.by_start(self.page.pk, Period.DAY, self.span)
        return {Span(day, day): reads for day, reads in days.items()}

    def sheets(self) -> list[Sheet]:
        first = Column(_("Day"), "day") if self.by_day else Column(_("Month"))
        found = self.kept_sums
        rows = [
            Row(
                (
                    part.first if self.by_day else name_of(part),
                    found[part].reads,
                    share(found[part].phones, found[part].reads),
                    found[part].robots,
                )
            )
            for part in sorted(found, key=lambda part: part.first, reverse=True)
        ]
        reads = self.now.reads
        hosts = pages.referrers_of(self.page.pk, self.span, MOST_HOSTS)
        from_hosts = [Row((host, count, share(count, reads))) for host, count in hosts]
        return [
            Sheet("reads-of-page", _("Days") if self.by_day else _("Months"), (first, *DAY_COLUMNS), rows),
            Sheet("referrers-of-page", str(REFERRERS.label), HOST_COLUMNS, from_hosts),
        ]

    @cached_property
    def now(self) -> PageSums:
        return pages.reads_in(self.page.pk, self.span, self.today)

    def figures(self) -> list[Figure]:
        """What is said of the page in one line each."""
        now = self.now
        over, before = (pages.reads_in(self.page.pk, span, self.today) for span in (self.span_over, self.span_before))
        kin = pages.median_of_kin(self.page.pk, self.span, self.today)
        found = [
            Figure(_("reads"), text_of(now.reads, "number"), text_of(change(over.reads, before.reads), "change")),
            Figure(_("on phones"), text_of(share(now.phones, now.reads), "share")),
            Figure(_("requests of robots"), text_of(now.robots, "number")),
        ]
        if kin is not None:
            words = _("median of the section %(section)s (%(count)s pages)")
            label = words % {"section": kin.section, "count": kin.count}
            places = 0 if kin.median == int(kin.median) else 1
            median = format_number(kin.median, get_language() or "vi", places)
            found.append(Figure(label, median, text_of(change(now.reads, kin.median), "change")))  # type: ignore[arg-type]
        return [*found, *self.figures_ever()]

    def figures_ever(self) -> list[Figure]:
        """What was counted here from the beginning, and what the page brought with it."""
        ever = pages.reads_ever(self.page.pk)
        found = [Figure(_("reads since counting began"), text_of(ever.reads, "number"))]
        opening = pages.opening_balance_of(self.page.pk)
        if opening is not None:
            label = _("reads from the old portal")
            if opening.as_of:
                label = _("reads from the old portal, until %(day)s") % {"day": format_day(opening.as_of)}
            found.append(Figure(label, text_of(opening.count, "number")))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        days = {part.first: SiteSums(reads=one.reads) for part, one in self.kept_sums.items()}
        return {
            **context,
            "page": self.page,
            "figures": self.figures(),
            "chart": chart_of(days, self.span, self.today) if any(one.reads for one in days.values()) else "",
        }

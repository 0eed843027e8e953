"""The frame of every report on the desk: who may look, the choice of days, the tabs beside it, the files it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Site

from hoaban.desk.choice import ChoiceOfDays
from hoaban.desk.sheets import Row, Sheet, as_file
from hoaban.desk.spans import DAY, Span, name_of
from hoaban.desk.tabs import Series, Tab, tabs_for, tabs_of
from hoaban.kit.formats import format_day

FILES = ("xlsx", "csv")
# What is no letter, digit, dot or hyphen of a host stays out of the names of files.
NO_NAME = re.compile(r"[^a-zA-Z0-9.-]")


class DeskReport(WagtailAdminTemplateMixin, TemplateView):
    """One report: a page of the desk, and the same figures as CSV and XLSX.

    `tab` names it in its `series`; `explanation` says in a sentence each what its words mean; `keeps`: what of its
    address stays when other days are chosen.
    """

    series: Series
    tab = ""
    header_icon = "view"
    template_name = "desk/report.html"
    explanation: tuple[Any, ...] = ()
    keeps: tuple[str, ...] = ("ordering",)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know what day it is, once for all that is asked."""
        super().setup(request, *args, **kwargs)
        self.today: date = timezone.localdate()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_look():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_look(self) -> bool:
        """Whether the user may; if nothing else is said, whoever sees its tab."""
        return self.own_tab.may_open(self.request.user)

    @property
    def own_tab(self) -> Tab:
        """Its tab among those of the series."""
        return next(tab for tab in tabs_of(self.series) if tab.name == self.tab)

    def whose(self) -> str:
        """A sentence on what it holds for the user, where others see something else; empty where all see the same."""
        return ""

    @cached_property
    def form(self) -> ChoiceOfDays:
        return ChoiceOfDays(self.request.GET, self.today)

    @cached_property
    def site(self) -> Site | None:
        """The chosen site; None where the portal has none."""
        return self.form.site_chosen

    @cached_property
    def span(self) -> Span:
        return self.form.span

    @cached_property
    def span_over(self) -> Span:
        """Those of its days that are over, and so are compared."""
        return self.span.over(self.today)

    @cached_property
    def span_before(self) -> Span:
        """The days with which they are compared; none where none of them is over."""
        return self.span.before(self.today)

    def told(self, before: int) -> int | None:
        """What was counted in the days before; None where there are none."""
        return before if self.span_before.days else None

    def sheets(self) -> list[Sheet]:
        """The tables of the report; none where there is nothing to show."""
        raise NotImplementedError

    @cached_property
    def tabs_beside(self) -> list[Tab]:
        """The reports of the series that the user may open; each is asked for once."""
        return tabs_for(self.series, self.request.user)

    def rows_for_file(self, sheet: Sheet) -> Iterable[Row]:
        """The rows of a table for a file, where these are more than the desk shows."""
        return sheet.rows

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, or the file that `export` asks for; `table` says which table where there are several."""
        kind = request.GET.get("export")
        if kind not in FILES:
            return super().get(request, *args, **kwargs)
        if not self.form.is_valid():
            # A file of other days than those asked for would be taken for what it is not.
            return HttpResponse(self.form.faults(), status=400, content_type="text/plain; charset=utf-8")
        sheets = self.sheets() if self.site else []
        asked = request.GET.get("table")
        sheet = next((one for one in sheets if one.name == asked), sheets[0] if sheets else None)
        if sheet is None:
            return HttpResponse(_("There is nothing to export."), status=404, content_type="text/plain; charset=utf-8")
        return as_file(sheet, kind, self.rows_for_file(sheet), name=self.name_of_file(sheet))

    def name_of_file(self, sheet: Sheet) -> str:
        """`pages-hoaban.example-2026-02-01-2026-02-28`: what it holds, of which site and of which days."""
        host = NO_NAME.sub("-", self.site.hostname) if self.site else ""
        return f"{sheet.name}-{host}-{self.span.first}-{self.span.last}"

    def get_page_title(self) -> str:
        return str(self.series.title)

    def get_page_subtitle(self) -> str:
        return str(self.own_tab.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        first = self.tabs_beside[0]
        here = {"url": "", "label": self.own_tab.label}
        return [*self.breadcrumbs_items, {"url": reverse(first.url_name), "label": self.get_page_title()}, here]

    def get_header_more_buttons(self) -> list[Button]:
        labels = {"xlsx": _("Download XLSX"), "csv": _("Download CSV")}
        return [
            Button(labels[kind], self.address(export=kind), icon_name="download", priority=90 + place)
            for place, kind in enumerate(FILES)
        ]

    def address(self, **changed: Any) -> str:
        """The report with other parameters; None takes one away. A file or a page of a list is never kept."""
        kept = {name: value for name, value in self.request.GET.items() if name not in {"export", "table", "p"}}
        asked = {name: value for name, value in {**kept, **changed}.items() if value not in {None, ""}}
        return f"{self.request.path}?{urlencode(asked)}"

    def kept(self) -> dict[str, str]:
        """The choice of days, for links to other reports."""
        return {name: str(value) for name, value in self.request.GET.items() if name in self.form.fields and value}

    def beside(self) -> list[tuple[str, str]]:
        """(address, name) of the spans before and after this one."""
        earlier, later = self.span.first - DAY, self.span.last + DAY
        period = "year" if self.span.is_year else "month" if self.span.is_month else "day"
        if self.span.days > 1 and period == "day":
            return []
        found = [(earlier, _("Earlier: %(name)s")), (later, _("Later: %(name)s"))]
        return [
            (self.address(period=period, since=day.isoformat(), until=None), words % {"name": name_of_day(day, period)})
            for day, words in found
            if day <= self.today
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        asked = urlencode(self.kept())
        tabs = [(tab, f"{reverse(tab.url_name)}{'?' if asked else ''}{asked}") for tab in self.tabs_beside]
        return {
            **context,
            "report": self,
            "whose": self.whose(),
            "tabs": tabs,
            "form": self.form,
            "span_name": name_of(self.span),
            "before_name": name_of(self.span_before) if self.span_before.days else "",
            "is_over": self.span_over == self.span,
            "sheets": self.sheets() if self.site and self.form.is_valid() else [],
            "hidden": {name: str(self.request.GET[name]) for name in self.keeps if self.request.GET.get(name)},
        }


def name_of_day(day: date, period: str) -> str:
    """A day, or the month or year in which it lies."""
    return {"day": format_day(day), "month": f"{day:%m/%Y}", "year": f"{day:%Y}"}[period]

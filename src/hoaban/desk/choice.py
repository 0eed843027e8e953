"""What a reader of a report chooses: the site and the days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Site

from hoaban.desk.spans import DAY, EARLIEST, Span, month_of, year_of
from hoaban.kit.day_field import DayField

PERIODS = {
    "month": gettext_lazy("Month"),
    "day": gettext_lazy("Day"),
    "year": gettext_lazy("Year"),
    "week": gettext_lazy("Last 7 days"),
    "days": gettext_lazy("Last 30 days"),
    "span": gettext_lazy("From – to"),
}


class ChoiceOfDays(forms.Form):
    """The site and the span of a report; what is left out is the default site and this month."""

    site = forms.ChoiceField(label=pgettext_lazy("figures", "Site"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=PERIODS.items(), required=False)
    since = DayField(
        label=gettext_lazy("From"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("For a day, a month or a year: any day in it. Empty: today."),
    )
    until = DayField(
        label=gettext_lazy("To"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Only for “From – to”."),
    )

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.sites = list(Site.objects.order_by("-is_default_site", "site_name", "hostname"))
        chosen: Any = self.fields["site"]
        chosen.choices = [(str(site.pk), site.site_name or site.hostname) for site in self.sites]
        if len(self.sites) < 2:
            chosen.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Days that a portal can have counted, the first not after the last."""
        asked = super().clean() or self.cleaned_data
        for name in ("since", "until"):
            day = asked.get(name)
            if day and not EARLIEST <= day <= year_of(self.today).last:
                message = _("Choose a day from %(first)s to %(last)s.")
                days = {"first": f"{EARLIEST:%d/%m/%Y}", "last": f"{year_of(self.today).last:%d/%m/%Y}"}
                self.add_error(name, message % days)
        if asked.get("period") == "span" and not self.errors:
            self.clean_span(asked)
        return asked

    def clean_span(self, asked: dict[str, Any]) -> None:
        """A span needs its first day, and ends today where it is not said when."""
        if not asked.get("since"):
            self.add_error("since", _("Say from which day on."))
        elif asked["since"] > (asked.get("until") or self.today):
            self.add_error("until", _("The last day cannot lie before the first one."))

    def faults(self) -> str:
        """What is wrong with what was chosen, a line each with the label of its field."""
        told = ((str(self.fields[name].label), errors) for name, errors in self.errors.items())
        return "".join(f"{label}: {error}\n" for label, errors in told for error in errors)

    @property
    def site_chosen(self) -> Site | None:
        """The site; the default one where none or a wrong one is chosen, None where the portal has no site at all."""
        asked = self.cleaned_data.get("site") if self.is_valid() else ""
        return next((site for site in self.sites if str(site.pk) == asked), self.sites[0] if self.sites else None)

    @property
    def span(self) -> Span:
        """The days; this month where what was chosen is wrong."""
        asked = self.cleaned_data if self.is_valid() else {}
        day = asked.get("since") or self.today
        period = asked.get("period") or "month"
        yesterday = self.today - DAY
        if period == "span":
            return Span(day, asked.get("until") or self.today)
        return {
            "day": Span(day, day),
            "month": month_of(day),
            "year": year_of(day),
            "week": Span(self.today - DAY * 7, yesterday),
            "days": Span(self.today - DAY * 30, yesterday),
        }[period]

"""The report of the log on the desk: its form, its lines in words, and the page that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page

from hoaban.kit.day_field import DayField
from hoaban.publication.acts import Act, Line
from hoaban.publication.history import LogAccess, LogFilter, LogPage, log_page, may_look
from hoaban.publication.tracking import tracked_tables
from hoaban.publication.words import CHANGED, PAGE, PUBLISHED_AGAIN, every_happening, is_page_table

MOST_OTHERS = 10
# The largest key that both databases can hold.
LARGEST_KEY = 2**62


class ReportForm(forms.Form):
    """What the reader of the report asks for; `before` is the place in the log at which the last page ended."""

    # As wide as its place: the longest kind is wider than a telephone.
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, widget=forms.Select(attrs={"class": "w-w-full"})
    )
    happening = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    since = DayField(label=gettext_lazy("From"), required=False, widget=AdminDateInput)
    until = DayField(label=gettext_lazy("To"), required=False, widget=AdminDateInput)
    before = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY, widget=forms.HiddenInput)

    def __init__(self, data: Any, access: LogAccess) -> None:
        super().__init__(data)
        kinds = sorted(
            ((table, str(name).capitalize()) for table, name in access.kinds().items()), key=lambda one: one[1]
        )
        happenings = [(one.name, one.words) for one in every_happening()]
        for name, choices in (("kind", kinds), ("happening", happenings)):
            field: Any = self.fields[name]
            field.choices = [("", _("Everything")), *choices]

    def log_filter(self) -> LogFilter:
        """What is asked of the log; days begin and end by the portal's own clock."""
        asked = self.cleaned_data
        return LogFilter(
            asked["kind"],
            asked["happening"],
            moment(asked["since"], time.min),
            moment(asked["until"], time.max),
            asked["before"],
        )


def moment(day: date | None, at: time) -> datetime | None:
    """A time of a day by the portal's clock; None for no day, and for one that no clock can show."""
    try:
        return timezone.make_aware(datetime.combine(day, at)).astimezone(UTC) if day else None
    except OverflowError:
        return None


@dataclass(frozen=True)
class Object:
    """A thing as the report names it. `url`: its editor, empty where the user may not edit it or it is gone."""

    name: str
    kind: str
    url: str


@dataclass(frozen=True)
class Row:
    """One line of the report in words. `who`: empty where Wagtail's log knows nobody."""

    at: datetime
    what: str
    fields: str
    lead: Object
    others: list[Object]
    unnamed: int
    who: str


def rows_of(answer: LogPage, user: Any) -> Iterator[Row]:
    """The lines of an answer in words."""
    finder = AdminURLFinder(user)
    for line in answer.lines:
        done = line.lead.told()
        tells_fields = {CHANGED.name, PUBLISHED_AGAIN.name} & {one.name for one in done}
        yield Row(
            line.at,
            ", ".join(str(one.words) for one in done),
            ", ".join(line.lead.fields) if tells_fields else "",
            object_of(line.lead, line, answer, finder),
            [object_of(act, line, answer, finder) for act in line.others[:MOST_OTHERS]],
            max(0, len(line.others) - MOST_OTHERS),
            line.who,
        )


def object_of(act: Act, line: Line, answer: LogPage, finder: AdminURLFinder) -> Object:
    """The thing of an act; one that is gone by the name in Wagtail's log, else by its last address or its number."""
    instance = answer.instances.get(act.thing)
    label = line.label if act is line.lead else ""
    kind = str(kind_of(act, instance)._meta.verbose_name)
    if instance is None:
        return Object(label or act.address or _("number %(number)s") % {"number": act.thing.key}, kind, "")
    name = instance.get_admin_display_title() if isinstance(instance, Page) else str(instance)
    return Object(name, kind, finder.get_edit_url(instance) or "")


def kind_of(act: Act, instance: Any) -> Any:
    """The model that says what kind of thing it is; a page's own type where that is known."""
    if isinstance(instance, Page):
        return instance.cached_content_type.model_class() or Page
    own = [table for table in act.tables if table != PAGE and is_page_table(table)]
    return tracked_tables()[own[0] if own and act.thing.table == PAGE else act.thing.table].model


def show_report(request: HttpRequest) -> HttpResponse:
    """The page of the report."""
    if not may_look(request.user):
        raise PermissionDenied
    form = ReportForm(request.GET, LogAccess(request.user))
    answer = log_page(form.log_filter(), request.user) if form.is_valid() else LogPage()
    asked = {name: value for name, value in request.GET.items() if name in form.fields and name != "before" and value}
    context = {
        "form": form,
        "rows": list(rows_of(answer, request.user)),
        "days": settings.HOABAN.log_days,
        "newest": f"?{urlencode(asked)}" if form.cleaned_data.get("before") else "",
        "older": f"?{urlencode({**asked, 'before': answer.older})}" if answer.older else "",
    }
    return render(request, "publication/desk/report.html", context)

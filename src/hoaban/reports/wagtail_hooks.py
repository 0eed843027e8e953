"""Registers the reports of reads and visits with the desk."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from hoaban.counting.groups import ReadGroup
from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import tabs_for
from hoaban.kit.rooms import declared
from hoaban.pages.read_groups import SECTIONS
from hoaban.reports.sight import ReportSight, sees_any_report
from hoaban.reports.tabs import MONTH, OVERVIEW, PAGES, REFERRERS, url_name_of
from hoaban.reports.views.groups import GroupsReport, ReferrersReport, SectionsReport, words_of
from hoaban.reports.views.month import MonthReport
from hoaban.reports.views.overview import OverviewReport
from hoaban.reports.views.page import PageReport
from hoaban.reports.views.pages import PagesReport

PLACE = "reports/reads/"


class ReadsItem(MenuItem):
    """The place of the reports in the menu; leads to the first that the user may open."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_any_report(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        """The link to the user's first report; on a copy, since Wagtail keeps one item for all users and threads."""
        own = copy(self)
        own.url = reverse(tabs_for(READS_AND_VISITS, request.user)[0].url_name)
        return MenuItem.render_component(own, request)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Those of the series, then one for each kind of group that rooms declare."""
    groups = [
        path(
            f"{PLACE}{group.slug}/",
            (SectionsReport if group.kind == SECTIONS.kind else GroupsReport).as_view(**words_of(group)),
            name=url_name_of(group),
        )
        for group in declared(ReadGroup)
    ]
    return [
        path(PLACE, OverviewReport.as_view(), name=OVERVIEW.url_name),
        path(f"{PLACE}pages/", PagesReport.as_view(), name=PAGES.url_name),
        path(f"{PLACE}pages/<int:page_id>/", PageReport.as_view(), name="reports_page"),
        *groups,
        path(f"{PLACE}referrers/", ReferrersReport.as_view(), name=REFERRERS.url_name),
        path(f"{PLACE}month/", MonthReport.as_view(), name=MONTH.url_name),
    ]


@hooks.register("register_reports_menu_item")
def reads_item() -> MenuItem:
    """One entry among Wagtail's reports; the tabs lead on from it."""
    title = READS_AND_VISITS.title
    return ReadsItem(title, reverse(PAGES.url_name), name="reads", icon_name="view", order=100)


def button_of(page: Page, user: Any) -> Iterator[Button]:
    """The way from a page to its figures, for those who may edit it and once it was published."""
    if not page.is_root() and page.first_published_at and ReportSight(user).sees_page(page):
        yield Button(_("Reads"), reverse("reports_page", args=[page.pk]), icon_name="view", priority=65)


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    """In the menu of the page, in the explorer's heading and in the editor."""
    return button_of(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """In the menu of the page where it is listed."""
    return button_of(page, user)

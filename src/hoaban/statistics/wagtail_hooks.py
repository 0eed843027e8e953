"""Registers the reports of reads and visits with the desk, and the screens for what came from an old portal."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from hoaban.statistics.desk.balances import OpeningBalances
from hoaban.statistics.desk.frame import tabs_for
from hoaban.statistics.desk.listings import AuthorsReport, PagesReport, ReferrersReport, SectionsReport, TypesReport
from hoaban.statistics.desk.month import MonthReport
from hoaban.statistics.desk.overview import Overview
from hoaban.statistics.desk.page import PageReport
from hoaban.statistics.reports.sight import Sight

PLACE = "reports/reads/"
REPORTS = {
    "overview": ("", Overview),
    "pages": ("pages/", PagesReport),
    "page": ("pages/<int:page_id>/", PageReport),
    "sections": ("sections/", SectionsReport),
    "authors": ("authors/", AuthorsReport),
    "types": ("types/", TypesReport),
    "referrers": ("referrers/", ReferrersReport),
    "month": ("month/", MonthReport),
}

register_snippet(OpeningBalances)


class ReadsItem(MenuItem):
    """The place of the reports in the menu; leads to the first that the user may open."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is any report for the user."""
        return Sight(request.user).sees_anything

    def render_component(self, request: HttpRequest) -> Any:
        """The link to the user's first report; on a copy, since Wagtail keeps one item for all users and threads."""
        own = copy(self)
        own.url = reverse(tabs_for(Sight(request.user))[0].url_name)
        return MenuItem.render_component(own, request)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The addresses of the reports."""
    return [
        path(f"{PLACE}{place}", view.as_view(), name=f"statistics_{name}") for name, (place, view) in REPORTS.items()
    ]


@hooks.register("register_reports_menu_item")
def reads_item() -> MenuItem:
    """The reports among the others."""
    return ReadsItem(_("Reads and visits"), reverse("statistics_pages"), name="reads", icon_name="view", order=100)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What an administrator may give to a group: to see the sums of whole sites."""
    return Permission.objects.filter(content_type__app_label="statistics", codename="view_siteday")


def button_of(page: Page, user: Any) -> Iterator[Button]:
    """The way from a page to its figures, for those who may edit it and once it was published."""
    if not page.is_root() and page.first_published_at and Sight(user).sees_page(page):
        yield Button(_("Reads"), reverse("statistics_page", args=[page.pk]), icon_name="view", priority=65)


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    """In the menu of the page, in the explorer's heading and in the editor."""
    return button_of(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """In the menu of the page where it is listed."""
    return button_of(page, user)

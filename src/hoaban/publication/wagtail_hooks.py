"""Registers the report of the log with the desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from hoaban.publication.history import may_look
from hoaban.publication.report import show_report


class ReportItem(MenuItem):
    """The report's place in the menu, for those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user may open the report."""
        return may_look(request.user)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The address of the report."""
    return [path("reports/publication-log/", show_report, name="publication_report")]


@hooks.register("register_reports_menu_item")
def report_item() -> MenuItem:
    """The report among the others."""
    return ReportItem(
        _("Publication log"), reverse("publication_report"), name="publication-log", icon_name="history", order=1050
    )

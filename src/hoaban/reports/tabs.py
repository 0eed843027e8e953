"""The reports of reads and visits by name: some of their own, and one for each kind of group that rooms declare."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from hoaban.counting.groups import ReadGroup
from hoaban.counting.permissions import sees_sites
from hoaban.desk.tabs import Tab
from hoaban.kit.rooms import declared
from hoaban.pages.read_groups import SECTIONS
from hoaban.reports.sight import sees_any_report

OVERVIEW = Tab("overview", _("Overview"), "reports_overview", 10, sees_sites)
PAGES = Tab("pages", _("Pages"), "reports_pages", 20, sees_any_report)
REFERRERS = Tab("referrers", _("Where readers come from"), "reports_referrers", 60, sees_sites)
MONTH = Tab("month", _("Monthly report"), "reports_month", 70, sees_sites)


def tabs() -> Iterator[Tab]:
    """All of them. Of sections, which are pages, everybody sees his own; sums of other groups are those of sites."""
    yield from (OVERVIEW, PAGES, REFERRERS, MONTH)
    for group in declared(ReadGroup):
        may_open = sees_any_report if group.kind == SECTIONS.kind else sees_sites
        yield Tab(group.slug, group.plural, url_name_of(group), group.order, may_open)


def url_name_of(group: ReadGroup) -> str:
    """By what `reverse` finds the report of a declared group."""
    return f"reports_{group.slug}"

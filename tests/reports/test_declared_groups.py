"""A kind of group that any room declares has its report, its tab and its place among the others by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser

from hoaban.counting.groups import ReadGroup
from hoaban.counting.page_kinds import PAGE_KINDS
from hoaban.desk.tabs import tabs_for
from hoaban.kit.access import enters
from hoaban.kit.rooms import declared
from hoaban.reports import tabs, wagtail_hooks
from hoaban.site.access_table import rule_named
from tests.builders import an_editor

pytestmark = pytest.mark.django_db
UNITS = replace(PAGE_KINDS, kind="unit", slug="units", plural="Units", singular="Unit", order=45)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    for module in (tabs, wagtail_hooks):
        monkeypatch.setattr(module, "declared", lambda kind: [*declared(kind), UNITS])


def test_a_declared_group_has_a_tab_for_those_who_see_sites():
    tab = next(tab for tab in tabs.tabs() if tab.name == "units")
    assert (tab.label, tab.url_name, tab.order) == ("Units", "reports_units", 45)
    assert tab.may_open(an_editor())
    assert not tab.may_open(AnonymousUser())


def test_a_declared_group_has_an_address_and_a_report_in_its_words():
    pattern = next(pattern for pattern in wagtail_hooks.report_urls() if pattern.name == "reports_units")
    assert str(pattern.pattern) == "reports/reads/units/"
    report = pattern.callback.view_class(**pattern.callback.view_initkwargs)
    assert (report.kind, report.heading, report.explanation[0]) == ("unit", "Unit", PAGE_KINDS.explanation)


def test_whoever_enters_the_desk_reaches_the_report_which_asks_its_tab():
    assert rule_named("reports_units") is enters
    assert rule_named("reports_overview") is enters
    assert rule_named("units") is None


def test_the_reports_of_all_rooms_stand_in_one_order(monkeypatch):
    monkeypatch.undo()
    names = [tab.name for tab in tabs_for(wagtail_hooks.READS_AND_VISITS, an_editor())]
    assert names == ["overview", "pages", "sections", "authors", "types", "referrers", "search", "month"]
    assert {group.slug for group in declared(ReadGroup)} <= set(names)

"""Reports stand beside those of their own series, in order, for those who may open them."""

import pytest

from hoaban.desk import tabs
from hoaban.desk.tabs import ReportTabs, Series, Tab, tabs_for

ONE, OTHER = Series("One"), Series("Other")


def a_tab(name, order, may_open=True):
    return Tab(name, name, name, order, lambda _user: may_open)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    declared = [
        ReportTabs(ONE, lambda: [a_tab("late", 9), a_tab("early", 1)]),
        ReportTabs(OTHER, lambda: [a_tab("elsewhere", 2)]),
        ReportTabs(ONE, lambda: [a_tab("between", 5), a_tab("secret", 3, may_open=False)]),
    ]
    monkeypatch.setattr(tabs, "declared", lambda _kind: declared)


def test_tabs_of_several_rooms_stand_in_one_series():
    assert [tab.name for tab in tabs_for(ONE, None)] == ["early", "between", "late"]


def test_two_series_of_one_title_stay_apart():
    assert tabs_for(Series("One"), None) == []
    assert [tab.name for tab in tabs_for(OTHER, None)] == ["elsewhere"]

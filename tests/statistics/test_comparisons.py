"""What the reports compare with what, and that their charts tell the same days as their tables."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from hoaban.statistics.desk.overview import cards_of
from hoaban.statistics.reports.sites import Sums, usual_spans
from tests.statistics.desk import FEBRUARY, TODAY, shown, table
from tests.statistics.figures import count_site, days

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.usefixtures("in_spring")]


def test_the_overview_compares_each_span_with_the_one_before(chief, site):
    first = TODAY - timedelta(days=800)
    counted = {day: number % 97 for number, day in enumerate(days(first, TODAY))}
    count_site(site, counted, phones=1, pictures=1)
    cards = {str(card.label): card for card in shown(chief, "overview").context["cards"]}

    def total(back_from, back_to):
        return sum(counted[TODAY - timedelta(days=number)] for number in range(back_to, back_from + 1))

    def told(name):
        reads = cards[name].figures[0]
        return reads.value, reads.change

    def percent(now, before):
        share = round((now - before) / before * 100, 1)
        sign = "+" if share > 0 else "−" if share < 0 else ""
        return f"{sign}{abs(share):,.1f} %".replace(",", "_").replace(".", ",").replace("_", ".")

    assert told("Hôm nay, đến lúc này") == (str(counted[TODAY]), "")
    for name, length in (("Hôm qua", 1), ("7 ngày", 7), ("30 ngày", 30)):
        now, before = total(length, 1), total(2 * length, length + 1)
        assert told(name) == (f"{now:,}".replace(",", "."), percent(now, before))
    year = sum(reads for day, reads in counted.items() if date(2025, 3, 20) <= day <= date(2026, 3, 19))
    past = sum(reads for day, reads in counted.items() if date(2024, 3, 20) <= day <= date(2025, 3, 19))
    assert told("12 tháng") == (f"{year:,}".replace(",", "."), percent(year, past))


def test_twelve_months_on_a_leap_day_reach_back_to_the_last_of_february():
    assert usual_spans(date(2028, 2, 29))["year"].first == date(2027, 2, 28)


def test_a_leap_day_at_the_end_of_twelve_months_is_counted_among_them():
    counted = {date(2024, 2, 29): Sums(reads=10), date(2025, 2, 28): Sums(reads=15)}
    with override("vi"):
        year = cards_of(counted, date(2025, 3, 1))[-1]
    assert (year.days, year.figures[0].value) == ("01/03/2024 – 28/02/2025", "15")
    assert year.figures[0].change == "+50,0 %"


def test_the_chart_has_a_bar_for_each_day_or_each_month(chief, site):
    count_site(site, dict.fromkeys(days(date(2025, 1, 1), TODAY), 10))
    chart = shown(chief, "overview", FEBRUARY).context["chart"]
    assert chart.count("<rect") == 28
    chart = shown(chief, "overview", "?period=year&since=2025-05-05").context["chart"]
    assert chart.count("<rect") == 12
    assert "310</title>" in chart
    assert shown(chief, "overview", "?period=month").context["chart"].count("<rect") == TODAY.day


def test_a_month_that_is_not_over_is_compared_with_as_many_days(chief, site):
    counted = {date(2026, 3, 20): 5, date(2026, 2, 20): 4, date(2026, 2, 21): 90, date(2025, 3, 21): 90}
    count_site(site, counted)
    head, first, *_rest = table(chief, "month", "?period=month")
    assert first[1:5:2] == ["5", "25.0"]
    assert head[2] == "01/02/2026 – 20/02/2026"
    assert "Tháng chưa hết" in shown(chief, "month").content.decode()

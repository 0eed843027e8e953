"""What the reports compare with what, and that their charts tell the same days as their tables."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from hoaban.reports.queries.sites import SiteSums, usual_spans
from hoaban.reports.views.overview import cards_of
from tests.builders import an_article
from tests.reports.asking import FEBRUARY, TODAY, figures, shown, table
from tests.support.figures import count_group, count_page, count_site, days

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
    counted = {date(2024, 2, 29): SiteSums(reads=10), date(2025, 2, 28): SiteSums(reads=15)}
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


def test_months_at_the_edges_hold_the_chosen_days_alone(chief, site, section):
    counted = dict.fromkeys(days(date(2025, 1, 1), date(2025, 7, 31)), 10)
    page = an_article(section)
    count_site(site, counted)
    count_page(site, page.pk, counted, phones=5)
    query = "?period=span&since=2025-01-15&until=2025-06-20"
    bars = ["15/01/2025 – 31/01/2025: 170", "02/2025: 280", "05/2025: 310", "01/06/2025 – 20/06/2025: 200"]
    for chart in (shown(chief, "overview", query), shown(chief, "page", query, page.pk)):
        told = re.findall("<rect[^>]*><title>(.*?)</title>", chart.context["chart"])
        assert [told[place] for place in (0, 1, 4, 5)] == bars
    rows = table(chief, "page", query, page.pk)[1:]
    assert rows[0] == ["01/06/2025 – 20/06/2025", "200", "50.0", "0"]
    assert rows[-1] == ["15/01/2025 – 31/01/2025", "170", "50.0", "0"]
    assert sum(int(row[1]) for row in rows) == 1_570
    assert figures(shown(chief, "page", query, page.pk))[0][1] == "1.570"


def test_a_month_that_is_not_over_is_compared_without_today_with_as_many_days(chief, site):
    counted = {TODAY: 70, date(2026, 3, 19): 5, date(2026, 2, 19): 4, date(2025, 3, 19): 10}
    left_out = {date(2026, 2, 20): 90, date(2025, 3, 20): 90}
    count_site(site, {**counted, **left_out}, robots=1)
    count_group(site, "section", "7", {**counted, **left_out})
    head, first, *_rest = table(chief, "month", "?period=month")
    assert (head[2], head[4]) == ("01/02/2026 – 19/02/2026", "01/03/2025 – 19/03/2025")
    assert first[1:] == ["75", "4", "25.0", "10", "-50.0"]
    assert table(chief, "month", "?period=month", which="month-section")[1][1:] == ["75", "4", "25.0"]
    assert "không kể hôm nay" in shown(chief, "month").content.decode()
    assert table(chief, "overview", "?period=month", which="not-counted")[1][1:] == ["2", "1", "0.0"]


def test_lists_and_pages_leave_today_out_of_the_change(chief, site, section):
    counted = {TODAY: 70, date(2026, 3, 19): 5, date(2026, 2, 19): 4, date(2026, 2, 20): 90}
    page = an_article(section)
    count_page(site, page.pk, counted)
    count_group(site, "author", "Minh Thùy", counted)
    query = "?period=month"
    assert table(chief, "pages", query)[1][2:5] == ["75", "4", "25.0"]
    assert table(chief, "authors", query)[1][1:4] == ["75", "4", "25.0"]
    assert figures(shown(chief, "page", query, page.pk))[0] == ("lượt đọc", "75", "+25,0 %")
    assert "không kể hôm nay, so với 01/02/2026 – 19/02/2026" in shown(chief, "pages", query).content.decode()


def test_today_alone_is_compared_with_nothing(chief, site, section):
    yesterday = TODAY - timedelta(days=1)
    page = an_article(section)
    count_page(site, page.pk, {TODAY: 1, yesterday: 100})
    count_group(site, "author", "Minh Thùy", {TODAY: 1, yesterday: 100})
    count_site(site, {TODAY: 1, yesterday: 100}, robots=3)
    query = f"?period=day&since={TODAY}"
    assert table(chief, "pages", query)[1][2:5] == ["1", "", ""]
    assert table(chief, "authors", query)[1][1:4] == ["1", "", ""]
    assert table(chief, "overview", query, which="not-counted")[1][1:] == ["3", "", ""]
    assert figures(shown(chief, "page", query, page.pk))[0] == ("lượt đọc", "1", "–")
    assert "chưa hết nên không so sánh" in shown(chief, "pages", query).content.decode()


def test_on_its_first_day_a_month_is_compared_with_nothing(chief, site, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 3, 1))
    count_site(site, {date(2026, 3, 1): 3, date(2026, 2, 1): 9, date(2025, 3, 1): 9})
    head, first, *_rest = table(chief, "month", "?period=month")
    assert head[2] == head[4] == "không so sánh"
    assert first[1:] == ["3", "", "", "", ""]

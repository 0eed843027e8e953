"""The reports on the desk: known figures, files, an empty portal, wrong choices and Vietnamese order."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Site
from wagtail.users.models import UserProfile

from hoaban.counting.models import OpeningBalance, OpeningVisits
from tests.builders import a_section, an_article, at
from tests.reports.asking import FEBRUARY, OF_PAGES, OF_SITE, TODAY, figures, shown, table
from tests.support.figures import count_group, count_page, count_referrer, count_site

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.usefixtures("in_spring")]


@pytest.mark.parametrize("name", [*OF_SITE, *OF_PAGES])
def test_an_empty_portal_has_reports_that_say_so(chief, section, name):
    page = shown(chief, name).content.decode()
    assert "Không đếm được gì" in page or "chưa đếm được gì" in page
    assert table(chief, name, "")[0]


@pytest.mark.parametrize("name", [*OF_SITE, *OF_PAGES])
def test_a_portal_without_a_site_has_reports(chief, name):
    Site.objects.all().delete()
    shown(chief, name)
    assert chief.get(reverse(f"reports_{name}") + "?export=csv").status_code == 404


def test_what_is_no_read_stands_apart(chief, site):
    count_site(site, {date(2026, 2, 28): 100}, robots=40, previews=3, repeats=2, excess=1)
    count_site(site, {date(2026, 1, 31): 50}, robots=20)
    head, *rows = table(chief, "overview", FEBRUARY, which="days")
    assert head[:4] == ["Ngày", "Lượt đọc", "Lượt truy cập", "Khách truy cập"]
    assert head[4:] == ["Trên điện thoại", "Trên máy tính bảng", "Trên máy tính", "Không chạy script"]
    assert rows == [["2026-02-28", "100", "50", "33", "0", "0", "0", "0"]]
    assert table(chief, "overview", FEBRUARY, which="not-counted")[1:] == [
        ["Lượt của rô-bốt", "40", "20", "100.0"],
        ["Xem trước và tải trước", "3", "0", ""],
        ["Mở lại trong vòng 30 giây", "2", "0", ""],
        ["Truy cập dồn dập từ một mạng", "1", "0", ""],
    ]


def test_opening_balances_are_told_with_their_days_and_not_added(chief, site, section):
    count_site(site, {TODAY: 5})
    OpeningVisits.objects.create(site=site, count=1_234_567, as_of=date(2025, 12, 31))
    for number, count in enumerate((1_000, 500)):
        page = an_article(section)
        OpeningBalance.objects.create(site=site, page=page, count=count, as_of=date(2025, 12, 30 + number))
    answer = shown(chief, "overview")
    page = re.sub(r"\s+", " ", answer.content.decode())
    assert "lượt đọc, đến 31/12/2025</dt><dd>1.500" in page
    assert "lượt truy cập, đến 31/12/2025</dt><dd>1.234.567" in page
    assert answer.context["cards"][0].figures[0].value == "5"


def test_pages_are_ranked_and_compared(chief, site, section):
    one, other = (an_article(section, title) for title in ("Bài một", "=cmd|' /C calc'!A0"))
    count_page(site, one.pk, {date(2026, 2, 1): 30, date(2026, 1, 5): 40}, phones=15, robots=2)
    count_page(site, other.pk, {date(2026, 2, 28): 50}, phones=10)
    count_page(site, 99_999, {date(2026, 2, 2): 1})
    assert table(chief, "pages", FEBRUARY)[1:] == [
        ["1", "'=cmd|' /C calc'!A0", "50", "0", "", "20.0", "0"],
        ["2", "Bài một", "30", "40", "-25.0", "50.0", "2"],
        ["3", "trang 99999, đã xóa", "1", "0", "", "0.0", "0"],
    ]
    page = shown(chief, "pages", FEBRUARY).content.decode()
    assert f'href="{reverse("reports_page", args=[one.pk])}{FEBRUARY.replace("&", "&amp;")}"' in page
    assert reverse("reports_page", args=[99_999]) not in page


def test_a_long_list_goes_on_and_its_file_holds_all(chief, site, section):
    for number in range(1, 121):
        count_page(site, 50_000 + number, {date(2026, 2, 5): number})
    first = shown(chief, "pages", FEBRUARY)
    second = shown(chief, "pages", f"{FEBRUARY}&p=2")
    third = shown(chief, "pages", f"{FEBRUARY}&p=3")
    places = [[row.values[0] for row in answer.context["sheets"][0].rows] for answer in (first, second, third)]
    assert places == [list(range(1, 51)), list(range(51, 101)), list(range(101, 121))]
    assert (first.context["before"], third.context["after"]) == ("", "")
    assert shown(chief, "pages", first.context["after"][len(reverse("reports_pages")) :]).context["report"].number == 2
    assert [row[2] for row in table(chief, "pages", FEBRUARY)[1:]] == [str(number) for number in range(120, 0, -1)]
    assert shown(chief, "pages", f"{FEBRUARY}&p=x").context["report"].number == 1


def test_one_page_with_its_days_hosts_and_section(chief, site, section):
    here = an_article(section, "Ở giữa", posted_at=at("2024-01-10 08:00"))
    kin = [an_article(section, posted_at=at(f"2024-01-{day:02} 08:00")) for day in (5, 9, 11, 15)]
    elsewhere = an_article(a_section(site.root_page, "Khác"))
    for page, reads in zip([*kin, elsewhere], (10, 20, 30, 0, 1_000), strict=True):
        count_page(site, page.pk, {date(2026, 2, 1): reads})
    count_page(site, here.pk, {date(2026, 2, 1): 40, date(2026, 2, 28): 20, date(2026, 1, 31): 50}, phones=10, robots=4)
    count_referrer(site, here.pk, "mang-xa-hoi.example", [date(2026, 2, 1), date(2026, 2, 28)], 6)
    count_referrer(site, here.pk, "thang-truoc.example", [date(2026, 1, 31)], 9)
    OpeningBalance.objects.create(site=site, page=here, count=2_923, as_of=date(2025, 12, 31))
    answer = shown(chief, "page", FEBRUARY, here.pk)
    assert figures(answer) == [
        ("lượt đọc", "60", "+20,0 %"),
        ("trên điện thoại", "33,3 %", ""),
        ("lượt của rô-bốt", "8", ""),
        ("trung vị của chuyên mục Tin tức (4 trang)", "15", "+300,0 %"),
        ("lượt đọc từ khi bắt đầu đếm", "110", ""),
        ("lượt đọc từ cổng cũ, đến 31/12/2025", "2.923", ""),
    ]
    assert table(chief, "page", FEBRUARY, here.pk)[1:] == [
        ["2026-02-28", "20", "50.0", "4"],
        ["2026-02-01", "40", "25.0", "4"],
    ]
    assert table(chief, "page", FEBRUARY, here.pk, which="referrers-of-page")[1:] == [
        ["mang-xa-hoi.example", "12", "20.0"]
    ]
    assert [row[:2] for row in table(chief, "page", "?period=year&since=2026-02-02", here.pk)[1:]] == [
        ["02/2026", "60"],
        ["01/2026", "50"],
    ]


@pytest.mark.parametrize(("language", "median"), [("vi", "1.234,5"), ("en", "1,234.5")])
def test_the_median_is_written_as_its_reader_writes_numbers(chief, site, section, language, median):
    here, *kin = [an_article(section) for _ in range(3)]
    for page, reads in zip(kin, (1_000, 1_469), strict=True):
        count_page(site, page.pk, {date(2026, 2, 1): reads})
    UserProfile.objects.create(user=get_user_model().objects.get(), preferred_language=language)
    assert median in [value for _label, value, _change in figures(shown(chief, "page", FEBRUARY, here.pk))]


def test_groups_are_compared_and_sorted_as_vietnamese_dictionaries_do(chief, site):
    names = ["Đinh Thị Ba", "Dương Ân", "Ân Bình", "An Bình", "Ăn Bình", "Bùi À", "Bùi Á", "Bùi Ạ"]
    for number, name in enumerate(names):
        count_group(site, "author", name, {date(2026, 2, 3): 10 + number, date(2026, 1, 3): 20})
    count_group(site, "author", "Chỉ tháng trước", {date(2026, 1, 30): 7})
    by_name = [row[0] for row in table(chief, "authors", f"{FEBRUARY}&ordering=name")[1:]]
    assert by_name == [
        "An Bình", "Ăn Bình", "Ân Bình", "Bùi À", "Bùi Á", "Bùi Ạ", "Chỉ tháng trước", "Dương Ân", "Đinh Thị Ba",
    ]  # fmt: skip
    rows = table(chief, "authors", FEBRUARY)[1:]
    assert rows[0] == ["Bùi Ạ", "17", "20", "-15.0", "15.7"]
    assert rows[-1] == ["Chỉ tháng trước", "0", "7", "-100.0", "0.0"]
    assert [row[0] for row in table(chief, "authors", f"{FEBRUARY}&ordering=reads")[1:]] == [
        row[0] for row in rows[::-1]
    ]
    page = shown(chief, "authors", f"{FEBRUARY}&ordering=name").content.decode()
    assert 'aria-sort="ascending"' in page


def test_many_hosts_are_shown_by_pages_and_their_file_holds_all(chief, site):
    for number in range(1, 121):
        count_group(site, "referrer", f"{number:03}.example", {date(2026, 2, 3): number})
    answers = [shown(chief, "referrers", f"{FEBRUARY}&ordering=name&p={number}") for number in (1, 2, 3, 4)]
    found = [[row.values[0] for row in answer.context["sheets"][0].rows] for answer in answers]
    names = [f"{number:03}.example" for number in range(1, 121)]
    assert found == [names[:50], names[50:100], names[100:], []]
    assert [bool(answer.context["before"]) for answer in answers] == [False, True, True, True]
    assert [bool(answer.context["after"]) for answer in answers] == [True, True, False, False]
    assert "ordering=name&p=2" in answers[0].context["after"]
    assert answers[1].context["sheets"][0].rows[0].values[4] == 51 / sum(range(1, 121))
    assert [row[0] for row in table(chief, "referrers", f"{FEBRUARY}&ordering=name&p=2")[1:]] == names


def test_sections_kinds_and_hosts_are_called_by_their_names(chief, site, section):
    on = {date(2026, 2, 3): 10}
    for kind, name in (("section", str(section.pk)), ("section", "999999"), ("type", "news.article")):
        count_group(site, kind, name, on)
    count_group(site, "type", "gone.away", on)
    count_group(site, "referrer", "mang.example", on)
    for rows in (table(chief, "sections", FEBRUARY), table(chief, "month", FEBRUARY, which="month-section")):
        assert {row[0] for row in rows[1:]} == {"Tin tức", "chuyên mục 999999, đã xóa"}
    page = shown(chief, "sections", FEBRUARY).content.decode()
    assert reverse("reports_page", args=[section.pk]) in page
    assert reverse("reports_page", args=[999_999]) not in page
    assert {row[0] for row in table(chief, "types", FEBRUARY)[1:]} == {"Bài viết", "gone.away"}
    assert [row[0] for row in table(chief, "referrers", FEBRUARY)[1:]] == ["mang.example"]


def test_the_month_for_the_leadership(chief, site, section):
    page = an_article(section, "Được đọc nhiều")
    count_page(site, page.pk, {date(2026, 2, 28): 80}, phones=20)
    count_site(site, {date(2026, 2, 28): 120, date(2026, 1, 31): 100, date(2025, 2, 28): 60, date(2026, 3, 1): 999})
    count_group(site, "section", str(section.pk), {date(2026, 2, 28): 80, date(2026, 1, 1): 40})
    answer = shown(chief, "month", FEBRUARY)
    text = answer.content.decode()
    assert "Cổng thông tin điện tử tỉnh Hoa Ban" in text
    assert "Báo cáo lượt đọc và truy cập, tháng 02/2026" in text
    assert table(chief, "month", FEBRUARY)[:2] == [
        ["Nội dung đếm", "02/2026", "01/2026", "Thay đổi (%)", "02/2025", "Thay đổi (%)"],
        ["Lượt đọc", "120", "100", "20.0", "60", "100.0"],
    ]
    assert table(chief, "month", FEBRUARY, which="month-pages")[1:] == [["1", "Được đọc nhiều", "80", "25.0"]]
    assert table(chief, "month", FEBRUARY, which="month-section")[1:] == [["Tin tức", "80", "40", "100.0"]]
    assert table(chief, "month", FEBRUARY, which="month-months")[1] == ["02/2026", "120", "60", "40"]
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=", text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?period=span", "Hãy cho biết từ ngày nào."),
        ("?period=span&since=2026-02-02&until=2026-02-01", "Ngày cuối không thể đứng trước ngày đầu."),
        ("?period=month&since=1999-12-31", "Hãy chọn một ngày từ 01/01/2000 đến 31/12/2026."),
        ("?period=month&since=2027-01-01", "Hãy chọn một ngày từ 01/01/2000 đến 31/12/2026."),
        ("?period=month&since=2026-02-30", "Enter a valid date|ngày hợp lệ|hợp lệ"),
        ("?period=decade", "decade"),
    ],
)
@pytest.mark.parametrize("name", ["overview", "pages", "month"])
def test_a_wrong_choice_is_told_and_shows_no_figures(chief, site, name, query, words):
    answer = shown(chief, name, query)
    assert re.search(words, answer.content.decode())
    assert answer.context["sheets"] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["overview", "pages", "month"])
def test_no_file_is_given_away_for_a_wrong_choice(chief, site, name, kind):
    answer = chief.get(reverse(f"reports_{name}") + f"?period=month&since=2026-02-30&export={kind}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith("Từ: ")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_named_after_its_site_and_days(chief, site, kind):
    Site.objects.create(hostname="so y_te.example", root_page=site.root_page)
    for host, named in (("localhost", "localhost"), ("so y_te.example", "so-y-te.example")):
        chosen = Site.objects.get(hostname=host).pk
        for query, days in ((FEBRUARY, "2026-02-01-2026-02-28"), ("?period=week", "2026-03-13-2026-03-19")):
            answer = shown(chief, "pages", f"{query}&site={chosen}&export={kind}")
            assert answer["Content-Disposition"] == f'attachment; filename="pages-{named}-{days}.{kind}"'


def test_the_spans_beside_are_one_step_away(chief, site):
    report = shown(chief, "pages", "?period=month&since=2025-12-15").context["report"]
    assert [name for _address, name in report.beside()] == ["Trước đó: 11/2025", "Sau đó: 01/2026"]
    assert "since=2025-11-30" in report.beside()[0][0]
    assert [name for _address, name in shown(chief, "pages").context["report"].beside()] == ["Trước đó: 02/2026"]

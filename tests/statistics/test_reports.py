"""The reports on the desk: known figures, who sees what, files, an empty portal, month ends and Vietnamese order."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Site

from hoaban.statistics.desk.overview import cards_of
from hoaban.statistics.models import OpeningBalance, OpeningVisits
from hoaban.statistics.reports.sites import Sums, usual_spans
from tests.builders import a_portal, a_section, an_article, an_editor, at
from tests.statistics.figures import count_group, count_page, count_referrer, count_site, days

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
TODAY = date(2026, 3, 20)
OF_SITE = ("overview", "authors", "types", "referrers", "month")
OF_PAGES = ("pages", "sections")
FEBRUARY = "?period=month&since=2026-02-10"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def site():
    a_portal()
    return Site.objects.get()


@pytest.fixture
def section(site):
    return a_section(site.root_page.specific)


@pytest.fixture
def chief(client):
    client.force_login(an_editor())
    return client


def an_editor_of(section, *, sees_sites=False):
    group = Group.objects.create(name="to")
    permission = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if sees_sites:
        group.permissions.add(Permission.objects.get(codename="view_siteday"))
    user = an_editor("to-vien", superuser=False)
    user.groups.add(group)
    return user


def shown(client, name, query="", *args):
    answer = client.get(reverse(f"statistics_{name}", args=args) + query)
    assert answer.status_code == 200
    return answer


def table(client, name, query, *args, which=""):
    """The rows of a table as its CSV holds them, the headings first."""
    sheet = f"&table={which}" if which else ""
    answer = shown(client, name, f"{query or '?'}&export=csv{sheet}", *args)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def figures(answer):
    """(label, value, change) of the figures of a page of one article."""
    return [(str(one.label), one.value, one.change) for one in answer.context["figures"]]


@pytest.mark.parametrize("name", [*OF_SITE, *OF_PAGES])
def test_an_empty_portal_has_reports_that_say_so(chief, section, name):
    page = shown(chief, name).content.decode()
    assert "Không đếm được gì" in page or "chưa đếm được gì" in page
    assert table(chief, name, "")[0]


@pytest.mark.parametrize("name", [*OF_SITE, *OF_PAGES])
def test_a_portal_without_a_site_has_reports(chief, name):
    Site.objects.all().delete()
    shown(chief, name)
    assert chief.get(reverse(f"statistics_{name}") + "?export=csv").status_code == 404


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


def test_the_chart_has_a_bar_for_each_day_or_each_month(chief, site):
    count_site(site, dict.fromkeys(days(date(2025, 1, 1), TODAY), 10))
    chart = shown(chief, "overview", FEBRUARY).context["chart"]
    assert chart.count("<rect") == 28
    chart = shown(chief, "overview", "?period=year&since=2025-05-05").context["chart"]
    assert chart.count("<rect") == 12
    assert "310</title>" in chart
    assert shown(chief, "overview", "?period=month").context["chart"].count("<rect") == TODAY.day


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
    assert f'href="{reverse("statistics_page", args=[one.pk])}{FEBRUARY.replace("&", "&amp;")}"' in page
    assert reverse("statistics_page", args=[99_999]) not in page


def test_a_long_list_goes_on_and_its_file_holds_all(chief, site, section):
    for number in range(1, 121):
        count_page(site, 50_000 + number, {date(2026, 2, 5): number})
    first = shown(chief, "pages", FEBRUARY)
    second = shown(chief, "pages", f"{FEBRUARY}&p=2")
    third = shown(chief, "pages", f"{FEBRUARY}&p=3")
    places = [[row.values[0] for row in answer.context["sheets"][0].rows] for answer in (first, second, third)]
    assert places == [list(range(1, 51)), list(range(51, 101)), list(range(101, 121))]
    assert (first.context["newer"], third.context["older"]) == ("", "")
    assert (
        shown(chief, "pages", first.context["older"][len(reverse("statistics_pages")) :]).context["report"].number == 2
    )
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


def test_the_kin_of_a_page_are_those_posted_nearest_to_it(site, section, monkeypatch):
    from hoaban.content.reads import ReadsOfNewsroom  # noqa: PLC0415

    articles = [an_article(section, posted_at=at(f"2024-02-{day:02} 08:00")) for day in range(1, 10)]
    an_article(section, live=False)
    numbers = [article.pk for article in articles]
    kin = ReadsOfNewsroom().kin
    assert set(kin(numbers[4], 4).page_numbers) == {*numbers[2:4], *numbers[5:7]}
    assert set(kin(numbers[0], 4).page_numbers) == set(numbers[1:5])
    assert set(kin(numbers[8], 4).page_numbers) == set(numbers[4:8])
    assert set(kin(numbers[4], 100).page_numbers) == set(numbers) - {numbers[4]}
    assert kin(section.pk, 4) is None
    assert kin(999_999, 4) is None


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


def test_sections_kinds_and_hosts_are_called_by_their_names(chief, site, section):
    on = {date(2026, 2, 3): 10}
    for kind, name in (("section", str(section.pk)), ("section", "999999"), ("type", "content.article")):
        count_group(site, kind, name, on)
    count_group(site, "type", "gone.away", on)
    count_group(site, "referrer", "mang.example", on)
    assert {row[0] for row in table(chief, "sections", FEBRUARY)[1:]} == {"Tin tức", "999999"}
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


def test_a_month_that_is_not_over_is_compared_with_as_many_days(chief, site):
    counted = {date(2026, 3, 20): 5, date(2026, 2, 20): 4, date(2026, 2, 21): 90, date(2025, 3, 21): 90}
    count_site(site, counted)
    head, first, *_rest = table(chief, "month", "?period=month")
    assert first[1:5:2] == ["5", "25.0"]
    assert head[2] == "01/02/2026 – 20/02/2026"
    assert "Tháng chưa hết" in shown(chief, "month").content.decode()


def test_who_edits_one_section_sees_its_figures_and_no_others(client, site, section):
    other = a_section(site.root_page, "Khác")
    mine, foreign = an_article(section, "Của tôi"), an_article(other, "Của người khác")
    for page in (mine, foreign):
        count_page(site, page.pk, {date(2026, 2, 1): 10})
    for one in (section, other):
        count_group(site, "section", str(one.pk), {date(2026, 2, 1): 10})
    client.force_login(an_editor_of(section))
    assert [row[1] for row in table(client, "pages", FEBRUARY)[1:]] == ["Của tôi"]
    assert [row[0] for row in table(client, "sections", FEBRUARY)[1:]] == ["Tin tức"]
    assert shown(client, "page", FEBRUARY, mine.pk)
    tabs = [tab.name for tab, _address in shown(client, "pages").context["tabs"]]
    assert tabs == ["pages", "sections"]
    for name in OF_SITE:
        assert client.get(reverse(f"statistics_{name}")).status_code != 200
    refused = client.get(reverse("statistics_page", args=[foreign.pk]), follow=True)
    assert "Của người khác" not in refused.content.decode()


def test_the_permission_alone_opens_the_sums_of_sites_and_no_page(client, site, section):
    foreign = an_article(a_section(site.root_page, "Khác"), "Của người khác")
    count_page(site, foreign.pk, {date(2026, 2, 1): 10})
    client.force_login(an_editor_of(section, sees_sites=True))
    for name in OF_SITE:
        page = shown(client, name, FEBRUARY).content.decode()
        assert "Của người khác" not in page


def test_editors_and_moderators_have_the_permission_and_administrators_can_give_it(chief):
    for name in ("Editors", "Moderators"):
        assert Group.objects.get(name=name).permissions.filter(codename="view_siteday").exists()
    group = Group.objects.get(name="Editors")
    permission = Permission.objects.get(codename="view_siteday")
    assert (
        f'value="{permission.pk}"' in chief.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content.decode()
    )


def test_a_visitor_of_the_desk_without_pages_has_no_reports(client, site):
    user = an_editor("khach", superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("statistics_pages") not in home
    assert client.get(reverse("statistics_pages")).status_code != 200


def test_the_menu_and_the_pages_lead_to_the_reports(chief, section):
    article = an_article(section)
    article.save_revision().publish()
    address = reverse("statistics_page", args=[article.pk])
    assert reverse("statistics_overview") in chief.get(reverse("wagtailadmin_home")).content.decode()
    assert address in chief.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert address in chief.get(reverse("wagtailadmin_explore", args=[section.pk])).content.decode()
    draft = an_article(section, live=False)
    edit = chief.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert reverse("statistics_page", args=[draft.pk]) not in edit


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


def test_the_spans_beside_are_one_step_away(chief, site):
    report = shown(chief, "pages", "?period=month&since=2025-12-15").context["report"]
    assert [name for _address, name in report.beside()] == ["Trước đó: 11/2025", "Sau đó: 01/2026"]
    assert "since=2025-11-30" in report.beside()[0][0]
    assert [name for _address, name in shown(chief, "pages").context["report"].beside()] == ["Trước đó: 02/2026"]

"""Every shape of date that portals print is read as far as it goes; nothing is made up where there is none."""

from __future__ import annotations

import pytest

from hoaban.importer.dates import find_posted

DAY, MINUTE, SECOND = "2021-03-05", "2021-03-05T14:20", "2021-03-05T14:20:07"


def value_of(text: str) -> str | None:
    """The value of the first date of a text."""
    found = find_posted(text)
    return found[0].value if found else None


@pytest.mark.parametrize("printed", ["05/03/2021", "5/3/2021", "5-3-2021", "05.03.2021", "05 / 03 / 2021", "2021-3-5"])
@pytest.mark.parametrize("before", ["", "Thứ sáu, ", "thứ 6 - ngày ", "Chủ nhật ", "CN, ", "Ngày đăng: "])
def test_a_day_alone_has_no_time(printed, before):
    posted, _start, end = find_posted(f"{before}{printed} | Xã Sơn Ca")
    assert (posted.value, posted.precision) == (DAY, "day")
    assert posted.raw.endswith(printed)
    assert end == len(before + printed)


@pytest.mark.parametrize(
    "printed", ["5 tháng 3 năm 2021", "05 Tháng 3, 2021", "5 tháng 03 2021", "Thứ Sáu, ngày 5 tháng 3 năm 2021"]
)
def test_a_month_may_be_a_word(printed):
    assert value_of(printed) == DAY


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("05/03/2021 14:20", MINUTE),
        ("05/03/2021, 14:20", MINUTE),
        ("05/03/2021 | 14:20", MINUTE),
        ("05/03/2021 – 14h20", MINUTE),
        ("05/03/2021 lúc 14 giờ 20", MINUTE),
        ("05/03/2021 02:20 PM", MINUTE),
        ("05/03/2021 2:20 p.m.", MINUTE),
        ("2021-03-05T14:20:07", SECOND),
        ("05/03/2021 02:20:07 CH", SECOND),
        ("05/03/2021 2:20:07 (GMT+7)", "2021-03-05T02:20:07"),
        ("14:20 05/03/2021", MINUTE),
        ("14:20 | Thứ sáu, ngày 05/03/2021", MINUTE),
        ("14h20 ngày 05/03/2021", MINUTE),
        ("14:20, ngày 5 tháng 3 năm 2021", MINUTE),
        ("14 giờ 20 phút, ngày 05/03/2021", MINUTE),
        ("05/03/2021 14 giờ 20 phút", MINUTE),
        ("14:20:07 05/03/2021", SECOND),
    ],
)
def test_a_time_stands_before_or_behind_its_day(printed, value):
    posted, start, end = find_posted(printed)
    assert posted.value == value
    assert (start, end) == (0, len(printed))
    assert posted.raw == printed


@pytest.mark.parametrize(
    ("clock", "hour"),
    [("0:00", 0), ("00:59", 0), ("12:00 SA", 0), ("11:59 SA", 11), ("12:00 CH", 12), ("1:00 CH", 13), ("11:00 PM", 23),
     ("13:00 AM", 13), ("23:59", 23), ("12:30 a.m.", 0)],
)  # fmt: skip
def test_the_half_of_a_day_counts_only_where_it_can(clock, hour):
    assert value_of(f"05/03/2021 {clock}")[11:13] == f"{hour:02}"
    assert value_of(f"{clock} 05/03/2021")[11:13] == f"{hour:02}"


@pytest.mark.parametrize("year", [1990, 1999, 2000, 2024, 2100])
def test_the_days_of_february_are_those_of_the_calendar(year):
    leap = year in (2000, 2024)
    assert value_of(f"28/02/{year}") == f"{year}-02-28"
    assert value_of(f"29/02/{year}") == (f"{year}-02-29" if leap else None)
    assert value_of(f"30/02/{year}") is None


@pytest.mark.parametrize("month", range(1, 13))
def test_the_last_day_of_each_month_is_one_and_the_next_is_none(month):
    last = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    assert value_of(f"{last}/{month}/2021") == f"2021-{month:02}-{last}"
    assert value_of(f"{last + 1}/{month}/2021") is None


@pytest.mark.parametrize(
    "text",
    ["0/3/2021", "5/0/2021", "5/13/2021", "5/3/0000", "5/3/9999", "5/3/21", "5/3", "105/3/2021", "14:20", "năm 2021",
     "2021-02-30", "2021-13-01", "31 tháng 4 năm 2021", "Công văn số 12/2021/NQ", "192.168.2021"],
)  # fmt: skip
def test_what_looks_like_a_date_is_none(text):
    assert find_posted(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("05/03/2021 14:20 - 06/03/2021 15:00", MINUTE),
        ("05/03/2021 - 14:20 06/03/2021", MINUTE),
        ("31/02/2021, sửa 05/03/2021", DAY),
        ("99:99 05/03/2021", DAY),
        ("14:20 05/03/2021 06/03/2021", MINUTE),
        ("01/01/1945 và 05/03/2021 14:20", MINUTE),
    ],
)
def test_the_first_real_date_of_several_is_taken(text, value):
    assert value_of(text) == value

"""Tables as files: bytes that Excel in Viet Nam reads right, and no text that it takes for a formula."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hoaban.desk.sheets import Column, Row, Sheet, as_file, change, share, text_of
from hoaban.desk.spreadsheets import BEGINS_A_FORMULA, harmless

COLUMNS = (
    Column("Ngày", "day"),
    Column("Trang"),
    Column("Lượt đọc", "number"),
    Column("Tỷ lệ", "share"),
    Column("Thay đổi", "change"),
)
ROWS = [
    Row((date(2024, 2, 29), "Đường về bản, “mùa xuân”", 2_923, 0.125, -0.5)),
    Row((date(2024, 3, 1), '=HYPERLINK("http://x.example")', 0, None, None)),
]
SHEET = Sheet("trang", "Trang: mới/cũ", COLUMNS, ROWS)


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_csv_byte_by_byte():
    answer = as_file(SHEET, "csv", ROWS, "trang-2024")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="trang-2024.csv"'
    assert (
        content(answer)
        == (
            "\ufeff"
            '"Ngày","Trang","Lượt đọc","Tỷ lệ (%)","Thay đổi (%)"\r\n'
            '"2024-02-29","Đường về bản, “mùa xuân”","2923","12.5","-50.0"\r\n'
            '"2024-03-01","\'=HYPERLINK(""http://x.example"")","0","",""\r\n'
        ).encode()
    )


def test_xlsx_holds_numbers_days_and_texts_as_such():
    answer = as_file(SHEET, "xlsx", ROWS, "trang-2024")
    assert answer["Content-Disposition"] == 'attachment; filename="trang-2024.xlsx"'
    page = load_workbook(io.BytesIO(content(answer))).active
    assert page.title == "Trang mớicũ"
    assert [cell.value for cell in page[1]] == [column.label for column in COLUMNS]
    first, second = ([(cell.value, cell.data_type) for cell in page[number]] for number in (2, 3))
    assert [kind for _value, kind in first] == ["d", "s", "n", "n", "n"]
    assert first[0][0].date() == date(2024, 2, 29)
    assert [value for value, _kind in first[1:]] == ["Đường về bản, “mùa xuân”", 2_923, 0.125, -0.5]
    assert second[1] == ('=HYPERLINK("http://x.example")', "s")
    assert page["D2"].number_format == "0.0%"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_without_rows_has_its_headings(kind):
    bare = content(as_file(Sheet("x", "X", COLUMNS), kind, [], "x"))
    if kind == "csv":
        assert bare.decode("utf-8-sig").count("\r\n") == 1
    else:
        assert load_workbook(io.BytesIO(bare)).active.max_row == 1


def test_signs_that_no_workbook_can_hold_are_left_out():
    odd = Sheet("x", "X", (Column("Trang"),), [Row(("a\x0bb",))])
    assert load_workbook(io.BytesIO(content(as_file(odd, "xlsx", odd.rows, "x")))).active["A2"].value == "ab"


@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n ＝a\"',;")))
def test_no_text_in_a_csv_begins_a_formula_and_none_is_lost(text):
    sheet = Sheet("x", "X", (Column("Trang"),), [Row((text,))])
    rows = list(
        csv.reader(io.StringIO(content(as_file(sheet, "csv", sheet.rows, "x")).decode("utf-8-sig"), newline=""))
    )
    (read,) = rows[1]
    assert not read.lstrip(" ").startswith(BEGINS_A_FORMULA)
    assert read.replace("'", "") == text.replace("'", "")


def test_numbers_below_nothing_stay_numbers():
    assert harmless(-3) == -3


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (2_923, "number", "2.923"),
        (None, "number", "–"),
        (0.0625, "share", "6,2 %"),
        (1.5, "change", "+150,0 %"),
        (-0.25, "change", "−25,0 %"),
        (0, "change", "0,0 %"),
        (date(2024, 2, 29), "day", "29/02/2024"),
        ("Bài", "text", "Bài"),
    ],
)
def test_values_are_written_as_people_write_them(value, kind, text):
    assert text_of(value, kind) == text


def test_nothing_is_no_share_and_no_change():
    assert (share(1, 4), share(0, 0), change(3, 2), change(3, 0)) == (0.25, None, 0.5, None)

"""Tables of a report: the same rows on the desk, as CSV and as XLSX, so that none can say something else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from hoaban.desk.spreadsheets import BYTE_ORDER_MARK, harmless, printable
from hoaban.kit.formats import format_day, format_number

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SHEET_NAME = 31
NUMBER_FORMATS = {"number": "#,##0", "share": "0.0%", "change": "+0.0%;-0.0%;0.0%", "day": "dd/mm/yyyy"}
Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind`: text, number, day, share (0 to 1), or change (0.1 is a tenth more). `key`: sorts by it."""

    label: Any
    kind: str = "text"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; `url` is where it leads on the desk, empty for nowhere."""

    values: tuple[Value, ...]
    url: str = ""

    def shown(self, columns: Sequence[Column]) -> list[tuple[str, str]]:
        """(text, kind) of every value as a person reads it."""
        return [(text_of(value, column.kind), column.kind) for value, column in zip(self.values, columns, strict=True)]


@dataclass(frozen=True)
class Sheet:
    """A table with its name, with which that of its file begins. `linked`: the place of the value that links."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)
    ordering: str = ""
    linked: int = 0

    @property
    def lines(self) -> list[list[tuple[str, str, str]]]:
        """Every row as (text, kind, where it leads) of its values."""
        return [
            [
                (text, kind, row.url if place == self.linked else "")
                for place, (text, kind) in enumerate(row.shown(self.columns))
            ]
            for row in self.rows
        ]


def change(now: int, before: int) -> float | None:
    """By which share something grew or shrank; None where there was nothing before."""
    return (now - before) / before if before else None


def share(part: int, whole: int) -> float | None:
    """A part of a whole, 0 to 1; None of nothing."""
    return part / whole if whole else None


def text_of(value: Value, kind: str) -> str:
    """A value as it is written in the language of the reader."""
    if value is None:
        return "–"
    language = get_language() or "vi"
    if kind == "number":
        return format_number(float(value), language)  # type: ignore[arg-type]
    if kind in {"share", "change"}:
        sign = ("+" if value > 0 else "−" if value < 0 else "") if kind == "change" else ""  # type: ignore[operator]
        return f"{sign}{format_number(abs(float(value)) * 100, language, 1)} %"  # type: ignore[arg-type]
    return format_day(value) if isinstance(value, date) else str(value)


def in_csv(value: Value, kind: str) -> str:
    """A value for CSV: numbers plain, shares as percent with a point, days as `2024-01-18`."""
    if value is None:
        return ""
    if kind in {"share", "change"}:
        return f"{float(value) * 100:.1f}"  # type: ignore[arg-type]
    return value.isoformat() if isinstance(value, date) else str(harmless(value))


def heading(column: Column) -> str:
    """The heading of a column in a file; says where a number is in percent."""
    return f"{column.label} (%)" if column.kind in {"share", "change"} else str(column.label)


def csv_lines(sheet: Sheet, rows: Iterable[Row]) -> Iterator[bytes]:
    """The file line by line: UTF-8 with the mark by which Excel knows it, fields in quotes, lines ended as RFC 4180."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    target.write(BYTE_ORDER_MARK)
    writer.writerow([harmless(heading(column)) for column in sheet.columns])
    for row in rows:
        yield target.getvalue().encode()
        target.seek(0)
        target.truncate()
        writer.writerow(
            [in_csv(value, column.kind) for value, column in zip(row.values, sheet.columns, strict=True)],
        )
    yield target.getvalue().encode()


def xlsx_file(sheet: Sheet, rows: Iterable[Row]) -> io.BytesIO:
    """The workbook: numbers are numbers, days are days, and every text is a text."""
    book = Workbook(write_only=True)
    page = book.create_sheet("".join(sign for sign in str(sheet.title) if sign not in r"[]:*?/\\")[:LONGEST_SHEET_NAME])
    page.freeze_panes = "A2"
    page.append([cell_of(page, str(column.label), "text") for column in sheet.columns])
    for row in rows:
        page.append(
            [cell_of(page, value, column.kind) for value, column in zip(row.values, sheet.columns, strict=True)]
        )
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def cell_of(page: Any, value: Value, kind: str) -> WriteOnlyCell:
    """One cell; a text that looks like a formula stays a text."""
    cell = WriteOnlyCell(page, printable(value))
    if isinstance(value, str):
        cell.data_type = "s"
    elif kind in NUMBER_FORMATS:
        cell.number_format = NUMBER_FORMATS[kind]
    return cell


def as_file(sheet: Sheet, kind: str, rows: Iterable[Row], name: str) -> HttpResponse | StreamingHttpResponse | Any:
    """The answer that carries a table away as `csv` or `xlsx`.

    `rows` may be more than the desk shows; `name`: that of the file without its ending, of letters, digits, dots and
    hyphens.
    """
    if kind == "xlsx":
        return FileResponse(xlsx_file(sheet, rows), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)
    answer = HttpResponse(b"".join(csv_lines(sheet, rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer

"""What the templates of the reports need: numbers and days as people write them, and addresses of files and orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template

from hoaban.desk.sheets import Column, Sheet, text_of
from hoaban.kit.formats import format_day

register = template.Library()


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a table is sorted by a column: `state` as `aria-sort` says it, and where another order is found."""

    address: str = ""
    state: str = ""
    sign: str = ""


@register.filter
def number(value: float | None) -> str:
    """`2.923`; a dash for nothing."""
    return text_of(value, "number")


@register.filter
def day(value: date) -> str:
    """As people here write it: `18/01/2024`."""
    return format_day(value)


@register.simple_tag
def file_address(report: Any, sheet: Sheet, kind: str) -> str:
    """Where a table is found as a file."""
    return str(report.address(export=kind, table=sheet.name))


@register.simple_tag
def sorted_heading(report: Any, sheet: Sheet, column: Column) -> Sorting:
    """How the table is sorted by a column, and the address that sorts it by this one, or the other way round."""
    if not column.key or not sheet.ordering:
        return Sorting()
    falls, rises = f"-{column.key}", column.key
    first, other = (rises, falls) if column.key == "name" else (falls, rises)
    address = report.address(ordering=other if sheet.ordering == first else first)
    if sheet.ordering not in {falls, rises}:
        return Sorting(address)
    return Sorting(address, "descending", " ↓") if sheet.ordering == falls else Sorting(address, "ascending", " ↑")

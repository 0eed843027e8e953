"""Makes every file that Wagtail exports harmless, as those of the product are.

Wagtail's reports, lists of users, snippets, redirects and forms share one mixin, and only a few of these views can be
replaced from outside; a new one would be forgotten. So the mixin itself is mended, in the three methods through which
every value and every heading goes; a test looks that no view of Wagtail or of ours has methods of its own for that.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from hoaban.desk.spreadsheets import BYTE_ORDER_MARK, harmless, printable

wagtails_value = SpreadsheetExportMixin.preprocess_field_value
wagtails_heading = SpreadsheetExportMixin.get_heading


def harmless_value(view: Any, field: str, value: Any, export_format: str) -> Any:
    """A value for the file; in a workbook Wagtail says of each text that it is one, so it needs no sign before it."""
    made = printable(wagtails_value(view, field, value, export_format))
    return harmless(made) if export_format == SpreadsheetExportMixin.FORMAT_CSV else made


def harmless_heading(view: Any, queryset: Any, field: str) -> Any:
    """A heading for the file: an editor's word where a form is exported."""
    return harmless(printable(wagtails_heading(view, queryset, field)))


def quoted_lines(view: Any, queryset: Any) -> Iterator[bytes]:
    """The file line by line, every field in quotes.

    Without them a text could end its cell where a spreadsheet separates by semicolons, as it does in Vietnamese, and
    begin the next one with a formula.
    """
    writer = csv.DictWriter(Echo(), fieldnames=view.list_export, quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK.encode()
    yield writer.writerow({field: view.get_heading(queryset, field) for field in view.list_export})
    for item in queryset:
        yield view.write_csv_row(writer, view.to_row_dict(item))


def install() -> None:
    """Put these formats in the place of Wagtail's own, for every export of the desk."""
    SpreadsheetExportMixin.preprocess_field_value = harmless_value
    SpreadsheetExportMixin.get_heading = harmless_heading
    SpreadsheetExportMixin.stream_csv = quoted_lines

"""The table of an article's body: its caption, its header, cells that span others."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.table_block.blocks import DEFAULT_TABLE_OPTIONS, TableBlock

from hoaban.kit.pasted_tables import rows_of_header, rows_shown
from hoaban.kit.vietnamese import clean_line, clean_text


def table_options() -> dict[str, Any]:
    """Options of the table editor: cells can be merged.

    It has no Vietnamese of its own and says so on every page unless it is told a language it has.
    """
    menu = [*DEFAULT_TABLE_OPTIONS["contextMenu"], "---------", "mergeCells"]
    return {"language": "en-US", "mergeCells": True, "contextMenu": menu}


class CaptionedTableBlock(TableBlock):
    """A table with a caption and a header: without them nobody who listens can read it (T32 article 18)."""

    def value_from_form(self, value: str) -> Any:
        """The table as it was sent, each cell without what cannot be seen. Raises ValidationError for what is none."""
        sent = json.loads(value)
        if not sent:
            return sent
        rows = sent.get("data") if isinstance(sent, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise ValidationError(_("This is no table: delete the block and make the table anew."))
        sent["data"] = [[cell if cell is None else clean_text(str(cell)) for cell in row] for row in rows]
        sent["table_caption"] = clean_line(str(sent.get("table_caption") or ""))
        sent["mergeCells"] = merged_cells(sent)
        return sent

    def clean(self, value: Any) -> Any:
        """Ask for caption and header before publication."""
        value = super().clean(value)
        if self.is_deferred_validation or not value:
            return value
        if not (value.get("table_caption") or "").strip():
            raise ValidationError(_("Give the table a caption: one line that says what it shows."))
        if value.get("table_header_choice") == "neither":
            raise ValidationError(_("Say which row or column is the header of the table."))
        return value

    def render(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        """Adds `head` and `body`, rows of cells with what they span, without rows and columns that are empty."""
        if not value or not isinstance(value.get("data"), list):
            return super().render(value, context=context)
        rows = rows_shown(value["data"], merged_cells(value))
        end = rows_of_header(rows) if value.get("first_row_is_table_header") else 0
        # In a row whose first place is covered from above, the first cell is no header of it.
        first = {id(row[0]) for row in rows if row and row[0].is_first} if value.get("first_col_is_header") else set()
        shown = {"head": rows[:end], "body": [[(cell, id(cell) in first) for cell in row] for row in rows[end:]]}
        return super().render(value, context={**(context or {}), **shown})

    class Meta:
        icon = "table"
        label = _("table")
        template = "pages/blocks/table.html"


def merged_cells(value: dict[str, Any]) -> list[dict[str, int]]:
    """The merged cells that a table names, as far as they are such."""
    merged = value.get("mergeCells") or []
    return [one for one in merged if is_merged_cell(one)] if isinstance(merged, list) else []


def is_merged_cell(one: Any) -> bool:
    """Whether it says where a merged cell begins and how far it reaches."""
    return isinstance(one, dict) and all(
        isinstance(one.get(name), int) for name in ("row", "col", "rowspan", "colspan")
    )

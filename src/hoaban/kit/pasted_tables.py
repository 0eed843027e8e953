"""A table on its way from a clipboard, or from a block, to a page: cells that span others keep their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from hoaban.kit.errors import HoabanError
from hoaban.kit.vietnamese import clean_text

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 500, 50, 10_000
# Where empty rows and columns cannot be what makes a table large, its cells are not even cleaned.
FAR_TOO_MANY = 5 * MOST_CELLS
Span = tuple[int, int]
"""(rows, columns) that a cell covers, itself included."""


# Signs that stand above or below the line by themselves: in cells stand words alone.
RAISED = {
    "sup": str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ"),
    "sub": str.maketrans("0123456789+-−–=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₒₓ"),
}


def raised(text: str, how: str) -> str:
    """A text above (`sup`) or below (`sub`) the line, where each sign of it has such a form; else as it is.

    >>> raised("-3", "sup"), raised("2", "sub"), raised("th", "sup")
    ('⁻³', '₂', 'th')
    """
    forms = RAISED.get(how, {})
    return text.translate(forms) if all(ord(sign) in forms for sign in text) else text


@dataclass
class Cell:
    """A cell as it was pasted."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    is_header: bool = False
    parts: list[str] = field(default_factory=list)

    @classmethod
    def spanning(cls, colspan: str, rowspan: str, *, is_header: bool) -> Cell:
        """A cell with the numbers that HTML gives, which may be anything."""
        return cls(rows=number(rowspan, MOST_ROWS), columns=number(colspan, MOST_COLUMNS), is_header=is_header)


def number(given: str, most: int) -> int:
    """A number of rows or columns; 1 for what is none, the most for what is larger."""
    plain = given.strip()
    if not (plain.isascii() and plain.isdecimal()) or not plain.strip("0"):
        return 1
    return min(int(plain), most) if len(plain) < 6 else most


class TableTooLarge(HoabanError):
    """A table that no page should hold; `rows` and `columns` say how large it is."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(f"{rows} rows, {columns} columns")
        self.rows, self.columns = rows, columns


@dataclass
class Table:
    """Rows of cells as they were pasted, each cell once."""

    rows: list[list[Cell]] = field(default_factory=list)
    caption: str = ""
    links: int = 0

    def without_what_is_empty(self) -> Table:
        """The table with the clean text of each cell, without rows in which no cell is.

        Raises TableTooLarge for one that is not worth reading.
        """
        if sum(map(len, self.rows)) > FAR_TOO_MANY:
            raise TableTooLarge(len(self.rows), max(map(len, self.rows)))
        for row in self.rows:
            for cell in row:
                lines = clean_text(cell.text or "".join(cell.parts)).split("\n")
                cell.text = "\n".join(line for line in lines if line)
        self.caption = " ".join(clean_text(self.caption).split())
        self.rows = [row for row in self.rows if row]
        if not any(cell.text for row in self.rows for cell in row):
            self.rows = []
        return self

    def grid(self) -> tuple[list[list[str]], dict[Span, Span]]:
        """(texts by row and column, the span of each cell that covers more than itself, by its place).

        A covered place is empty. Raises TableTooLarge.
        """
        taken: dict[Span, str] = {}
        spans: dict[Span, Span] = {}
        height = len(self.rows)
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                down, across = min(cell.rows, height - y), cell.columns
                while across > 1 and any((y, x + step) in taken for step in range(1, across)):
                    across -= 1
                if down * across > 1:
                    spans[y, x] = (down, across)
                for place in ((y + dy, x + dx) for dy in range(down) for dx in range(across)):
                    taken.setdefault(place, "")
                taken[y, x] = cell.text
                if x >= MOST_COLUMNS or len(taken) > MOST_CELLS or height > MOST_ROWS:
                    raise TableTooLarge(height, max(sum(one.columns for one in line) for line in self.rows))
        width = 1 + max((x for _y, x in taken), default=-1)
        return trimmed([[taken.get((y, x), "") for x in range(width)] for y in range(height)], spans)

    def header(self) -> str:
        """Where the table says that its header is: `row`, `column` or `both`; the first row where it says nothing."""
        beside = len(self.rows) > 1 and all(row[0].is_header for row in self.rows[1:])
        above = all(cell.is_header for cell in self.rows[0]) or not beside
        return "both" if above and beside else "column" if beside else "row"

    def value(self) -> dict[str, Any]:
        """The value of a table block. Raises TableTooLarge."""
        data, spans = self.grid()
        choice = self.header()
        return {
            "data": data,
            "cell": [],
            "mergeCells": [
                {"row": y, "col": x, "rowspan": down, "colspan": across} for (y, x), (down, across) in spans.items()
            ],
            "first_row_is_table_header": choice != "column",
            "first_col_is_header": choice != "row",
            "table_header_choice": choice,
            "table_caption": self.caption,
        }


def trimmed(data: list[list[str]], spans: dict[Span, Span]) -> tuple[list[list[str]], dict[Span, Span]]:
    """(rows, spans) without rows and columns in which nothing is written and in which no spanned cell's text hangs.

    A cell that reached over such a row or column reaches one less far.
    """
    flipped = {(x, y): (across, down) for (y, x), (down, across) in spans.items()}
    columns, flipped = without_empty([list(column) for column in zip(*data, strict=True)], flipped)
    spans = {(y, x): (down, across) for (x, y), (across, down) in flipped.items()}
    return without_empty([list(row) for row in zip(*columns, strict=True)], spans)


def without_empty(data: list[list[str]], spans: dict[Span, Span]) -> tuple[list[list[str]], dict[Span, Span]]:
    """(lines, spans) without the lines in which nothing is written."""
    kept = [line for line, cells in enumerate(data) if any(cells)]
    place = {line: here for here, line in enumerate(kept)}
    moved = {}
    for (line, other), (down, across) in spans.items():
        left = sum(one in place for one in range(line, line + down))
        if line in place and left * across > 1:
            moved[place[line], other] = (left, across)
    return [data[line] for line in kept], moved


def written(table: Table) -> str:
    """A table as paragraphs, a row each, for a text that can hold none."""
    lines = (" | ".join(" ".join(cell.text.split()) for cell in row) for row in table.rows)
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


@dataclass
class ShownCell:
    """A cell of a table on a page."""

    text: str
    rowspan: int
    colspan: int
    is_first: bool


def sound_spans(data: list[list[Any]], merged: list[dict[str, int]]) -> dict[Span, Span]:
    """The spans of merged cells that lie within the table and over no other one."""
    width, covered = len(data[0]) if data else 0, set[Span]()
    spans: dict[Span, Span] = {}
    left = 4 * width * len(data)
    for one in merged:
        y, x, down, across = (one[name] for name in ("row", "col", "rowspan", "colspan"))
        if y < 0 or x < 0 or down < 1 or across < 1 or y + down > len(data) or x + across > width:
            continue
        # Cells that lie over each other many times cost the square of what was sent.
        left -= down * across
        if left < 0:
            break
        places = {(y + dy, x + dx) for dy in range(down) for dx in range(across)}
        if down * across > 1 and not places & covered:
            covered |= places
            spans[y, x] = (down, across)
    return spans


def rows_shown(data: list[list[Any]], merged: list[dict[str, int]]) -> list[list[ShownCell]]:
    """The rows that a page shows: nothing that is empty from end to end, each merged cell once."""
    width = max((len(row) for row in data), default=0)
    even = [[str(cell) if cell is not None else "" for cell in row] + [""] * (width - len(row)) for row in data]
    spans = sound_spans(even, merged)
    # What a merged cell covers is not shown, whatever stands there.
    for (y, x), (down, across) in spans.items():
        for place in ((y + dy, x + dx) for dy in range(down) for dx in range(across)):
            if place != (y, x):
                even[place[0]][place[1]] = ""
    even, spans = trimmed(even, spans) if even else (even, spans)
    covered = {
        (y + dy, x + dx) for (y, x), (down, across) in spans.items() for dy in range(down) for dx in range(across)
    } - set(spans)
    return [
        [
            ShownCell(cell, *spans.get((y, x), (1, 1)), is_first=x == 0)
            for x, cell in enumerate(row)
            if (y, x) not in covered
        ]
        for y, row in enumerate(even)
    ]


def rows_of_header(rows: list[list[ShownCell]]) -> int:
    """How many rows stand in the header of a table whose first row is one: a cell may reach further down."""
    end, y = 1, 0
    while y < min(end, len(rows)):
        end = max([end, *(y + cell.rowspan for cell in rows[y])])
        y += 1
    return min(end, len(rows))

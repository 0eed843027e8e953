"""Takes apart what somebody pasted from Word, Excel, LibreOffice, Google or a page: text, tables, pictures, in order.

The text is written anew with the few tags that a text of ours knows, so that nothing of its origin comes along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

import nh3

from hoaban.kit.html_cleaning import SCHEMES
from hoaban.kit.pasted_lists import Line, Lists, written_lines
from hoaban.kit.pasted_markup import KEPT, KNOWN, OF_TABLES, TO_SIGNS, plain_markup
from hoaban.kit.pasted_tables import Cell, Table, raised, written

# What begins a line of its own, with the tag that it is written with.
LINES = {
    "p": "p",
    "div": "p",
    "h1": "h2",
    "h2": "h2",
    "h3": "h3",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
    "li": "li",
}
STYLES = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
LISTS = {"ul", "ol"}
HIDDEN = re.compile(r"(?:display|mso-hide)\s{0,9}:\s{0,9}(?:none|all)")
BOLD = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)")
ITALIC = re.compile(r"font-style\s{0,9}:\s{0,9}italic")
PLAIN = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:normal|400)")
RAISED = re.compile(r"vertical-align\s{0,9}:\s{0,9}(sup|sub)")
RAISING = {"sup", "sub", "span"}
# The level of an item of Word, and the sign that Word writes before it.
LEVEL = re.compile(r"mso-list\s{0,9}:[^;]{0,40}\blevel([1-9])")
MARK = re.compile(r"mso-list\s{0,9}:\s{0,9}ignore")
NUMBER = re.compile(r"[^\W_]{2}|[^\W_][.)]")
# What Word writes before an item of a list that it does not call one.
BULLET = re.compile(r"^[·•▪§][ \xa0]*")
# Styles over each other; what lies over more is written without them.
MOST_STYLES = 12
# Digits of the number of a picture, and one more.
LONGEST_NUMBER = 6


@dataclass
class Picture:
    """A picture, known by the number that the sender gave it."""

    number: int


@dataclass
class Text:
    """Lines of text as HTML of p, h2, h3, li in ul or ol in each other, hr, b, i, sup, sub, a and br."""

    html: str


Piece = Text | Table | Picture


def pieces_of(html: str) -> list[Piece]:
    """The pieces of pasted HTML in their order. Raises as `taken_apart`."""
    return taken_apart(html)[0]


def taken_apart(html: str) -> tuple[list[Piece], int]:
    """(pieces of pasted HTML in their order, how many films and fields were left out); what is hidden is none of them.

    Raises TooDeep, TooManyTags, TableTooLarge.
    """
    markup = plain_markup(html)
    clean = nh3.clean(
        "".join(markup.parts),
        tags={*KNOWN, "div"},
        attributes={name: {"style"} | KEPT.get(name, set()) for name in (*KNOWN, "div")},
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    reader = Reader()
    reader.feed(clean)
    reader.close()
    return reader.finished(), markup.missed


class Lines:
    """The lines of a text that is being read, each with the styles that lie over it."""

    def __init__(self) -> None:
        self.done: list[Line] = []
        self.line: Line | None = None
        self.open: list[tuple[str, list[str]]] = []
        self.lists = Lists()
        self.items = 0

    def begin(self, tag: str, value: str, level: int) -> None:
        """Begin the line of an element; what begins one inside an item is a line of that item."""
        if tag != "li" and self.items and self.line is not None:
            self.line.has_break = self.line.has_text
            return
        self.end()
        self.items += tag == "li"
        self.line = self.new(self.lists.item(value) if tag == "li" else Line(LINES[tag], level=level))

    def end_line(self, tag: str) -> None:
        """End the line of an element."""
        if tag != "li" and self.items and self.line is not None:
            self.line.has_break = self.line.has_text
            return
        self.items -= tag == "li" and self.items > 0
        self.end()

    def begin_list(self, tag: str, start: str) -> None:
        """Begin a list, inside of an item or not."""
        self.end()
        self.lists.begin(tag, start)

    def end_list(self) -> None:
        """End the innermost list."""
        self.end()
        self.lists.end()

    def mark(self, sign: str) -> None:
        """Make a list item of a paragraph that begins with a sign; a number is text, as articles of laws keep."""
        if NUMBER.search(sign):
            self.say(sign)
        elif self.line is not None and not self.line.has_text and self.line.tag == "p":
            self.line.tag, self.line.list_tag, self.line.lists = "li", "ul", (-1,)

    def new(self, line: Line) -> Line:
        """A line that begins under the styles that are open."""
        line.parts = [f"<{name}>" for _tag, names in self.open[:MOST_STYLES] for name in names]
        return line

    def begin_style(self, tag: str, href: str, style: str) -> None:
        """Write what a style or link begins with, and remember what ends it."""
        wanted = [] if tag in {"span", "a"} or PLAIN.search(style) else [STYLES[tag]]
        wanted += [name] if (name := raising(tag, style)) and name not in wanted else []
        wanted += ["b"] if BOLD.search(style) else []
        wanted += ["i"] if ITALIC.search(style) else []
        if tag == "a" and href:
            wanted.append(f'a href="{escape(href)}"')
        already = {name for _tag, names in self.open[:MOST_STYLES] for name in names}
        wanted = [name for name in dict.fromkeys(wanted) if name not in already and len(self.open) < MOST_STYLES]
        self.open.append((tag, wanted))
        if self.line is not None:
            self.line.parts += [f"<{name}>" for name in wanted]

    def end_style(self, tag: str) -> None:
        """Close a style where it is the last that was opened; the cleaner leaves no others."""
        if self.open and self.open[-1][0] == tag:
            _tag, names = self.open.pop()
            if self.line is not None:
                self.line.parts += [ending(name) for name in reversed(names)]

    def break_line(self) -> None:
        """Go on below, inside the same paragraph."""
        if self.line is not None and self.line.has_text:
            self.line.parts.append("<br/>")

    def say(self, shown: str) -> None:
        """Add words, in a paragraph of their own where none is open."""
        if self.line is None:
            if not shown.strip():
                return
            self.line = self.new(Line())
        if not self.line.has_text:
            shown = shown.lstrip()
            if self.line.tag == "p" and BULLET.match(shown):
                self.mark("")
                shown = BULLET.sub("", shown)
        if self.line.has_break and shown.strip():
            self.line.parts.append("<br/>")
            self.line.has_break, shown = False, shown.lstrip()
        self.line.has_text = self.line.has_text or bool(shown.strip())
        self.line.parts.append(escape(shown, quote=False))

    def end(self) -> None:
        """Keep the line that was read where it says something."""
        line, self.line = self.line, None
        if line is None or not line.has_text:
            return
        line.parts += [ending(name) for _tag, names in reversed(self.open[:MOST_STYLES]) for name in reversed(names)]
        self.done.append(line)

    def taken(self) -> list[Text]:
        """The lines so far as one piece, or none."""
        self.end()
        done, self.done = self.done, []
        return [Text(written_lines(done))] if done else []


class Reader(HTMLParser):
    """Reads clean HTML, each sign once; only the cells of the outermost table are cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.lines = Lines()
        self.hidden = 0
        self.tables = 0
        self.table: Table | None = None
        self.cell: Cell | None = None
        self.behind_table: list[Piece] = []
        self.in_caption = False
        # Inside the sign before an item of Word, and what stands in it.
        self.marked = 0
        self.sign: list[str] = []
        # Of each element that is open in a cell whether it raises or lowers what stands in it.
        self.raised: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what begins; of what is hidden only how deep it goes."""
        given = {name: value or "" for name, value in attrs}
        style = given.get("style", "").lower()
        if tag in {"br", "hr", "img"}:
            if not self.hidden:
                self.alone(tag, given)
        elif self.hidden or HIDDEN.search(style):
            self.hidden += 1
        elif tag in OF_TABLES:
            self.begin_of_table(tag, given)
        elif self.table is not None:
            self.inside_a_cell(tag, given)
        else:
            self.begin_of_text(tag, given, style)

    def begin_of_text(self, tag: str, given: dict[str, str], style: str) -> None:
        """Begin what stands outside of tables: a list, a line, the sign before an item of Word, a style."""
        if tag in LISTS:
            self.lines.begin_list(tag, given.get("start", ""))
        elif tag in LINES:
            level = LEVEL.search(style)
            self.lines.begin(tag, given.get("value", ""), int(level[1]) - 1 if level else 0)
        elif self.marked or MARK.search(style):
            self.marked += 1
        else:
            self.lines.begin_style(tag, given.get("href", ""), style)

    def handle_endtag(self, tag: str) -> None:
        """Close what ends."""
        if self.hidden:
            self.hidden -= 1
        elif tag in OF_TABLES:
            self.end_of_table(tag)
        elif self.table is not None:
            self.write("\n" if tag in LINES else "")
            if tag in RAISING:
                self.raised[-1:] = []
        else:
            self.end_of_text(tag)

    def end_of_text(self, tag: str) -> None:
        """Close what ends outside of tables."""
        if tag in LISTS:
            self.lines.end_list()
        elif tag in LINES:
            self.lines.end_line(tag)
        elif self.marked:
            self.marked -= 1
            if not self.marked:
                self.lines.mark("".join(self.sign))
                self.sign = []
        else:
            self.lines.end_style(tag)

    def handle_data(self, data: str) -> None:
        """Text, with the signs that it was sent with."""
        if self.hidden:
            return
        said = data.translate(TO_SIGNS)
        if self.table is not None:
            self.write(raised(said, self.raised[-1]) if self.raised else said)
        elif self.marked:
            self.sign.append(said)
        else:
            self.lines.say(said)

    def alone(self, tag: str, given: dict[str, str]) -> None:
        """A break, a rule across, a picture; a picture in a table stands behind it."""
        number = given.get("data-number", "")
        if tag == "img":
            if number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER:
                (self.pieces if self.table is None else self.behind_table).extend(self.lines.taken())
                (self.pieces if self.table is None else self.behind_table).append(Picture(int(number)))
        elif self.table is not None:
            self.write("\n")
        elif tag == "hr":
            self.lines.end()
            self.lines.done.append(Line("hr"))
        else:
            self.lines.break_line()

    def begin_of_table(self, tag: str, given: dict[str, str]) -> None:
        """Begin a table, a row, a cell; what lies in a table in a cell is text of that cell."""
        if tag == "table":
            self.tables += 1
            if self.tables == 1:
                self.pieces += self.lines.taken()
                self.table, self.cell, self.raised = Table(), None, []
        if self.table is None:
            return
        if self.tables > 1:
            self.write("\n" if tag == "tr" else " ")
        elif tag == "tr":
            self.table.rows.append([])
        elif tag in {"td", "th"}:
            self.cell = Cell.spanning(given.get("colspan", ""), given.get("rowspan", ""), is_header=tag == "th")
            self.table.rows = self.table.rows or [[]]
            self.table.rows[-1].append(self.cell)
        self.in_caption = self.in_caption if self.tables > 1 else tag == "caption"

    def inside_a_cell(self, tag: str, given: dict[str, str]) -> None:
        """A line in a cell is a line of its text; of a link in it only the words are kept, and that is counted."""
        if tag in LINES:
            self.write("\n")
        elif tag == "a" and given.get("href") and self.table is not None:
            self.table.links += 1
        if tag in RAISING:
            self.raised.append(raising(tag, given.get("style", "").lower()) or (self.raised or [""])[-1])

    def end_of_table(self, tag: str) -> None:
        """Close the table when the outermost ends."""
        if tag in {"td", "th"} and self.tables == 1:
            self.cell = None
        self.in_caption = self.in_caption and tag != "caption"
        if tag != "table" or not self.tables:
            return
        self.tables -= 1
        if self.tables or self.table is None:
            return
        table, self.table, self.cell = self.table.without_what_is_empty(), None, None
        if sum(map(len, table.rows)) > 1:
            self.pieces.append(table)
        elif table.rows or table.caption:
            # One cell is a frame around a text.
            lines = [table.caption, *(line for row in table.rows for line in row[0].text.split("\n"))]
            lines = [line for line in lines if line]
            self.pieces.append(Text("".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)))
        self.pieces += self.behind_table
        self.behind_table = []

    def write(self, text: str) -> None:
        """Add to the cell, or the caption, that is open."""
        if self.in_caption and self.table is not None:
            self.table.caption += text
        elif self.cell is not None:
            self.cell.parts.append(text)

    def finished(self) -> list[Piece]:
        """What was read, also where something was left open."""
        while self.table is not None:
            self.end_of_table("table")
        return [*self.pieces, *self.lines.taken()]


def raising(tag: str, style: str) -> str:
    """`sup` or `sub` for what stands above or below the line; else nothing."""
    said = RAISED.search(style)
    return tag if tag in {"sup", "sub"} else said[1] if said else ""


def ending(name: str) -> str:
    """The end tag of what a tag with attributes begins."""
    return f"</{name.partition(' ')[0]}>"


def as_text_alone(pieces: list[Piece]) -> str:
    """The pieces as HTML of a text that can hold no table: each row a paragraph."""
    return "".join(
        piece.html if isinstance(piece, Text) else written(piece) if isinstance(piece, Table) else ""
        for piece in pieces
    )

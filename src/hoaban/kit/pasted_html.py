"""Takes apart what somebody pasted from Word, Excel, LibreOffice, Google or a page: text, tables, pictures, in order.

The text is written anew with the few tags that a text of ours knows, so that nothing of its origin comes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3

from hoaban.kit.html_cleaning import SCHEMES
from hoaban.kit.pasted_markup import KEPT, KNOWN, OF_TABLES, TO_SIGNS, plain_markup
from hoaban.kit.pasted_tables import Cell, Table, written

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
# What Word writes before an item of a list that it does not call one.
BULLET = re.compile(r"^[·•▪§][ \xa0]*")
# Styles over each other; what lies over more is written without them.
MOST_STYLES = 12
# Digits of the number of a picture, and one more.
LONGEST_NUMBER = 6
ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
BEHIND_AN_ADDRESS = ".,;:!?)]}»”’…"


@dataclass
class Picture:
    """A picture, known by the number that the sender gave it."""

    number: int


@dataclass
class Text:
    """Lines of text as HTML of p, h2, h3, li in ul or ol, hr, b, i, sup, sub, a and br."""

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


def pieces_of_plain(text: str) -> list[Piece]:
    """The pieces of pasted plain text: each line a paragraph, addresses as links, lines with tabs as a table.

    Raises TableTooLarge.
    """
    pieces: list[Piece] = []
    for is_table, lines in runs(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if is_table:
            rows = [[Cell(text=cell.strip().strip('"')) for cell in line.split("\t")] for line in lines]
            table = Table(rows).without_what_is_empty()
            pieces += [table] if table.rows else []
        elif any(line.strip() for line in lines):
            pieces.append(Text("".join(f"<p>{linked(line.strip())}</p>" for line in lines if line.strip())))
    return pieces


def runs(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """(whether they are rows of a table, lines that follow each other): a single line with a tab is none."""
    begin = 0
    while begin < len(lines):
        end = begin
        has_tabs = "\t" in lines[begin].strip("\r\n ")
        while end < len(lines) and ("\t" in lines[end].strip("\r\n ")) == has_tabs:
            end += 1
        yield has_tabs and end - begin > 1, lines[begin:end]
        begin = end


def linked(line: str) -> str:
    """A line as HTML in which each web address is a link."""
    parts, last = [], 0
    for match in ADDRESS.finditer(line):
        address = match.group().rstrip(BEHIND_AN_ADDRESS)
        parts.append(escape(line[last : match.start()], quote=False))
        href = address if address.startswith("http") and "//" in address else f"mailto:{address}"
        parts.append(f'<a href="{escape(href)}">{escape(address, quote=False)}</a>')
        last = match.start() + len(address)
    return "".join(parts) + escape(line[last:], quote=False)


@dataclass
class Line:
    """A line of text that is being read: the tag that it gets, the list that it is in, and what stands in it."""

    tag: str = "p"
    list_tag: str = ""
    parts: list[str] = field(default_factory=list)
    has_text: bool = False


class Lines:
    """The lines of a text that is being read, each with the styles that lie over it."""

    def __init__(self) -> None:
        self.done: list[Line] = []
        self.line: Line | None = None
        self.open: list[tuple[str, list[str]]] = []
        self.lists: list[str] = []

    def begin(self, tag: str) -> None:
        """Begin the line of an element."""
        self.end()
        self.line = self.new(LINES[tag], self.lists[-1] if tag == "li" and self.lists else "")

    def new(self, tag: str, list_tag: str = "") -> Line:
        """A line that begins under the styles that are open."""
        return Line(tag, list_tag, [f"<{name}>" for _tag, names in self.open[:MOST_STYLES] for name in names])

    def begin_style(self, tag: str, href: str, style: str) -> None:
        """Write what a style or link begins with, and remember what ends it."""
        wanted = [] if tag in {"span", "a"} or PLAIN.search(style) else [STYLES[tag]]
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
            self.line = self.new("p")
        if not self.line.has_text:
            shown = shown.lstrip()
            if self.line.tag == "p" and BULLET.match(shown):
                shown, self.line.tag, self.line.list_tag = BULLET.sub("", shown), "li", "ul"
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
        elif tag in LISTS:
            self.lines.end()
            self.lines.lists.append(tag)
        elif tag in LINES:
            self.lines.begin(tag)
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
        elif tag in LISTS:
            self.lines.end()
            self.lines.lists[-1:] = []
        elif tag in LINES:
            self.lines.end()
        else:
            self.lines.end_style(tag)

    def handle_data(self, data: str) -> None:
        """Text, with the signs that it was sent with."""
        if not self.hidden:
            (self.write if self.table is not None else self.lines.say)(data.translate(TO_SIGNS))

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
                self.table, self.cell = Table(), None
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


def ending(name: str) -> str:
    """The end tag of what a tag with attributes begins."""
    return f"</{name.partition(' ')[0]}>"


def written_lines(lines: list[Line]) -> str:
    """Lines as HTML, items of one list in one list."""
    parts, inside = [], ""
    for line in lines:
        if line.list_tag != inside:
            parts.append((f"</{inside}>" if inside else "") + (f"<{line.list_tag}>" if line.list_tag else ""))
            inside = line.list_tag
        tag = line.tag if line.tag != "li" or line.list_tag else "p"
        parts.append("<hr/>" if tag == "hr" else f"<{tag}>{''.join(line.parts).rstrip()}</{tag}>")
    return "".join(parts) + (f"</{inside}>" if inside else "")


def as_text_alone(pieces: list[Piece]) -> str:
    """The pieces as HTML of a text that can hold no table: each row a paragraph."""
    return "".join(
        piece.html if isinstance(piece, Text) else written(piece) if isinstance(piece, Table) else ""
        for piece in pieces
    )

"""Takes apart plain text that somebody pasted: lines, addresses in them, and lines with tabs, which are a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from hoaban.kit.pasted_html import Piece, Text
from hoaban.kit.pasted_tables import FAR_TOO_MANY, Cell, Table, TableTooLarge

ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
BEHIND_AN_ADDRESS = ".,;:!?)]}»”’…"


def pieces_of_plain(text: str) -> list[Piece]:
    """The pieces of pasted plain text: each line a paragraph, addresses as links, lines with tabs as a table.

    Raises TableTooLarge.
    """
    pieces: list[Piece] = []
    for is_table, lines in runs(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if is_table:
            tabs = [line.count("\t") for line in lines]
            if sum(tabs) > FAR_TOO_MANY:
                raise TableTooLarge(len(lines), 1 + max(tabs))
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

"""The lines of a text dump, and the paragraphs that were broken into several of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

# A question mark is what a conversion left of a sign that it did not know.
BULLET = re.compile(r"\s*([•●▪◦·*+?]|[-–](?=\s))\s+")
IMAGE_NAME = re.compile(r"[^\\/:*?\"<>|]{1,200}\.(?:jpe?g|png|gif|webp|bmp|tiff?|heic)", re.IGNORECASE)
SENTENCE_END = (".", "!", "?", ":", ";", "…", ".”", '."')
# Longer lines were not broken by a window or a letter.
LONGEST_BROKEN = 120
# A line of a broken paragraph is at least so full, measured by the fullest beside it.
LEAST_FULL = 0.7


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the dump: its text without bullet and edges, its indent, whether a blank line stands before.

    `bullet`: whether a sign of a list stood before it; `dash`: whether that was one that people type (`-`, `+`, `*`).
    """

    text: str
    indent: int
    bullet: bool
    after_blank: bool
    dash: bool = False


def lines_of(text: str) -> list[Line]:
    """The lines that hold something; what HTML wrote as entities is the letters that they mean."""
    lines: list[Line] = []
    blank = True
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"):
        line = unescape(raw.replace("\ufeff", "")) if "&" in raw else raw.replace("\ufeff", "")
        if not line.strip():
            blank = True
            continue
        bullet = BULLET.match(line)
        content = line[bullet.end() :] if bullet else line
        dash = bullet is not None and bullet[1] in "-–+*"
        lines.append(Line(content.strip(), len(line) - len(line.lstrip()), bool(bullet), blank, dash))
        blank = False
    return lines


def mended(lines: list[Line]) -> list[Line]:
    """The lines with those joined that are parts of one paragraph, as an old program for letters breaks it.

    Only lines without a blank one between are looked at. A line goes on where the next begins with a small letter, or
    where it is full and ends no sentence.
    """
    paragraphs: list[list[Line]] = []
    full = 0
    for line in lines:
        last = paragraphs[-1][-1] if paragraphs else None
        goes_on = last is not None and may_go_on(paragraphs[-1][0], last, line)
        full = max(full, len(line.text)) if goes_on else len(line.text)
        if goes_on and last is not None and is_rest(last, line, full):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
            full = len(line.text)
    return [replace(parts[0], text=" ".join(part.text for part in parts)) for parts in paragraphs]


def may_go_on(first: Line, last: Line, line: Line) -> bool:
    """Whether a line can be the rest of a paragraph, of which the first and the last line so far are given."""
    if line.after_blank or line.bullet or first.bullet or line.indent > first.indent:
        return False
    if len(last.text) > LONGEST_BROKEN or len(line.text) > LONGEST_BROKEN:
        return False
    return not any(is_picture(text) or is_row(text) for text in (last.text, line.text))


def is_rest(last: Line, line: Line, full: int) -> bool:
    """Whether a line that can be the rest of the one before it is; `full`: the letters of the fullest beside them."""
    return line.text[:1].islower() or (len(last.text) >= LEAST_FULL * full and not last.text.endswith(SENTENCE_END))


def is_picture(text: str) -> bool:
    """Whether a line is the name of a picture."""
    return IMAGE_NAME.fullmatch(text) is not None


def is_row(text: str) -> bool:
    """Whether a line is a row of a table: cells between bars, or two tabs."""
    return text.count("|") >= 2 or text.count("\t") >= 2


def cells_of(text: str) -> list[str]:
    """The cells of a row."""
    return [cell.strip() for cell in (text.strip("| ").split("|") if "|" in text else text.split("\t"))]

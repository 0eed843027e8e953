"""Writes pasted HTML anew before a parser sees it: each sign is read once, whoever sent it and however it is made.

A parser of HTML pays the square for signs like `&`, for attributes and for elements in elements; what comes out here
has none of these. What this reads otherwise than a browser does no harm: only what is written here goes further.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape, unescape

from hoaban.kit.errors import HoabanError

# Elements that begin and end a line, whatever they mean.
BLOCKS = frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " header hgroup legend listing main menu nav optgroup pre search section summary".split()
)
OF_TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
KNOWN = OF_TABLES | set("p h1 h2 h3 h4 h5 h6 li ul ol b strong i em sup sub a br hr img span".split())
KEPT = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "img": {"data-number"},
    "ol": {"start"},
    "li": {"value"},
    "input": {"type"},
}
# Nothing between these and their end is markup.
RAW = frozenset({"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"})
# Elements that are left out with all that stands in them, and those of them that an editor sees and may miss.
MISSED = frozenset({"iframe", "video", "audio", "object", "embed", "input", "textarea", "select", "button", "canvas"})
WITHOUT_CONTENT = RAW | MISSED | {"template", "noscript", "svg", "math", "xml", "datalist"}
WITHOUT_END = frozenset("br hr img col meta link input wbr source base area embed param track frame keygen".split())
TOKEN = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>]{0,60})|!--|[!?/])")
ATTRIBUTE = re.compile(
    r"[\s/]*(?P<name>[^\s/>][^\s/>=]*)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s>]*)))?"
)
END_OF_TAG = re.compile(r"[\s/]*>")
BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
DEEPEST = 500
MOST_TAGS_SENT = 150_000
# A link or a style that is longer is none.
LONGEST_VALUE = 2_000
# What stands for signs that would have to be written as entities, each of which costs a cleaner the rest of the text.
FROM_SIGNS = {ord("\x1a"): None, ord("\x1c"): None, ord("\x1d"): None} | str.maketrans("&<>", "\x1a\x1c\x1d")
TO_SIGNS = str.maketrans("\x1a\x1c\x1d", "&<>")


class TooDeep(HoabanError):
    """HTML that no program writes: elements in elements without an end, which cost a parser their square."""


class TooManyTags(HoabanError):
    """HTML with more elements than a text that somebody writes."""


@dataclass
class Markup:
    """HTML of few tags and attributes, and how many things that an editor sees were left out."""

    parts: list[str] = field(default_factory=list)
    missed: int = 0
    open: Counter[str] = field(default_factory=Counter)
    depth: int = 0
    # Rows that stand in no table get one, which ends behind the last of them.
    is_row_alone: bool = False
    is_behind_row: bool = False

    def text(self, raw: str) -> None:
        """Words, with blanks as a browser shows them."""
        if raw.strip():
            self.end_rows()
        self.parts.append(BLANKS.sub(" ", unescape(raw)).translate(FROM_SIGNS) if raw else "")

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element that begins. Raises TooDeep."""
        if name in OF_TABLES and name != "table" and not self.open["table"]:
            self.is_row_alone = True
            self.start("table", {})
        elif name not in OF_TABLES:
            self.end_rows()
        self.is_behind_row = False
        said = "".join(f' {key}="{escape(value)}"' for key, value in given.items())
        self.parts.append(f"<{name}{said}>")
        if name not in WITHOUT_END:
            self.open[name] += 1
            self.depth += 1
            if self.depth > DEEPEST:
                raise TooDeep

    def end(self, name: str) -> None:
        """An element that ends, where one of its name is open."""
        if not self.open[name]:
            return
        self.open[name] -= 1
        self.depth -= 1
        self.parts.append(f"</{name}>")
        if self.is_row_alone and name in {"tr", "thead", "tbody", "tfoot"} and self.open["table"] == 1:
            self.is_behind_row = True

    def end_rows(self) -> None:
        """End the table of rows that stood in none."""
        if self.is_row_alone and self.is_behind_row:
            self.is_row_alone = self.is_behind_row = False
            self.end("table")


def plain_markup(html: str) -> Markup:
    """The HTML with the tags and attributes alone that are read. Raises TooDeep, TooManyTags."""
    if html.count("<") > MOST_TAGS_SENT:
        raise TooManyTags
    markup, lower, at = Markup(), html.lower() if html.isascii() else ascii_lower(html), 0
    while at < len(html):
        match = TOKEN.search(html, at)
        markup.text(html[at : match.start() if match else len(html)])
        if match is None:
            break
        name = known_as(match.group(2))
        if not name:
            end = html.find("-->", match.end() - 2) if match.group() == "<!--" else html.find(">", match.end())
            at = past(html, end, 3 if match.group() == "<!--" else 1)
            continue
        given, at = attributes(html, match.end(), {"style", *KEPT.get(name, ())})
        if match.group(1):
            markup.end(name)
        elif name in WITHOUT_CONTENT:
            markup.missed += name in MISSED and not (name == "input" and given.get("type") == "hidden")
            at = behind(lower, name, at)
        elif name in KNOWN or name == "div":
            markup.start(name, given)
    return markup


def known_as(name: str | None) -> str:
    """The name of an element as it is written on; what begins a line as others do is a `div`."""
    lower = (name or "").lower()
    return "div" if lower in BLOCKS else lower


def ascii_lower(html: str) -> str:
    """The HTML in small letters, each in its place: `İ` would become two."""
    return html.translate({code: code + 32 for code in range(ord("A"), ord("Z") + 1)})


def attributes(html: str, at: int, wanted: set[str]) -> tuple[dict[str, str], int]:
    """(those of the attributes from a place on that are wanted, the place behind the tag)."""
    given: dict[str, str] = {}
    while not (end := END_OF_TAG.match(html, at)):
        match = ATTRIBUTE.match(html, at)
        if match is None:
            return given, len(html)
        at, name = match.end(), match["name"].lower()
        value = match["double"] or match["single"] or match["bare"] or ""
        if name in wanted and name not in given and len(value) <= LONGEST_VALUE:
            given[name] = unescape(value)
    return given, end.end()


def past(html: str, found: int, length: int) -> int:
    """The place behind what was found, or the end of the text."""
    return found + length if found >= 0 else len(html)


def behind(lower: str, name: str, at: int) -> int:
    """The place behind the end of an element that is left out, those of its name in it included."""
    if name in WITHOUT_END:
        return at
    level, ending, beginning = 1, f"</{name}", f"<{name}"
    while level:
        end = lower.find(ending, at)
        if end < 0:
            return len(lower)
        inner = lower.count(beginning, at, end) if name not in RAW else 0
        level += inner - 1
        at = past(lower, lower.find(">", end), 1)
    return at

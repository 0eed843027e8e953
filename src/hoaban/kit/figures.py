"""Figures of reads and visits inside pages: how each is written, and pages with their figures taken out.

Counting must never press a page again. So the press and `hoaban verify` compare pages without their figures; a page
that is pressed for any other reason takes the new ones along, and a reader's script fills in those of the moment.

    Lượt đọc: <data data-figure="reads" value="2923">2.923</data>       a figure by its name
    <li data-counted hidden> ... </li>                                  what is hidden until its figure is known
    <!--counted--> ... <!--/counted-->                                  numbers between follow from counts alone

Only numbers are taken out: words and markup beside them are compared, so that whoever writes between the marks of a
file is found. How many lines and bars a drawing has follows from counts too, so each kind of them is compared once.
"""

from __future__ import annotations

import re

from hoaban.kit.formats import format_number

# Numbers and days, as machines and as people write them.
FIGURE = re.compile(rb'(<data data-figure="[a-z-]+"(?: data-opening="[0-9]+")? value=")[0-9-]*(">)[0-9.,/]*')
HIDDEN = re.compile(rb"(<[a-z]+ data-counted) hidden")
BEGIN, END = b"<!--counted-->", b"<!--/counted-->"
# With the unit that a chart writes behind millions.
NUMBER = re.compile(rb"[0-9]+(?:[.,/][0-9]+)*(?: (?:tr|M)\b)?")
PIECE = re.compile(rb"<[^>]*>?|[^<]+")


def figure(name: str, value: int | None, language: str = "vi", *, opening: int = 0) -> str:
    """The markup of a figure; `name` has letters and hyphens alone, None stands for what nobody knows yet.

    `opening` is what of the value was counted elsewhere. It is content and compared, so that a page follows it.
    """
    brought = f' data-opening="{opening}"' if opening else ""
    shown = "" if value is None else format_number(value, language)
    return f'<data data-figure="{name}"{brought} value="{"" if value is None else value}">{shown}</data>'


def masked(body: bytes) -> bytes:
    """A page without its figures: two pages that differ in figures alone become the same bytes."""
    for pattern, kept in ((FIGURE, rb"\1\2"), (HIDDEN, rb"\1")):
        body = pattern.sub(kept, body)
    pieces, place = [], 0
    while (begin := body.find(BEGIN, place)) >= 0 and (end := body.find(END, begin)) >= 0:
        begin += len(BEGIN)
        pieces += [body[place:begin], without_numbers(body[begin:end]), END]
        place = end + len(END)
    return b"".join([*pieces, body[place:]])


def without_numbers(counted: bytes) -> bytes:
    """What follows from counts: its different pieces of words and markup, each once and without numbers."""
    return b"".join(dict.fromkeys(PIECE.findall(NUMBER.sub(b"", counted))))

"""Figures of reads and visits inside pages: how each is written, and pages with their figures taken out.

Counting must never press a page again. So the press and `hoaban verify` compare pages without their figures; a page
that is pressed for any other reason takes the new ones along, and a reader's script fills in those of the moment.

    Lượt đọc: <data data-figure="reads" value="2923">2.923</data>       a figure by its name
    <li data-counted hidden> ... </li>                                  what is hidden until its figure is known
    <!--counted--> ... <!--/counted-->                                  everything between follows from counts alone
"""

from __future__ import annotations

import re

from hoaban.kit.formats import format_number

FIGURE = re.compile(rb'(<data data-figure="[a-z-]+"(?: data-opening="[0-9]+")? value=")[^"<>]*(">)[^<]*')
HIDDEN = re.compile(rb"(<[a-z]+ data-counted) hidden")
BETWEEN = re.compile(rb"(<!--counted-->).*?(<!--/counted-->)", re.DOTALL)


def figure(name: str, value: int | None, language: str = "vi", *, opening: int = 0) -> str:
    """The markup of a figure; `name` has letters and hyphens alone, None stands for what nobody knows yet.

    `opening` is what of the value was counted elsewhere. It is content and compared, so that a page follows it.
    """
    brought = f' data-opening="{opening}"' if opening else ""
    shown = "" if value is None else format_number(value, language)
    return f'<data data-figure="{name}"{brought} value="{"" if value is None else value}">{shown}</data>'


def masked(body: bytes) -> bytes:
    """A page without its figures: two pages that differ in figures alone become the same bytes."""
    for pattern, kept in ((BETWEEN, rb"\1\2"), (FIGURE, rb"\1\2"), (HIDDEN, rb"\1")):
        body = pattern.sub(kept, body)
    return body

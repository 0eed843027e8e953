"""Takes apart what an editor pasted into a text or a table: tables become tables, pictures are given back by number."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from hoaban.kit.pasted_html import Piece, Text, as_text_alone, taken_apart
from hoaban.kit.pasted_markup import TooDeep, TooManyTags
from hoaban.kit.pasted_plain import pieces_of_plain
from hoaban.kit.pasted_tables import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Table, TableTooLarge
from hoaban.pages.blocks.body import TEXT_FEATURES
from hoaban.pages.text_editor import unreadable

MOST_LINES, MOST_TAGS, MOST_PIECES = 5_000, 40_000, 200
TOO_LONG = gettext_lazy("Nothing was pasted: it is too long for one time. Paste it in parts, or attach it as a file.")


@require_POST
def take_apart(request: HttpRequest) -> JsonResponse:
    """`{pieces, html, notes}` of pasted `html`, or else of pasted `text`; `{error}` in words and 422 for none of ours.

    A piece is `{type, value}` as the stream of an article takes it, or `{type: "photo", number}`. `html` is the same
    for a text that can hold no table; `notes` say what was left behind.
    """
    html = request.POST.get("html", "")
    try:
        pieces, missed = taken_apart(html) if html else (pieces_of_plain(request.POST.get("text", "")), 0)
        if not is_within_bounds(pieces):
            return JsonResponse({"error": str(TOO_LONG)}, status=422)
        told = [as_told(piece) for piece in pieces]
    except TableTooLarge as error:
        return JsonResponse({"error": too_large(error)}, status=422)
    except TooManyTags:
        return JsonResponse({"error": str(TOO_LONG)}, status=422)
    except TooDeep:
        return JsonResponse({"error": " ".join(unreadable().messages)}, status=422)
    return JsonResponse({"pieces": told, "html": as_text_alone(pieces), "notes": notes_on(pieces, missed)})


def is_within_bounds(pieces: list[Piece]) -> bool:
    """Whether a text is no longer than one that somebody writes: what the editor makes of it costs a processor time."""
    texts = [piece.html for piece in pieces if isinstance(piece, Text)]
    lines = sum(html.count(f"<{tag}") for html in texts for tag in ("p>", "h", "li>"))
    return lines <= MOST_LINES and sum(html.count("<") for html in texts) <= MOST_TAGS and len(pieces) <= MOST_PIECES


def as_told(piece: Piece) -> dict[str, Any]:
    """A piece as the script in the browser puts it in its place. Raises TableTooLarge."""
    if isinstance(piece, Table):
        return {"type": "table", "value": piece.value()}
    if isinstance(piece, Text):
        return {"type": "text", "value": converter().from_database_format(piece.html)}
    return {"type": "photo", "number": piece.number}


@cache
def converter() -> ContentstateConverter:
    """What makes of HTML what the text editor takes, with the features of an article's text."""
    return ContentstateConverter(features=TEXT_FEATURES)


def notes_on(pieces: list[Piece], missed: int) -> list[str]:
    """What does not come along, in words: links in cells, and films, frames and fields, which are `missed`."""
    links = sum(piece.links for piece in pieces if isinstance(piece, Table))
    in_cells = ngettext(
        "Cells of a table hold words alone: %(count)s link in them was left out.",
        "Cells of a table hold words alone: %(count)s links in them were left out.",
        links,
    )
    things = ngettext(
        "%(count)s film, frame or form field was left out: a text cannot hold it.",
        "%(count)s films, frames or form fields were left out: a text cannot hold them.",
        missed,
    )
    return [words % {"count": count} for words, count in ((in_cells, links), (things, missed)) if count]


def too_large(error: TableTooLarge) -> str:
    """What is said of a table that no page should hold."""
    return _(
        "Nothing was pasted: the table has %(rows)s rows and %(columns)s columns; a table on a page has at most "
        "%(most_rows)s rows, %(most_columns)s columns and %(cells)s cells. Attach it as a file, or paste a part of it."
    ) % {
        "rows": error.rows,
        "columns": error.columns,
        "most_rows": MOST_ROWS,
        "most_columns": MOST_COLUMNS,
        "cells": MOST_CELLS,
    }

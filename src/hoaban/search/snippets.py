"""Cuts a snippet out of a text and marks what was asked for in it, with its accents as they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hoaban.search.normalise import WORD, word
from hoaban.search.parsed_query import ParsedQuery

LONGEST = 260
BEFORE = 60
# Beyond this a text is not looked through: the beginning stands for it.
LOOKED_THROUGH = 12_000


def asked_forms(question: ParsedQuery) -> tuple[frozenset[str], bool]:
    """(the forms that count as asked for, whether they are exact)."""
    asked = [*question.words, *(found for phrase in question.phrases for found in phrase)]
    exact = question.is_marked
    return frozenset(found.exact if exact else found.folded for found in asked), exact


def snippet(text: str, question: ParsedQuery, longest: int = LONGEST) -> SafeString:
    """The place of a text where most of what was asked for stands together, as safe HTML with `<mark>`."""
    text = unicodedata.normalize("NFC", " ".join(text[:LOOKED_THROUGH].split()))
    forms, exact = asked_forms(question)
    places = [found.span() for found in WORD.finditer(text) if is_asked(found.group(), forms, exact=exact)]
    start = best_start(text, places, longest)
    end = min(len(text), start + longest)
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    shown = [(first, last) for first, last in places if start <= first and last <= end]
    return mark_safe(("… " if start else "") + marked(text, start, end, shown) + (" …" if end < len(text) else ""))


def highlighted(title: str, question: ParsedQuery) -> SafeString:
    """A title with what was asked for marked."""
    return snippet(title, question, len(title) + 1)


def is_asked(text: str, forms: Collection[str], *, exact: bool) -> bool:
    """Whether a word of a text is one that was asked for."""
    found = word(text.lower())
    return (found.exact if exact else found.folded) in forms


def best_start(text: str, places: list[tuple[int, int]], longest: int) -> int:
    """Where a snippet begins that holds the most different words asked for, the first such place."""
    best, best_count = 0, 0
    for number, (first, _end) in enumerate(places):
        inside = {
            text[one:other].lower() for one, other in places[number : number + 40] if other <= first + longest - BEFORE
        }
        if len(inside) > best_count:
            best, best_count = first, len(inside)
    if best <= BEFORE:
        return 0
    return text.rfind(" ", 0, best - BEFORE + 1) + 1


def marked(text: str, start: int, end: int, places: list[tuple[int, int]]) -> str:
    """Part of a text as HTML with some places marked."""
    parts, at = [], start
    for first, last in places:
        parts.append(f"{escape(text[at:first])}<mark>{escape(text[first:last])}</mark>")
        at = last
    return "".join(parts) + str(escape(text[at:end]))

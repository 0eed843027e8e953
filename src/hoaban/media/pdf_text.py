"""The text in a PDF, page by page; words whose letters its program set apart are made whole again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

import pypdfium2
from pypdfium2 import PdfTextPage, raw

from hoaban.kit.vietnamese import LETTERS, is_syllable, nfc
from hoaban.media.unread import LockedFile

MOST_PAGES = 2000
# What the reader of PDFs gives for a hyphen at the end of a line; Vietnamese words are never divided.
HYPHEN_AT_END = str.maketrans("\x02\ufffe", "--")
# Letters that stand alone and are no word: so many of a page's words, of a hundred and at least, make it a torn one.
MOST_ALONE, LEAST_ALONE = 1, 3
GAPS = (0.0, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.9)
"""Widths that a gap between letters may have, in heights of a letter, for what is narrower to be none."""


class Sign(NamedTuple):
    """A sign of a page; a blank that no program wrote, where only a gap is, has its width in heights of a letter."""

    text: str
    gap: float = float("inf")


def texts_of(file: IO[bytes]) -> Iterator[str]:
    """The text of each page, of a huge file as many as are searched.

    Raises LockedFile, and RuntimeError for what is damaged.
    """
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise LockedFile(str(error)) from error
        raise
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        letters = page.get_textpage()
        yield text_of(letters)
        letters.close()
        page.close()


def text_of(page: PdfTextPage) -> str:
    """The text of one page."""
    text = page.get_text_range().translate(HYPHEN_AT_END)
    return "\n".join(map(made_whole, lines_of(page))) if is_torn(text) else text


def is_torn(text: str) -> bool:
    """Whether letters stand alone in a text that are no words."""
    words = LETTERS.findall(nfc(text))
    alone = sum(len(word) == 1 and not is_syllable(word) for word in words)
    return alone >= max(LEAST_ALONE, MOST_ALONE * len(words) / 100)


def lines_of(page: PdfTextPage) -> Iterator[list[Sign]]:
    """The signs of a page, line by line."""
    line: list[Sign] = []
    count = raw.FPDFText_CountChars(page)
    for place in range(count):
        text = chr(raw.FPDFText_GetUnicode(page, place)).translate(HYPHEN_AT_END)
        if text == "\n":
            yield line
            line = []
        elif text == " " and raw.FPDFText_IsGenerated(page, place) and 0 < place < count - 1:
            line.append(Sign(text, gap_at(page, place)))
        else:
            line.append(Sign(text))
    yield line


def gap_at(page: PdfTextPage, place: int) -> float:
    """How wide the gap at a place is, in heights of the letter before it."""
    before, after = raw.FS_RECTF(), raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, place - 1, before)
    raw.FPDFText_GetLooseCharBox(page, place + 1, after)
    height = before.top - before.bottom
    return (after.left - before.right) / height if height > 0 else float("inf")


def made_whole(line: list[Sign]) -> str:
    """The text of a line without the gaps that are narrower than makes most letters parts of Vietnamese words."""
    texts = ("".join(sign.text for sign in line if sign.gap >= least) for least in GAPS)
    return max(texts, key=letters_in_syllables)


def letters_in_syllables(text: str) -> int:
    """How many letters of a text are parts of words that are Vietnamese syllables."""
    return sum(len(word) for word in LETTERS.findall(nfc(text)) if is_syllable(word))

"""The process that reads the text in an attached file: one file, within limits, then it is gone.

    python -m hoaban.media.text_extraction '{"source": ..., "target": ..., "ending": ".pdf", "limits": {...}, ...}'

It knows no Django. The text lies at `target` afterwards; the answer says how many pages it had, or why it was not read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from hoaban.kit import confined
from hoaban.kit.decode import decode, turned_back
from hoaban.kit.errors import UnreadableText
from hoaban.kit.vietnamese import nfc
from hoaban.media import office_text
from hoaban.media.rtf_text import Rtf
from hoaban.media.unread import LockedFile

TextOf = Callable[[IO[bytes], int], tuple[str, int]]
"""Reads a file's text, at most so many signs: (text, pages)."""


def read(job: dict[str, Any]) -> dict[str, Any]:
    """Write the text of the file at `source` to `target`: {"pages": ...}, or {"unread": reason, "told": why}."""
    # Libraries complain about each odd object of a file, and there may be millions.
    logging.disable()
    try:
        with Path(job["source"]).open("rb") as source:
            text, pages = TEXT_OF[job["ending"]](source, job["longest"])
    except Exception as error:
        if confined.is_memory(error):
            raise MemoryError from error
        reason = "locked" if isinstance(error, LockedFile) else "damaged"
        return {"unread": reason, "told": f"{type(error).__name__}: {error}"[:300]}
    # Letters of an old font are those of another alphabet to whoever does not know the font.
    text, _charset = turned_back(nfc(text), "utf-8")
    Path(job["target"]).write_text(text, encoding="utf-8", errors="replace")
    return {"pages": pages}


def text_of_pdf(file: IO[bytes], longest: int) -> tuple[str, int]:
    """(text, pages) of a PDF, of a huge one as much as is searched."""
    from hoaban.media import pdf_text  # noqa: PLC0415  loads a large library, for what needs it

    pages = 0

    def counted() -> Iterator[str]:
        nonlocal pages
        for text in pdf_text.texts_of(file):
            pages += 1
            yield text

    return beginning(counted(), longest), pages


def text_of_office(ending: str) -> TextOf:
    """What reads the text of a kind of document of Office, a line for each of its paragraphs and cells."""
    return lambda file, longest: (beginning(office_text.texts_of(file, ending), longest), 1)


def text_of_rtf(file: IO[bytes], longest: int) -> tuple[str, int]:
    """(text, 1) of a whole RTF: what a reader sees is less than its words of control."""
    return beginning(Rtf().texts_of(file.read()), longest, between=""), 1


def text_of_plain(file: IO[bytes], longest: int) -> tuple[str, int]:
    """(text, 1) of a plain text in whatever encoding it was saved; what is in none becomes the sign for it."""
    data = file.read(longest * 4)
    try:
        text, _charset = decode(data)
    except UnreadableText:
        text = data.decode("utf-8", errors="replace")
    return text[:longest], 1


TEXT_OF: dict[str, TextOf] = {
    ".pdf": text_of_pdf,
    ".rtf": text_of_rtf,
    ".txt": text_of_plain,
    ".csv": text_of_plain,
    **{ending: text_of_office(ending) for ending in office_text.LINES_OF},
}


def beginning(texts: Iterable[str], longest: int, between: str = "\n") -> str:
    """As many of some texts as make up the longest that is kept, with something between each two."""
    kept, length = [], 0
    for text in texts:
        kept.append(text[: longest + 1])
        length += len(kept[-1])
        if length > longest:
            break
    return between.join(kept)


if __name__ == "__main__":
    confined.work(read)

"""The process that reads the text in an attached file: one file, within limits, then it is gone.

    python -m hoaban.media.text_extraction '{"source": ..., "target": ..., "ending": ".pdf", "limits": {...}, ...}'

It knows no Django. The text lies at `target` afterwards; the answer says how many pages it had, or why it was not read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from hoaban.kit import confined
from hoaban.kit.decode import decode, turned_back
from hoaban.kit.errors import UnreadableText
from hoaban.kit.vietnamese import nfc

MOST_PAGES = 2000


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
        locked = type(error).__name__ in ("FileNotDecryptedError", "WrongPasswordError")
        return {"unread": "locked" if locked else "damaged", "told": f"{type(error).__name__}: {error}"[:300]}
    # Letters of an old font are those of another alphabet to whoever does not know the font.
    text, _charset = turned_back(nfc(text), "utf-8")
    Path(job["target"]).write_text(text, encoding="utf-8", errors="replace")
    return {"pages": pages}


def text_of_pdf(file: IO[bytes], longest: int) -> tuple[str, int]:
    """(text, pages) of a PDF, of a huge one as much as is searched."""
    from pypdf import PdfReader  # noqa: PLC0415  only for what needs it, as below

    pages = 0

    def texts() -> Iterator[str]:
        nonlocal pages
        for page in islice(PdfReader(file).pages, MOST_PAGES):
            pages += 1
            yield page.extract_text()

    return beginning(texts(), longest), pages


def text_of_word(file: IO[bytes], longest: int) -> tuple[str, int]:
    """(text, 1) of a DOCX: its paragraphs in order, those in tables too."""
    from docx import Document  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.text.paragraph import Paragraph  # noqa: PLC0415

    document = Document(file)
    paragraphs = document.element.body.iter(qn("w:p"))
    return beginning((Paragraph(found, document).text for found in paragraphs), longest), 1


def text_of_plain(file: IO[bytes], longest: int) -> tuple[str, int]:
    """(text, 1) of a plain text in whatever encoding it was saved; what is in none becomes the sign for it."""
    data = file.read(longest * 4)
    try:
        text, _charset = decode(data)
    except UnreadableText:
        text = data.decode("utf-8", errors="replace")
    return text[:longest], 1


TEXT_OF = {".pdf": text_of_pdf, ".docx": text_of_word, ".txt": text_of_plain, ".csv": text_of_plain}


def beginning(texts: Iterable[str], longest: int) -> str:
    """As many of some texts as make up the longest that is kept, a line for each."""
    kept, length = [], 0
    for text in texts:
        kept.append(text[: longest + 1])
        length += len(kept[-1])
        if length > longest:
            break
    return "\n".join(kept)


if __name__ == "__main__":
    confined.work(read)

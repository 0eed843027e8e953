"""Pages that were saved as plain text."""

from __future__ import annotations

from hoaban.importer.lines import lines_of
from hoaban.importer.page_frame import Repeats
from hoaban.importer.record import PageRecord
from hoaban.importer.text_dump import extract
from hoaban.kit.decode import DAMAGED, LEAST_SHARE, decode, readable


class TextFiles:
    """Text dumps such as `page.txt`."""

    def can_read(self, name: str) -> bool:
        """By the end of the name."""
        return name.lower().endswith((".txt", ".text"))

    def observe(self, data: bytes, repeats: Repeats) -> None:
        """Note the lines of a dump; raises UnreadableText."""
        repeats.add(lines_of(decode(data)[0]))

    def read(self, data: bytes, name: str, repeats: Repeats) -> PageRecord:
        """The record of a dump; raises UnreadableText."""
        text, charset = decode(data)
        record = extract(text, name, repeats)
        record.charset = charset
        if readable(text) < LEAST_SHARE:
            record.doubt = "few of its words with marks are Vietnamese; its encoding may have been read wrongly"
        if DAMAGED in text:
            record.warnings.append(f"{text.count(DAMAGED)} damaged letters")
        return record

"""Pages that were saved as plain text."""

from __future__ import annotations

from hoaban.importer.decode import DAMAGED, decode
from hoaban.importer.record import PageRecord
from hoaban.importer.text_dump import extract


class TextFiles:
    """Text dumps such as `page.txt`."""

    def can_read(self, name: str) -> bool:
        """By the end of the name."""
        return name.lower().endswith((".txt", ".text"))

    def read(self, data: bytes, name: str) -> PageRecord:
        """The record of a dump; raises UnreadableText."""
        text, charset = decode(data)
        record = extract(text, name)
        record.charset = charset
        if DAMAGED in text:
            record.warnings.append(f"{text.count(DAMAGED)} damaged letters")
        return record

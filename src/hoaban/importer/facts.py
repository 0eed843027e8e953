"""The line of facts of a page: posted time and read count with the labels that portals print."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hoaban.importer.dates import find_labelled, find_posted
from hoaban.importer.record import Posted, Reads
from hoaban.kit.vietnamese import fold

# Up to 999 trillion; without an end, a line of nothing but groups would be read again from each of them. Shortened
# figures (1.2K) are none: a part of one would be a thousandth of what was printed.
_NUMBER = r"(?P<number>\d{1,3}(?:[.,\u00a0 ]\d{3}){1,4}|\d{1,9})(?![\d/:]|[.,]\d|[km]\b)"
_READ_WORDS = r"(?:số\s++)?(?:lượt\s++(?:xem|đọc)|lần\s++(?:xem|đọc)|đã\s++(?:xem|đọc)|xem|đọc|views?|reads?)"
READS_AFTER = re.compile(rf"(?<!\w){_READ_WORDS}\s*+[:=]?\s*+{_NUMBER}", re.IGNORECASE)
READS_BEFORE = re.compile(
    rf"(?<![\d/:])(?<!\d[.,]){_NUMBER}\s*+(?:lượt\s++(?:xem|đọc)|lần\s++(?:xem|đọc)|views?)(?!\w)", re.IGNORECASE
)
LABELS = (
    "thoi gian dang|ngay dang|dang ngay|dang luc|gui luc|gui ngay|cap nhat luc|cap nhat ngay|cap nhat|ngay cap nhat|"
    "ngay xuat ban|xuat ban|thoi gian|dang boi|ngay tao|ngay|posted|date"
).split("|")
# Those that can be nothing but the label of a date.
DATE_LABELS = frozenset(LABELS) - {"thoi gian", "ngay", "dang boi", ""}
UNREADABLE = re.compile(r":\s*+(?:\d{1,4}[\s./:-]++){2,8}\d*+\s*+(?:[ap]m|sa|ch)?\s*+$", re.IGNORECASE)
MOST_WORDS_LEFT = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What a line of facts says; `labelled` when a word says what the date is, `unreadable` where it is none."""

    posted: Posted | None
    reads: Reads | None
    labelled: bool
    unreadable: bool = False


def fact_line(text: str) -> Facts | None:
    """The facts of a line that holds little else; None for a sentence that merely has a date in it."""
    if len(text) > 200 or fold(text).startswith("tong "):
        return None
    begin = fold(text).lstrip(" (-–•")
    is_labelled = any(begin.startswith(label) for label in DATE_LABELS)
    found = find_labelled(text) if is_labelled else find_posted(text)
    rest = text
    posted = None
    if found:
        posted, start, end = found
        rest = f"{text[:start]} {text[end:]}"
    counted = READS_AFTER.search(rest) or READS_BEFORE.search(rest)
    reads = None
    if counted:
        reads = Reads(int(re.sub(r"\D", "", counted["number"])), counted.group().strip())
        rest = f"{rest[: counted.start()]} {rest[counted.end() :]}"
    folded = " ".join(re.sub(r"[^\w\s]", " ", fold(rest)).split())
    label = next((label for label in LABELS if folded.startswith(label)), "")
    left = folded.removeprefix(label).split()
    if posted is None and reads is None:
        # A labelled date that the calendar has not: no date, and no text either.
        is_date = label in DATE_LABELS and UNREADABLE.search(text) is not None
        return Facts(None, None, labelled=False, unreadable=True) if is_date else None
    if len(left) > MOST_WORDS_LEFT:
        return None
    return Facts(posted, reads, bool(label) or reads is not None)

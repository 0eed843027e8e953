"""What the frame of an old portal prints around its pages, told from their text by evidence.

Evidence is what stands on several pages of one source. Where a source has too few pages for it, only a heading that is
nothing else counts. Whatever is cut stands in the record (`PageRecord.cut`) and in the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from hoaban.importer.lines import Line
from hoaban.kit.vietnamese import fold

SIDE_WORDS = (
    "ban do hanh chinh|lien ket|thong ke|truy cap|tham do|y kien ban doc|van ban moi|van ban|thong bao|thu vien|video|"
    "tin lien quan|cac tin|nhung tin|tin moi|tin khac|tin cung|doc nhieu|xem nhieu|quang cao|danh muc|chuyen muc|"
    "lich cong tac|lich tiep|hoi dap|dang nhap|hom nay|hom qua|tuan nay|thang nay|tat ca|tong cong|dang truc tuyen|"
    "khach truc tuyen|ban quyen|thoi tiet|ty gia|gop y|so do|tra cuu|dich vu cong|gui binh luan|tra loi|in trang|"
    "ve dau trang|tong truy cap|tong luot truy cap|luot truy cap"
).split("|")
# What stands between the title and the text of many portals; inside a text it is text.
NOISE = re.compile(
    r"(?:null|\d{2,3}%|(?>mặc định.*?cỡ chữ).*|cỡ chữ(?:[\s:aA+-]|nhỏ|lớn|to|vừa)*|in trang|gửi email"
    r"|chi tiết bài viết|\d/\d\s*+-\s*+\([^()]*\))",
    re.IGNORECASE,
)
LONGEST_HEADING = 80
# Words that a heading may have beside those by which it is known: "Liên kết web", "Văn bản mới ban hành".
MOST_FURTHER_WORDS = 2
FIGURES = re.compile(r"[\s:.,\d]*")
# So many pages of a source show what its frame is; fewer show nothing.
ENOUGH_PAGES = 5
LEAST_REPEATS = 2


class Repeats:
    """In how many pages of a source each of their lines stands; figures and marks aside."""

    def __init__(self) -> None:
        self.pages = 0
        self.counts: Counter[str] = Counter()

    def add(self, lines: Iterable[Line]) -> None:
        """Take in the lines of one more page."""
        self.pages += 1
        self.counts.update({shape(line.text) for line in lines if len(line.text) <= LONGEST_HEADING})

    @property
    def are_enough(self) -> bool:
        """Whether so many pages were seen that what repeats is evidence."""
        return self.pages >= ENOUGH_PAGES

    def has(self, text: str) -> bool:
        """Whether a line stands on several pages."""
        return self.counts[shape(text)] >= LEAST_REPEATS


def shape(text: str) -> str:
    """What two lines have in common that differ in figures, marks and case alone."""
    return re.sub(r"\d+", "0", fold(text)).strip(" :.-")


def is_noise(line: Line) -> bool:
    """Whether a line between title and text is one of the frame's."""
    return NOISE.fullmatch(line.text) is not None


def is_side_heading(line: Line, repeats: Repeats) -> bool:
    """Whether a line begins a side block: its words, and that other pages have it where that can be known."""
    folded = fold(line.text).strip(" :.-")
    if len(line.text) > LONGEST_HEADING or line.text.rstrip().endswith("."):
        return False
    words = [word for word in SIDE_WORDS if folded.startswith(word)]
    if repeats.are_enough:
        return repeats.has(line.text) and (bool(words) or is_bare_capitals(line))
    return any(is_bare(folded.removeprefix(word)) for word in words) or is_bare_capitals(line)


def is_bare(rest: str) -> bool:
    """Whether what follows the words of a heading is figures, or a word or two."""
    return FIGURES.fullmatch(rest) is not None or (
        len(rest.split()) <= MOST_FURTHER_WORDS and not re.search(r"[,!?]", rest)
    )


def is_bare_capitals(line: Line) -> bool:
    """Whether a line of a list is written in capitals, as headings of blocks are."""
    return line.bullet and is_capitals(line.text)


def is_capitals(text: str) -> bool:
    """Whether a line is written in capitals."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 3 and sum(character.isupper() for character in letters) >= 0.9 * len(letters)

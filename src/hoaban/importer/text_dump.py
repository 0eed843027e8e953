"""Reads a page that was saved as plain text: banner, breadcrumb, title, line of facts, lead, body, byline, side blocks.

The order and the layout carry the meaning, no portal's own words do: the head of a page is a run of lines without a
blank one between; what follows is the body; the page ends with short lines of side blocks under known headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hoaban.importer.facts import fact_line
from hoaban.importer.record import PageRecord, Part, Picture
from hoaban.kit.byline import parse_byline
from hoaban.kit.vietnamese import fold, is_syllable, same_tone_place

PROFILE = "text-dump"
IMAGE_NAME = re.compile(r"^[^\\/:*?\"<>|]{1,200}\.(?:jpe?g|png|gif|webp|bmp|tiff?|heic)$", re.IGNORECASE)
BULLET = re.compile(r"^\s*[•●▪◦·*]\s+")
CRUMB = re.compile(r"[>»›→]")
LABELLED_BYLINE = re.compile(
    r"^\(?\s*(?:(?:tin|bài|ảnh|hình|video)\b[^:.]{0,40}:|(?:tác giả|người viết|thực hiện|biên tập|nguồn|nguồn tin)\s*:"
    r"|theo\s+\S|(?:ảnh|nguồn)\s+[A-ZĐÀ-Ỹ])",
    re.IGNORECASE,
)
SIDE_WORDS = (
    "ban do hanh chinh|lien ket|thong ke|truy cap|tham do|y kien ban doc|van ban moi|van ban|thong bao|thu vien|video|"
    "tin lien quan|cac tin|nhung tin|tin moi|tin khac|tin cung|doc nhieu|xem nhieu|quang cao|danh muc|chuyen muc|"
    "lich cong tac|lich tiep|hoi dap|dang nhap|hom nay|hom qua|tuan nay|thang nay|tat ca|tong cong|dang truc tuyen|"
    "khach truc tuyen|ban quyen|thoi tiet|ty gia|gop y|so do|tra cuu|dich vu cong|gui binh luan|tra loi|in trang|"
    "ve dau trang"
).split("|")
NOISE = re.compile(
    r"^(?:null|\d{2,3}%|(?>mặc định.*?cỡ chữ).*|cỡ chữ.*|in trang|gửi email|chi tiết bài viết|\d/\d\s*-.*)$",
    re.IGNORECASE,
)
LONGEST_TITLE = 255
LONGEST_CAPTION = 300
LONGEST_BYLINE = 140


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the dump: its text without bullet and edges, its indent, whether a blank line stands before."""

    text: str
    indent: int
    bullet: bool
    after_blank: bool


def lines_of(text: str) -> list[Line]:
    """The lines that hold something."""
    lines: list[Line] = []
    blank = True
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"):
        line = raw.replace("\ufeff", "")
        if not line.strip():
            blank = True
            continue
        bullet = BULLET.match(line)
        content = line[bullet.end() :] if bullet else line
        lines.append(Line(content.strip(), len(line) - len(line.lstrip()), bool(bullet), blank))
        blank = False
    return lines


def extract(text: str, file: str) -> PageRecord:
    """The record of one dump; what is not there stays empty and is told in `warnings`."""
    record = PageRecord(file=file, profile=PROFILE)
    lines = [line for line in lines_of(text) if not NOISE.match(line.text)]
    head_end = end_of_head(lines)
    body_start = read_head(record, lines[:head_end], head_end)
    end = start_of_side(lines, max(body_start, 1))
    content = lines[body_start:end]
    content = take_byline(record, content)
    read_body(record, content)
    for name, present in (("title", record.title), ("posted", record.posted), ("body", record.body)):
        record.confidence[name] = 1.0 if present else 0.0
        if not present:
            record.warnings.append(f"no {name}")
    return record


def end_of_head(lines: list[Line]) -> int:
    """Number of lines before the first blank one that comes after the line of facts; at least the first run."""
    seen_facts = False
    for place, line in enumerate(lines):
        if place and line.after_blank and (seen_facts or place > 8):
            return place
        seen_facts = seen_facts or fact_line(line.text) is not None
    return len(lines)


def read_head(record: PageRecord, head: list[Line], head_end: int) -> int:
    """Take banner, breadcrumb, title, facts and lead out of the head; returns where the body starts."""
    place, clock = 0, None
    while place < len(head):
        line = head[place]
        facts = fact_line(line.text)
        if facts is not None:
            clock = clock or facts
            place += 1
        elif is_breadcrumb(line.text):
            parts = [part.strip() for part in CRUMB.split(line.text) if part.strip()]
            record.section_path = [part for part in parts if fold(part) not in ("trang chu", "home")]
            place += 1
        elif not record.site and place == 0 and is_banner(line.text, head):
            record.site = line.text
            place += 1
        else:
            break
    if place >= len(head):
        return head_end
    record.title = head[place].text[:LONGEST_TITLE]
    if len(head[place].text) > LONGEST_TITLE:
        record.title, record.warnings = "", [*record.warnings, "the first line is too long for a title"]
        return place
    place = skip_repeated_title(record, head, place + 1)
    place = read_facts(record, head, place, clock)
    if record.section_path and same(record.section_path[-1], record.title):
        record.section_path.pop()
    return take_lead(record, head, place)


def read_facts(record: PageRecord, head: list[Line], place: int, clock: object) -> int:
    """Lines of facts under the title; one above it counts only where none is below and it is labelled."""
    found = False
    while place < len(head):
        facts = fact_line(head[place].text)
        if facts is None:
            break
        record.posted = record.posted or facts.posted
        record.reads = record.reads or facts.reads
        found, place = True, skip_repeated_title(record, head, place + 1)
    if not found and clock is not None and getattr(clock, "labelled", False):
        record.posted, record.reads = clock.posted, clock.reads  # type: ignore[attr-defined]
        record.warnings.append("posted time stands above the title")
    return place


def skip_repeated_title(record: PageRecord, head: list[Line], place: int) -> int:
    """Some portals print the title twice."""
    return place + 1 if place < len(head) and same(head[place].text, record.title) else place


def take_lead(record: PageRecord, head: list[Line], place: int) -> int:
    """The lead is the first of two or more things left in the head; the last of them belongs to the body."""
    rest = head[place:]
    if len(rest) >= 2 and not IMAGE_NAME.match(rest[0].text):
        record.lead = rest[0].text
        return place + 1
    return place


def is_breadcrumb(text: str) -> bool:
    """Whether a line is the way from the home page."""
    return (
        len(text) < 300
        and len(CRUMB.split(text)) >= 2
        and (fold(text).startswith(("trang chu", "home")) or len(CRUMB.split(text)) >= 3)
    )


def is_banner(text: str, head: list[Line]) -> bool:
    """Whether the first line names the portal: in capitals, or followed by a breadcrumb."""
    return is_capitals(text) or (len(head) > 1 and is_breadcrumb(head[1].text))


def is_capitals(text: str) -> bool:
    """Whether a line is written in capitals."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 3 and sum(character.isupper() for character in letters) >= 0.9 * len(letters)


def is_side_heading(text: str) -> bool:
    """Whether a short line has words of a known side block, and nothing of a sentence."""
    folded = fold(text).strip(" :.-")
    return len(text) <= 80 and any(folded.startswith(word) for word in SIDE_WORDS) and not text.rstrip().endswith(".")


def start_of_side(lines: list[Line], body_start: int) -> int:
    """Where the side blocks begin: the first heading of one after which nothing long follows."""
    end = len(lines)
    for place in range(len(lines) - 1, body_start - 1, -1):
        line = lines[place]
        if len(line.text) > 160:
            break
        heading = is_side_heading(line.text) or (is_capitals(line.text) and line.bullet)
        if heading and LABELLED_BYLINE.match(line.text) is None:
            end = place
    return end


def take_byline(record: PageRecord, content: list[Line]) -> list[Line]:
    """Take the last line off the body if it is a byline; labelled ones also when a table or photo follows."""
    for back in (1, 2, 3):
        if len(content) <= back:
            break
        line = content[-back]
        labelled = bool(LABELLED_BYLINE.match(line.text)) and len(line.text) <= LONGEST_BYLINE
        after_picture = bool(IMAGE_NAME.match(content[-back - 1].text))
        if not after_picture and ((labelled and not line.text.endswith(".")) or (back == 1 and is_names(line.text))):
            set_byline(record, line.text)
            return [*content[:-back], *content[len(content) - back + 1 :]]
    return content


def set_byline(record: PageRecord, printed: str) -> None:
    """Keep the byline as printed with what is read from it."""
    parsed = parse_byline(printed)
    named = printed.partition(":")[2].strip() if ":" in printed else printed
    record.byline = {
        "raw": printed,
        "author": "" if parsed.source or not (parsed.authors or parsed.photographers) else named.strip(" ()"),
        "authors": list(parsed.authors),
        "photo_credits": list(parsed.photographers),
        "source": parsed.source,
    }


def is_names(text: str) -> bool:
    """Whether a line holds nothing but names of people, perhaps with their unit in brackets."""
    bare = re.sub(r"\([^()]*\)", "", text).strip()
    words = [word for word in re.split(r"[\s,;&+–—-]+", bare) if word and word.lower() not in ("và", "-")]
    if not 2 <= len(words) <= 14 or len(bare) > 90 or re.search(r"[.:!?|\d]", bare):
        return False
    return all(word[0].isupper() and is_syllable(same_tone_place(word)) for word in words)


def read_body(record: PageRecord, content: list[Line]) -> None:
    """Paragraphs, pictures with captions and tables, in reading order."""
    place = 0
    paragraph_indents = sorted(line.indent for line in content if len(line.text) > 120 and not line.bullet)
    body_indent = paragraph_indents[len(paragraph_indents) // 2] if paragraph_indents else 0
    while place < len(content):
        line = content[place]
        if IMAGE_NAME.match(line.text):
            caption, place = read_caption(content, place + 1, body_indent)
            record.images.append(Picture(src=line.text, caption=caption))
            record.body.append(Part("picture", picture=len(record.images) - 1))
        elif is_row(line.text):
            rows = []
            while place < len(content) and is_row(content[place].text):
                rows.append([cell.strip() for cell in content[place].text.strip("| ").split("|")])
                place += 1
            record.body.append(Part("table", rows=rows))
        else:
            if not same(line.text, record.title):
                record.body.append(Part("text", text=line.text))
            place += 1


def read_caption(content: list[Line], place: int, body_indent: int) -> tuple[str, int]:
    """The caption under a picture: a short line that is not set like a paragraph of the body."""
    if place >= len(content):
        return "", place
    line = content[place]
    like_body = body_indent > 0 and line.indent >= body_indent
    if IMAGE_NAME.match(line.text) or is_row(line.text) or like_body or len(line.text) > LONGEST_CAPTION:
        return "", place
    return line.text, place + 1


def is_row(text: str) -> bool:
    """Whether a line is a row of a table drawn with bars."""
    return text.count("|") >= 2


def same(one: str, other: str) -> bool:
    """Whether two lines say the same, marks and case aside."""
    return bool(other) and fold(" ".join(one.split())) == fold(" ".join(other.split()))

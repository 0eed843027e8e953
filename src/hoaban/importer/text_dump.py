"""Reads a page that was saved as plain text: banner, breadcrumb, title, line of facts, lead, body, byline, side blocks.

The order and the layout carry the meaning, no portal's own words do: the head of a page is a run of lines without a
blank one between; what follows is the body; the page ends with short lines of side blocks under known headings.
"""

from __future__ import annotations

import re

from hoaban.importer.facts import Facts, fact_line
from hoaban.importer.lines import Line, cells_of, is_picture, is_row, lines_of, mended
from hoaban.importer.page_frame import Repeats, is_capitals, is_noise, is_side_heading
from hoaban.importer.record import PageRecord, Part, Picture
from hoaban.kit.byline import parse_byline
from hoaban.kit.vietnamese import fold, is_syllable, same_tone_place

PROFILE = "text-dump"
CRUMB = re.compile(r"[>»›→]")
BYLINE_LABEL = re.compile(
    r"\(?\s*+(?:(?:tin|bài|ảnh|hình|video|clip|viết|chụp|tác giả|người viết|thực hiện|biên tập|nguồn|nguồn tin|và)"
    r"(?:\s*+[,&/+–-]\s*+|\s++|(?=:)))+:(?!\s*+$)",
    re.IGNORECASE,
)
# Without a colon the name must show that it is one.
CREDIT = re.compile(r"(?:theo|nguồn|ảnh)\s+(?P<name>\S.*)", re.IGNORECASE)
KINDS_OF_SOURCES = frozenset({"báo", "đài", "tạp", "chí", "cổng", "trang", "website", "và", "bản", "tin"})
# What a sentence goes on with that begins with "Theo": on what something rests, and not who wrote.
GROUNDS = (
    "ke hoach|nghi quyet|quyet dinh|thong bao|chi thi|huong dan|cong van|quy dinh|quy che|bao cao|du bao|du kien|luat|"
    "nghi dinh|thong tu|chuong trinh|de an|ket luan|thong ke|danh gia|nhan dinh|phan cong|yeu cau|de nghi|loi|do|ong|ba"
).split("|")
LONGEST_TITLE = 255
LONGEST_CAPTION = 300
LONGEST_BYLINE = 140
MOST_WORDS_OF_A_NAME = 9


def extract(text: str, file: str, repeats: Repeats | None = None) -> PageRecord:
    """The record of one dump; what is not there stays empty and is told in `warnings`, what is left out in `cut`.

    `repeats` tells which lines other pages of the source have.
    """
    record = PageRecord(file=file, profile=PROFILE)
    repeats = repeats or Repeats()
    lines = lines_of(text)
    lines = without_noise(record, lines, end_of_head(lines))
    head_end = end_of_head(lines)
    body_start = read_head(record, lines[:head_end], head_end)
    end = start_of_side(lines, max(body_start, 1), repeats)
    record.cut += [line.text for line in lines[end:]]
    content = take_byline(record, mended(lines[body_start:end]))
    read_body(record, content)
    for name, present in (("title", record.title), ("posted", record.posted), ("body", record.body)):
        record.confidence[name] = 1.0 if present else 0.0
        if not present:
            record.warnings.append(f"no {name}")
    return record


def without_noise(record: PageRecord, lines: list[Line], head_end: int) -> list[Line]:
    """The lines without what the frame prints in the head of each page, which is cut."""
    kept = []
    first = next((place for place in (1, 2) if place < head_end and not is_breadcrumb(lines[place].text, [])), 0) or 1
    for place, line in enumerate(lines):
        # Between the way from the home page and the facts stands the title, whatever it says.
        is_title = fact_line(lines[min(place + 1, len(lines) - 1)].text) is not None and place == first
        if first <= place < head_end and is_noise(line) and not is_title:
            record.cut.append(line.text)
        else:
            kept.append(line)
    return kept


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
        elif is_breadcrumb(line.text, head[place + 1 :]):
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
    printed = head[place].text
    record.title = shortened(printed)
    place = skip_repeated_title(record, head, place + 1)
    place = read_facts(record, head, place, clock)
    if record.title != printed:
        record.warnings.append(
            f"the title has {len(printed)} letters, more than {LONGEST_TITLE}; whole, it is the lead"
        )
        record.lead = printed
        return place
    if record.section_path and same(record.section_path[-1], record.title):
        record.section_path.pop()
    return take_lead(record, head, place)


def shortened(title: str) -> str:
    """A title of the length that a title may have, cut between two words."""
    if len(title) <= LONGEST_TITLE:
        return title
    whole, _blank, _part = title[:LONGEST_TITLE].rpartition(" ")
    return f"{(whole or title)[: LONGEST_TITLE - 1].rstrip(' ,;:-')}…"


def read_facts(record: PageRecord, head: list[Line], place: int, clock: Facts | None) -> int:
    """Lines of facts under the title; one above it counts only where none is below and it is labelled."""
    found = False
    while place < len(head):
        facts = fact_line(head[place].text)
        if facts is None:
            break
        record.posted = record.posted or facts.posted
        record.reads = record.reads or facts.reads
        if facts.unreadable:
            record.warnings.append(f"no date can be read in “{head[place].text}”")
        found, place = True, skip_repeated_title(record, head, place + 1)
    if not found and clock is not None and clock.labelled:
        record.posted, record.reads = clock.posted, clock.reads
        record.warnings.append("posted time stands above the title")
    return place


def skip_repeated_title(record: PageRecord, head: list[Line], place: int) -> int:
    """Some portals print the title twice."""
    return place + 1 if place < len(head) and same(head[place].text, record.title) else place


def take_lead(record: PageRecord, head: list[Line], place: int) -> int:
    """The lead is the first of two or more things left in the head; the last of them belongs to the body."""
    rest = head[place:]
    if len(rest) >= 2 and not is_picture(rest[0].text):
        record.lead = rest[0].text
        return place + 1
    return place


def is_breadcrumb(text: str, behind: list[Line]) -> bool:
    """Whether a line is the way from the home page; one that does not begin there has a title behind it."""
    parts = len(CRUMB.split(text))
    if len(text) >= 300 or parts < 2:
        return False
    return fold(text).startswith(("trang chu", "home")) or (
        parts >= 3 and bool(behind) and fact_line(behind[0].text) is None
    )


def is_banner(text: str, head: list[Line]) -> bool:
    """Whether the first line names the portal: in capitals, or followed by a breadcrumb."""
    return is_capitals(text) or (len(head) > 1 and is_breadcrumb(head[1].text, head[2:]))


def start_of_side(lines: list[Line], body_start: int, repeats: Repeats) -> int:
    """Where the side blocks begin: the first heading of one after which nothing long follows."""
    end = len(lines)
    for place in range(len(lines) - 1, body_start - 1, -1):
        line = lines[place]
        if len(line.text) > 160:
            break
        if is_side_heading(line, repeats) and not is_labelled(line.text):
            end = place
    return end


def take_byline(record: PageRecord, content: list[Line]) -> list[Line]:
    """Take the last line off the body if it is a byline; labelled ones also when a table or photo follows."""
    for back in (1, 2, 3):
        if len(content) <= back:
            break
        line = content[-back]
        before = content[-back - 1].text
        if is_picture(before) or line.dash:
            continue
        if is_labelled(line.text) or (back == 1 and is_names(line.text) and not is_in_a_list(before)):
            set_byline(record, line.text)
            return [*content[:-back], *content[len(content) - back + 1 :]]
    return content


def is_labelled(text: str) -> bool:
    """Whether a line says itself that it names who wrote, photographed or first published a page."""
    if len(text) > LONGEST_BYLINE or text.endswith("."):
        return False
    if BYLINE_LABEL.match(text):
        return True
    credit = CREDIT.fullmatch(text.strip("() "))
    if credit is None or re.search(r"[,!?;\d]", text):
        return False
    words = credit["name"].split()
    named = [word for word in words if word.lower() not in KINDS_OF_SOURCES]
    grounds = f"{fold(credit['name'])} ".startswith(tuple(f"{words} " for words in GROUNDS))
    return len(words) <= MOST_WORDS_OF_A_NAME and not grounds and bool(named) and is_a_name(named[0])


def is_a_name(word: str) -> bool:
    """Whether a word begins as names do, or is one of the web's."""
    return word[0].isupper() or "." in word.strip(".")


def is_in_a_list(before: str) -> bool:
    """Whether a name behind this line is one of several: people who won, and not who wrote."""
    return before.endswith(":") or is_names(before)


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
    """Paragraphs, lists, pictures with captions and tables, in reading order."""
    place = 0
    paragraph_indents = sorted(line.indent for line in content if len(line.text) > 120 and not line.bullet)
    body_indent = paragraph_indents[len(paragraph_indents) // 2] if paragraph_indents else 0
    while place < len(content):
        line = content[place]
        if is_picture(line.text):
            caption, place = read_caption(content, place + 1, body_indent)
            record.images.append(Picture(src=line.text, caption=caption))
            record.body.append(Part("picture", picture=len(record.images) - 1))
        elif is_row(line.text):
            rows, place = read_rows(content, place)
            record.body.append(Part("table", rows=rows))
        elif line.dash:
            items = []
            while place < len(content) and content[place].bullet:
                items.append(content[place].text)
                place += 1
            record.body.append(Part("list", text="\n".join(items)))
        else:
            if not same(line.text, record.title):
                record.body.append(Part("text", text=line.text))
            place += 1


def read_rows(content: list[Line], place: int) -> tuple[list[list[str]], int]:
    """The rows of the table that begins at a place, and where it ends: they all stand close, or all apart."""
    first, rows = content[place], [cells_of(content[place].text)]
    are_apart = place + 1 < len(content) and content[place + 1].after_blank
    place += 1
    while place < len(content) and is_row(content[place].text):
        line = content[place]
        if line.after_blank != are_apart or ("|" in line.text) != ("|" in first.text):
            break
        rows.append(cells_of(line.text))
        place += 1
    return rows, place


def read_caption(content: list[Line], place: int, body_indent: int) -> tuple[str, int]:
    """The caption under a picture: a short line that is not set like a paragraph of the body."""
    if place >= len(content):
        return "", place
    line = content[place]
    like_body = body_indent > 0 and line.indent >= body_indent
    if is_picture(line.text) or is_row(line.text) or line.dash or like_body or len(line.text) > LONGEST_CAPTION:
        return "", place
    return line.text, place + 1


def same(one: str, other: str) -> bool:
    """Whether two lines say the same, marks and case aside."""
    return bool(other) and fold(" ".join(one.split())) == fold(" ".join(other.split()))

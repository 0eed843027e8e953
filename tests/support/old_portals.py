"""Makes what an old portal leaves behind: pages saved as text, a few or many megabytes of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hoaban.importer.ledger import Ledger
from hoaban.importer.record import PageRecord, Part, Posted
from hoaban.kit.decode import TCVN3
from hoaban.kit.vietnamese import TONES

VNI_WHOLE = {
    "đ": "ñ", "ơ": "ô", "ư": "ö", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "Đ": "Ñ", "Ơ": "Ô", "Ư": "Ö", "Ỉ": "Æ",
    "Ĩ": "Ó", "Ị": "Ò", "Ỵ": "Î", "í": "í", "ì": "ì", "Í": "Í", "Ì": "Ì",
}  # fmt: skip
VNI_ON_LETTERS = {
    "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï", "\u0302": "â", "\u0306": "ê",
    "\u0302\u0301": "á", "\u0302\u0300": "à", "\u0302\u0309": "å", "\u0302\u0303": "ã", "\u0302\u0323": "ä",
    "\u0306\u0301": "é", "\u0306\u0300": "è", "\u0306\u0309": "ú", "\u0306\u0303": "ü", "\u0306\u0323": "ë",
}  # fmt: skip
VNI_HATS = "\u0302\u0306"
SENTENCE = "Người dân trong xã cùng nhau sửa đường, dọn kênh mương và quét vôi lại trường học trước mùa mưa. "


def a_page_of(title: str, kilobytes: int = 1, crumb: str = "Trang chủ > Đời sống") -> str:
    """A text dump with a body of about so many kilobytes, in paragraphs."""
    paragraph = f"         {SENTENCE * 8}".rstrip()
    paragraphs = max(2, kilobytes * 1000 // len(paragraph.encode()))
    body = "\n\n".join(f"{paragraph} ({title}, đoạn {number}.)" for number in range(paragraphs))
    return (
        f"CỔNG THÔNG TIN XÃ SƠN CA\n  • {crumb}\n  • {title}\n  • Thời gian đăng: 05/03/2021 14:20\n"
        f"  • Lời dẫn của {title}.\n\n{body}\n\n    Tin, ảnh: Hà An\n"
    )


def a_source_of(folder: Path, megabytes: int, kilobytes: int = 50) -> int:
    """A folder with so many megabytes of pages, a hundred a folder; returns how many pages there are."""
    count = megabytes * 1000 // kilobytes
    for number in range(count):
        place = folder / f"{number // 100:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.txt").write_text(a_page_of(f"Tin số {number}", kilobytes), encoding="utf-8")
    return count


def a_record(**fields: Any) -> PageRecord:
    """A record with what a page needs at least."""
    said = {"file": "a.txt", "title": "Bài", "body": [Part("text", text="Nội dung.")], **fields}
    return PageRecord(**{"posted": Posted("2021-03-05T14:20", "minute", "05/03/2021 14:20"), **said})


@contextmanager
def a_ledger(folder: Path, *rows: tuple[Any, ...]) -> Iterator[Ledger]:
    """The ledger of a run that has begun, with rows of (name, status, reason, record) as far as they are said."""
    with closing(Ledger(folder / "job")) as ledger:
        ledger.begin("a source")
        for name, *rest in rows:
            ledger.put(name, "1:1", *rest)
        yield ledger


def as_vni(text: str) -> bytes:
    """The text in VNI, as its keyboard wrote it: the letter, then what stands on it; some letters are one character."""
    return "".join(VNI_WHOLE.get(letter) or in_two(letter) for letter in text).encode("cp1252")


def in_two(letter: str) -> str:
    """A letter and the character that stands for its marks, in the letter's own case."""
    base, *marks = unicodedata.normalize("NFD", letter)
    # The horn stays with its letter: ơ and ư are characters of their own.
    if marks and marks[0] == "\u031b":
        base, marks = VNI_WHOLE[unicodedata.normalize("NFC", base + marks[0])], marks[1:]
    # A dot below comes before a hat in Unicode's order, after it in VNI's.
    written = VNI_ON_LETTERS["".join(sorted(marks, key=lambda mark: mark not in VNI_HATS))] if marks else ""
    return base + (written.upper() if letter.isupper() else written)


def as_tcvn3(text: str) -> bytes:
    """The text in TCVN3; capitals with tones do not exist there."""
    letters = {letter: byte for byte, letter in TCVN3.items()}
    return bytes(letters.get(character, ord(character) if ord(character) < 128 else 63) for character in text)


def as_1258(text: str) -> bytes:
    """The text in windows-1258: marks of tone as characters of their own."""
    written = b""
    for character in text:
        try:
            written += character.encode("cp1258")
            continue
        except UnicodeEncodeError:
            decomposed = unicodedata.normalize("NFD", character)
        tone = next(mark for mark in decomposed if mark in TONES)
        base = unicodedata.normalize("NFC", decomposed.replace(tone, ""))
        written += (base + tone).encode("cp1258")
    return written

"""Turns the bytes of an old page or file into Vietnamese text, whatever encoding they were saved in."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Callable
from itertools import groupby, zip_longest

from hoaban.kit.errors import UnreadableText
from hoaban.kit.vietnamese import LETTERS, as_vietnamese, is_syllable, nfc

DAMAGED = "\ufffd"
"""What stands in a text where bytes were no letter."""
LEAST_SHARE = 0.5
ENOUGH_WORDS = 5
LONGEST_SAMPLE = 200_000
LEAST_CAPITALS = 3
LONGEST_LOOK = 4096
LEAST_ZEROS = 0.2
"""Share of zeros at every other byte: blanks, figures and letters without marks have them in UTF-16."""
MOST_CONTROLS = 0.02
LETTERS_A_DAMAGE = 10
"""So many whole letters beyond ASCII a damaged place must have for a text to be UTF-8: in other encodings none is."""

_TCVN3_BYTES = [
    *range(0xA1, 0xAF),
    *range(0xB5, 0xBA),
    *range(0xBB, 0xBF),
    *range(0xC6, 0xCD),
    *range(0xCE, 0xD9),
    *range(0xDC, 0xE0),
    *range(0xE1, 0xF0),
    *range(0xF1, 0xFF),
]
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ"  # A1-AE
    "àảãáạ"  # B5-B9
    "ằẳẵắ"  # BB-BE
    "ặầẩẫấậè"  # C6-CC
    "ẻẽéẹềểễếệìỉ"  # CE-D8
    "ĩíịò"  # DC-DF
    "ỏõóọồổỗốộờởỡớợù"  # E1-EF
    "ủũúụừửữứựỳỷỹýỵ"  # F1-FE
)
TCVN3 = {byte: letter for byte, letter in zip_longest(_TCVN3_BYTES, _TCVN3_LETTERS) if byte and letter}
# A word with one hyphen inside or before it.
WITH_HYPHEN = re.compile(r"(?<![\w-])[^\W\d_]{0,7}-[^\W\d_]{1,7}(?![\w-])")
# What Latin letters have no use for inside a word, and TCVN3 has letters.
SIGNS_FOR_LETTERS = re.compile(r"[^\W\d_][\xa1-\xbf]")
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HATS = {"â": "\u0302", "ê": "\u0306"}
_VNI_BOTH = {
    "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_MARKS = {**_VNI_TONES, **_VNI_HATS, **_VNI_BOTH}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_LETTERS = set("aeouyAEOUYôÔöÖ")


def decode_tcvn3(data: bytes) -> str:
    """Text in TCVN 5712 (VN3), the encoding of the old .VnTime fonts."""
    text = nfc("".join(TCVN3.get(byte, chr(byte)) for byte in data))
    return "\n".join(map(in_capitals, text.split("\n")))


def decode_tcvn3_once_shown(data: bytes) -> str:
    """Text in TCVN3 that a program took for windows-1252, where the place of ư is that of a second hyphen."""
    return WITH_HYPHEN.sub(lambda found: with_horn(found.group()), decode_tcvn3(data))


def with_horn(word: str) -> str:
    """A word with ư for its hyphen, if that makes it a syllable and what stands beside the hyphen is none.

    >>> with_horn("n-ớc"), with_horn("-u"), with_horn("Hà-Nội"), with_horn("NĐ-CP")
    ('nước', 'ưu', 'Hà-Nội', 'NĐ-CP')
    """
    other = word.replace("-", "ư")
    before, _hyphen, after = word.partition("-")
    return other if is_syllable(other) and not (is_syllable(before) and is_syllable(after)) else word


def in_capitals(line: str) -> str:
    """A line in capitals where its font had only such: there, letters with marks have the codes of small ones."""
    plain = [letter for letter in line if letter.isascii() and letter.isalpha()]
    return line.upper() if len(plain) >= LEAST_CAPITALS and "".join(plain).isupper() else line


def decode_vni(data: bytes) -> str:
    """Text in VNI, where a mark follows its letter as a character of its own."""
    text, written = data.decode("cp1252", "replace"), []
    for place, character in enumerate(text):
        lower = character.lower()
        previous = text[place - 1] if place else ""
        if lower in _VNI_MARKS and previous in _VNI_LETTERS:
            written.append(_VNI_MARKS[lower])
        elif lower in _VNI_SINGLE:
            letter = _VNI_SINGLE[lower]
            written.append(letter.upper() if character.isupper() else letter)
        else:
            written.append(character)
    return nfc("".join(written))


def decode_1258(data: bytes) -> str:
    """Text in windows-1258, whose tone marks are characters of their own."""
    return nfc(data.decode("cp1258", "replace"))


LEGACY: dict[str, Callable[[bytes], str]] = {
    "windows-1258": decode_1258,
    "tcvn3": decode_tcvn3,
    "vni": decode_vni,
}


def decode(data: bytes) -> tuple[str, str]:
    """(text in NFC, name of the encoding). Raises UnreadableText with the reason.

    A text that was turned into Unicode as if it had been of another encoding is turned back, and said to be
    "... in utf-8".
    """
    text, charset = decode_unicode(data)
    if text is not None and not text.isascii():
        text, charset = turned_back(text, charset)
    if text is None:
        scored = [(readable(decoded(data[:LONGEST_SAMPLE])), name) for name, decoded in LEGACY.items()]
        share, charset = max(scored)
        if share < LEAST_SHARE:
            raise UnreadableText("the text is in none of the encodings UTF-8, UTF-16, windows-1258, TCVN3, VNI")
        text = LEGACY[charset](data)
    controls = sum(character < " " and character not in "\t\n\r\f" for character in text[:LONGEST_SAMPLE])
    if controls > MOST_CONTROLS * max(len(text[:LONGEST_SAMPLE]), 1):
        raise UnreadableText("the file is not a text: it is full of control characters")
    # An old portal's Eth was typed for Đ, which no keyboard of its time had.
    return as_vietnamese(text), charset


def turned_back(text: str, charset: str) -> tuple[str, str]:
    """A text whose letters are those of an old encoding, or of UTF-8 read as one, with the name of what it was.

    Parts of it may be: a title in an old font above paragraphs in a new one. As it is where no way makes it better
    readable.
    """
    # Letters of any other text make no valid UTF-8, so that needs no further evidence.
    again = in_pieces(text, read_as_utf8, -math.inf, -math.inf)
    if again != text:
        return again, f"utf-8 in {charset}"
    sample = text[:LONGEST_SAMPLE]
    unread = readable(sample) < LEAST_SHARE
    if not unread and len(SIGNS_FOR_LETTERS.findall(sample)) - worth(sample, right=0) < ENOUGH_WORDS:
        return text, charset
    fonts = {"tcvn3": decode_tcvn3_once_shown, "vni": decode_vni}
    made = {name: in_pieces(text, decoded, 0 if unread else 1, 1) for name, decoded in fonts.items()}
    name = max(made, key=lambda name: worth(made[name][:LONGEST_SAMPLE]))
    better = made[name][:LONGEST_SAMPLE]
    least = worth(sample) + (1 if unread else ENOUGH_WORDS)
    if worth(better) < least or readable(better) < max(readable(sample), LEAST_SHARE):
        return text, charset
    return made[name], f"{name} in {charset}"


def in_pieces(text: str, decoded: Callable[[bytes], str], in_line: float, in_words: float) -> str:
    """A text with each run of words decoded once more of which that is possible and which it makes better readable.

    `in_line`, `in_words`: how many more words of a whole line, of a part of one, must be Vietnamese then.
    """
    found = []
    for line in text.split("\n"):
        runs = [" ".join(run) for _western, run in groupby(line.split(" "), key=is_western)]
        least = in_line if len(runs) == 1 else in_words
        found.append(" ".join(decoded_again(run, decoded, least) for run in runs))
    return "\n".join(found)


def decoded_again(run: str, decoded: Callable[[bytes], str], least: float) -> str:
    """A run of words decoded once more, if that is possible and makes so many more of its words Vietnamese."""
    try:
        other = decoded(western(run))
    except UnicodeError:
        return run
    return other if other != run and worth(other) - worth(run) >= least else run


def worth(text: str, right: int = 1) -> int:
    """How many more words with marks are Vietnamese syllables than are none; `right`: what one that is counts."""
    return sum(right if is_syllable(word) else -1 for word in LETTERS.findall(text) if not word.isascii())


def is_western(word: str) -> bool:
    """Whether a word may be one that was taken for windows-1252."""
    try:
        western(word)
    except UnicodeError:
        return False
    return True


def western(line: str) -> bytes:
    """The bytes that a program took for windows-1252 when it made a line of them. Raises UnicodeError."""
    return b"".join(
        bytes([ord(character)]) if "\x80" <= character <= "\xff" else character.encode("cp1252") for character in line
    )


def read_as_utf8(data: bytes) -> str:
    """Text in UTF-8. Raises UnicodeError."""
    return data.decode("utf-8")


def utf16_of(data: bytes) -> str:
    """The name of UTF-16 where a text is in it, by its mark or by where its zeros stand; else nothing."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    begin = data[:LONGEST_LOOK]
    zeros = [begin[odd::2].count(0) / max(len(begin[odd::2]), 1) for odd in (0, 1)]
    if max(zeros) < LEAST_ZEROS or min(zeros) > 0:
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def decode_unicode(data: bytes) -> tuple[str | None, str]:
    """The text if it is Unicode, else None."""
    wide = utf16_of(data)
    if wide:
        return data.decode(wide, "replace"), wide[:6]
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # A page cut in the middle of its last character is still UTF-8.
        if error.reason == "unexpected end of data" and error.start > 0:
            return data[: error.start].decode("utf-8"), "utf-8"
    text = data.decode("utf-8", "replace")
    damaged = text.count(DAMAGED)
    letters = sum(not character.isascii() for character in text) - damaged
    return (text, "utf-8") if letters >= damaged * LETTERS_A_DAMAGE else (None, "")


def readable(text: str) -> float:
    """Share of the words with marks that are Vietnamese syllables; marks alone would also praise rubbish."""
    marked = [word for word in LETTERS.findall(text) if not word.isascii()]
    if len(marked) < ENOUGH_WORDS:
        return 1.0 if not marked else sum(map(is_syllable, marked)) / len(marked) * 0.9
    return sum(map(is_syllable, marked)) / len(marked)

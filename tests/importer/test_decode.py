"""Old encodings are told apart by what they make of Vietnamese syllables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.importer.decode import TCVN3, decode
from hoaban.kit.errors import UnreadableText

TEXT = (
    "Hội nghị tổng kết công tác năm, triển khai nhiệm vụ năm mới. Đường liên xã được sửa xong trước mùa mưa, "
    "người dân phấn khởi vì từ nay đi chợ gần hơn. Trường học và trạm y tế cũng được quét vôi lại."
)
VNI_MARKS = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}


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
        tone = next(mark for mark in decomposed if mark in VNI_MARKS)
        base = unicodedata.normalize("NFC", decomposed.replace(tone, ""))
        written += (base + tone).encode("cp1258")
    return written


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (as_1258(TEXT), "windows-1258"),
        (as_tcvn3(TEXT), "tcvn3"),
    ],
)
def test_every_encoding_gives_the_same_text(data, charset):
    assert decode(data) == (TEXT, charset)


def test_vni_is_read():
    data = "Hoäi nghò toång keát coâng taùc naêm. Ñöôøng lieân xaõ ñöôïc söûa xong tröôùc muøa möa.".encode("cp1252")
    assert decode(data) == ("Hội nghị tổng kết công tác năm. Đường liên xã được sửa xong trước mùa mưa.", "vni")


def test_a_page_cut_in_the_middle_of_a_letter_is_still_read():
    text, charset = decode(TEXT.encode() + "ệ".encode()[:2])
    assert (text, charset) == (TEXT, "utf-8")


def test_noise_is_refused_with_the_reason():
    with pytest.raises(UnreadableText, match="none of the encodings"):
        decode(bytes(range(128, 256)) * 40)


@given(st.binary(max_size=3000))
def test_no_bytes_do_more_than_be_refused(data):
    try:
        text, _charset = decode(data)
    except UnreadableText:
        return
    assert unicodedata.is_normalized("NFC", text)

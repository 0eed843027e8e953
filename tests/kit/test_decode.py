"""Old encodings are told apart by what they make of Vietnamese syllables."""

from __future__ import annotations

import unicodedata
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.importer.adapters.text_files import TextFiles
from hoaban.importer.page_frame import Repeats
from hoaban.kit.decode import DAMAGED, LEGACY, TCVN3, decode, readable, turned_back
from hoaban.kit.errors import UnreadableText
from hoaban.kit.vietnamese import nfc, syllables
from tests.support.old_portals import a_page_of, as_1258, as_tcvn3, as_vni

TEXT = (
    "Hội nghị tổng kết công tác năm, triển khai nhiệm vụ năm mới. Đường liên xã được sửa xong trước mùa mưa, "
    "người dân phấn khởi vì từ nay đi chợ gần hơn. Trường học và trạm y tế cũng được quét vôi lại."
)


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (as_1258(TEXT), "windows-1258"),
        (as_tcvn3(TEXT), "tcvn3"),
        (as_vni(TEXT), "vni"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
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


@pytest.mark.parametrize(("charset", "encode"), [("windows-1258", as_1258), ("tcvn3", as_tcvn3), ("vni", as_vni)])
def test_syllables_of_every_kind_come_back_from_an_old_encoding(charset, encode):
    some = " ".join(islice(syllables(), 0, None, 37))
    assert LEGACY[charset](encode(some)) == some
    if charset != "tcvn3":
        assert LEGACY[charset](encode(some.upper())) == some.upper()


def test_tcvn3_has_each_letter_with_a_mark_once():
    capitals = set("ĂÂÊÔƠƯĐ")
    marked = {letter for letter in "".join(syllables()) if not letter.isascii()}
    assert marked - set(TCVN3.values()) == set()
    assert sorted(TCVN3.values()) == sorted(marked | capitals)
    assert (TCVN3[0xB5], TCVN3[0xCC], TCVN3[0xDF], TCVN3[0xEF], TCVN3[0xFE]) == ("à", "è", "ò", "ù", "ỵ")


@pytest.mark.parametrize(
    ("data", "text", "charset"),
    [
        (b"", "", "utf-8"),
        (b"\xef\xbb\xbf", "", "utf-8"),
        (b"\xff\xfe", "", "utf-16"),
        (b"Tin 12/3", "Tin 12/3", "utf-8"),
        ("ệ".encode(), "ệ", "utf-8"),
        ("Hà".encode()[:-1], "H", "utf-8"),
        (as_tcvn3("Hà"), "Hà", "tcvn3"),
        (b"\xff\xfe" + "Hà".encode("utf-16-le") + b"x", f"Hà{DAMAGED}", "utf-16"),
        (b"a\r\n\tb\fc", "a\r\n\tb\fc", "utf-8"),
    ],
)
def test_short_and_cut_texts(data, text, charset):
    assert decode(data) == (text, charset)


@pytest.mark.parametrize("place", [0, 10, 40, len(TEXT.encode())])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("damage", [b"\xff", b"\x80", b"\xc3\xc3", b"\xed\xa0\x80"])
def test_a_damaged_place_in_utf8_costs_no_other_letter(place, mark, damage):
    data = TEXT.encode()
    while 0 < place < len(data) and data[place] & 0xC0 == 0x80:
        place += 1
    text, charset = decode(mark + data[:place] + damage + data[place:])
    assert (text.replace(DAMAGED, ""), charset) == (TEXT, "utf-8")
    assert DAMAGED in text


@pytest.mark.parametrize(("damage", "warnings"), [(b"", []), (b"\xff", ["1 damaged letters"])])
def test_an_editor_is_told_of_damaged_letters(damage, warnings):
    beginning, word, rest = a_page_of("Tin").encode().partition("kênh".encode())
    record = TextFiles().read(beginning + damage + word + rest, "a.txt", Repeats())
    assert (record.title, record.charset, record.warnings) == ("Tin", "utf-8", warnings)


@pytest.mark.parametrize(
    "data",
    [TEXT.encode("utf-32"), bytes(range(32)) * 9, b"\x00" * 50, b"Tin " + b"\x01\x02" * 9],
)
def test_what_is_full_of_controls_is_no_text(data):
    with pytest.raises(UnreadableText, match="control characters"):
        decode(data)


def test_a_few_controls_make_no_text_unreadable():
    assert decode(TEXT.encode() + b"\x0b\x01")[0].startswith(TEXT)


@pytest.mark.parametrize(
    ("text", "share"),
    [("", 1.0), ("plain words", 1.0), ("đường ở xã đã được sửa", 1.0), ("đường ở xã", 0.9), ("Ãá Ãä", 0.0),
     ("đường ở xã đã Ãáx Ãäx Ãâx Ãêx", 0.5)],
)  # fmt: skip
def test_only_words_with_marks_are_weighed_and_few_weigh_less(text, share):
    assert readable(nfc(text)) == pytest.approx(share)


def test_eth_is_the_letter_that_it_was_typed_for():
    assert decode("Ðảng ủy xã Ðông Sơn, anh Ðức".encode())[0] == "Đảng ủy xã Đông Sơn, anh Đức"


def as_shown(data: bytes) -> str:
    """What a program shows of bytes that it takes for windows-1252."""
    return data.decode("cp1252", errors="replace")


OLD = {"tcvn3": as_shown(as_tcvn3(TEXT)), "vni": as_shown(as_vni(TEXT))}
HEADING = {"tcvn3": as_shown(as_tcvn3("Phụ lục")), "vni": as_shown(as_vni("Phụ lục"))}


@pytest.mark.parametrize("charset", OLD)
def test_letters_of_old_fonts_are_known_among_others(charset):
    old, heading = OLD[charset], HEADING[charset]
    for text, right in (
        (old, TEXT),
        (f"{heading}\n{old}", f"Phụ lục\n{TEXT}"),
        (f"{TEXT}\n{old}\n{TEXT}", f"{TEXT}\n{TEXT}\n{TEXT}"),
        (f"Điều 1. {old} Điều 2. Đường", f"Điều 1. {TEXT} Điều 2. Đường"),
        ("\n".join([TEXT] * 30 + [old] + [TEXT] * 30), "\n".join([TEXT] * 61)),
    ):
        assert turned_back(text, "utf-8") == (right, f"{charset} in utf-8")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Tôi có ba con gà và hai con cá\n" * 9,
        f"{TEXT}\nCafé, résumé, déjà vu, Côté, Müller, façade, naïf, Señor, über",
        "Copyright© Hoa® Ban® x² y³ a¹ b² m³ 5µm§ ½ Nº 5 – 3ª",
        "« Un hôpital très fréquenté à l'été », dit le député Hénin-Beaumont",
        "",
    ],
)
def test_letters_of_other_languages_stay(text):
    assert turned_back(text, "utf-8") == (text, "utf-8")


def test_words_that_hold_signs_for_letters_are_known_without_another_letter():
    assert turned_back("Th«ng b¸o c«ng t¸c n¨m, th¸ng", "utf-8") == ("Thông báo công tác năm, tháng", "tcvn3 in utf-8")


@pytest.mark.parametrize("word", ["nước", "ưu", "được", "chưa", "phương", "Hà-Nội", "2024/NĐ-CP", "kinh tế - xã hội"])
def test_a_letter_that_is_shown_as_a_hyphen_is_the_letter(word):
    shown = as_shown(as_tcvn3(f"{TEXT} {word} rồi"))
    assert turned_back(shown.replace("\xad", "-"), "utf-8")[0] == f"{TEXT} {word} rồi"

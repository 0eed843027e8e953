"""Numbers of documents and months are found however a text spells them; look-alikes of letters are the letters."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kit.vietnamese import ALPHABET, LOOK_ALIKES, TONES, as_vietnamese, fold, nfc, slug
from hoaban.search.normalise import words
from hoaban.search.numbers import asked_numbers, dates_in, keys_in_text, without_dates

USUAL = "1234/2020/QĐ-UBND"


@pytest.mark.parametrize(
    "written",
    [
        "1234/2020/QĐ\u2011UBND",
        "1234/2020/QĐ\u2013UBND",
        "1234/2020/QÐ-UBND",
        "1234/2020/QD\u0335-UBND",
        "1234 /2020/ QĐ-UBND",
        "1234/2020/ QĐ \u2013 UBND",
        "1234/2020/qđ-ubnd",
        "1234/QĐ-UBND/2020",
        "1234/2020/QĐ\u200b-\u200bUBND",
        "1234/2020/QĐ-\nUBND",
        "1234\u00a0/\u00a02020/QĐ-UBND",
        "1234\u22152020\u2215QĐ\u2212UBND",
        "1234\uff0f2020\uff0fQĐ-UBND",
        "1234/2020/QĐ\u00ad-UBND",
    ],
)
def test_a_number_is_found_by_its_usual_spelling(written):
    text = f"Căn cứ Quyết định số {written} của Ủy ban nhân dân tỉnh"
    for asked in (USUAL, "1234/2020", "quyết định 1234"):
        assert set(asked_numbers(asked)) & keys_in_text(text), asked


@pytest.mark.parametrize("asked", ["15/2021/NQ-HĐND16", "15/2021/NQ-HĐND", "nghị quyết 15"])
def test_the_term_of_a_council_may_stand_behind(asked):
    assert set(asked_numbers(asked)) & keys_in_text("Nghị quyết số 15/2021/NQ-HĐND16 của Hội đồng nhân dân")


@pytest.mark.parametrize(
    "text", ["chia 3/4 cái bánh", "5-da dạng", "tỷ lệ 2/3", "24/7 và/hoặc", "12 - của tỉnh", "3-4 người"]
)
def test_what_is_no_number_of_a_document_is_none(text):
    assert keys_in_text(text) == set()


def test_a_dash_that_begins_a_sentence_ends_the_number():
    assert "12qdubnd" in keys_in_text("Quyết định 12/QĐ-UBND - ban hành quy chế")


PARTS = st.tuples(
    st.integers(1, 99_999),
    st.integers(1990, 2029),
    st.sampled_from(["QĐ", "NĐ", "KH", "TT"]),
    st.sampled_from(["UBND", "CP", "BTC", "TU"]),
)


@given(
    PARTS,
    st.sampled_from(["-", "\u2010", "\u2011", "\u2013", "\u2212", " - "]),
    st.sampled_from(["/", " /", "/ ", "\u2215"]),
)
def test_any_number_is_found_whatever_its_signs(parts, dash, stroke):
    number, year, kind, issuer = parts
    text = f"Số {number}{stroke}{year}{stroke}{kind}{dash}{issuer} ngày"
    assert set(asked_numbers(f"{number}/{year}/{kind}-{issuer}")) <= keys_in_text(text)


@pytest.mark.parametrize(
    "written",
    ["tháng 3 năm 2024", "tháng 3-2024", "tháng 3/2024", "tháng 03.2024", "3/2024", "05.2024", "tháng 3, 2024"],
)
def test_a_month_is_one_however_it_is_written(written):
    month = "m202405" if "05" in written else "m202403"
    assert set(dates_in(f"Báo cáo {written} của xã")) == {month}
    assert "202" not in without_dates(written)


@pytest.mark.parametrize("written", ["13/2024", "1/2024/NĐ-CP", "Nghị quyết 25.2024", "0,5.2024", "a3/2024"])
def test_what_is_no_month_is_none(written):
    assert set(dates_in(written)) == set()


@given(st.text(alphabet="".join((*LOOK_ALIKES, *TONES)) + "aáđĐ ", max_size=30))
def test_what_looks_the_same_is_folded_and_found_the_same(text):
    meant = as_vietnamese(text)
    assert not set("".join(key for key in LOOK_ALIKES if len(key) == 1)) & set(meant)
    assert nfc(meant) == as_vietnamese(meant) == meant
    assert fold(text) == fold(meant)
    assert slug(text) == slug(meant)
    assert words(text) == words(meant)


def test_no_letter_of_vietnamese_is_changed():
    letters = [nfc(letter + tone) for letter, tone in itertools.product(ALPHABET, ("", *TONES))]
    for letter in (*letters, *(letter.upper() for letter in letters)):
        assert as_vietnamese(letter) == letter
    assert slug("Ðảng ủy xã Ðông Sơn") == "dang-uy-xa-dong-son"

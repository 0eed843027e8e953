"""Words, numbers, dates and questions in the one form in which they are indexed and asked for."""

import unicodedata

import pytest

from hoaban.search.normalise import words
from hoaban.search.numbers import asked_numbers, dates_in, keys_in_text
from hoaban.search.parsed_query import parse


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("Thuỷ điện", "thủy điện"),
        ("DÂN VẬN", "dân vận"),
        (unicodedata.normalize("NFD", "khéo"), "khéo"),
        ("d\u200bân vận", "dân vận"),
    ],
)
def test_the_same_words_have_the_same_form(one, other):
    assert words(one) == words(other)


def test_folded_words_have_no_marks_and_no_d_with_a_bar():
    assert [word.folded for word in words("Điện Biên đổi mới")] == ["dien", "bien", "doi", "moi"]


def test_what_is_not_in_qu_keeps_its_tone_place():
    assert words("quý")[0].exact == "quý"


@pytest.mark.parametrize(
    "typed",
    [
        "42/2022/NĐ-CP",
        "42/2022/nd-cp",
        "42/2022",
        "nghị định 42",
        "nghi dinh so 42",
        "NĐ 42",
        "422022NĐCP",
        "42 2022 nd cp",
    ],
)
def test_every_usual_way_to_type_a_number_leads_to_it(typed):
    asked = asked_numbers(typed)
    assert asked
    assert set(asked) & keys_in_text("Căn cứ Nghị định số 42/2022/NĐ-CP ngày 24 tháng 6 năm 2022")


@pytest.mark.parametrize(
    "typed",
    [
        "Nguyễn Văn An",
        "Nguyen Van An",
        "NGUYỄN THỊ ÁNH",
        "Đỗ Ý",
        "ông Lò Văn Ơn",
        "đồng chí  Mùa A Sơn",
        "Công Tằng Tôn Nữ Hỷ",
        unicodedata.normalize("NFD", "Nguyễn Văn Ẩn"),
    ],
)
def test_names_of_people_are_known_as_such(typed):
    assert parse(typed).name


@pytest.mark.parametrize(
    "typed",
    ["", "An", "nguyễn văn an", "Nguyễn Văn A1", "Quyết định 42", "Một Hai Ba Bốn Năm Sáu", "An, Bình", "A_B C"],
)
def test_other_words_are_no_names(typed):
    assert not parse(typed).name


@pytest.mark.parametrize("typed", ["KH 123", "123-KH/TU", "123 KH TU", "kế hoạch 123", "123khtu", "kh123"])
def test_party_numbers_too(typed):
    asked = asked_numbers(typed)
    assert asked
    assert set(asked) & keys_in_text("Kế hoạch số 123-KH/TU của Tỉnh ủy")


@pytest.mark.parametrize("typed", ["18/01/2024", "năm 2024", "xã số 5", "20 người", "tháng 1/2024"])
def test_what_is_no_number_is_not_taken_for_one(typed):
    assert asked_numbers(typed) == []


def test_dates_in_figures_and_in_words_are_the_same():
    assert set(dates_in("ngày 18/01/2024")) == set(dates_in("ngày 18 tháng 1 năm 2024")) == {"m202401", "d20240118"}
    assert set(dates_in("tháng 1 năm 2024")) == {"m202401"}


def test_a_question_is_taken_apart():
    question = parse('ông Lò Văn Xuân "dân vận khéo" -bóng -"đá phạt"')
    assert [word.exact for word in question.words] == ["lò", "văn", "xuân"]
    assert [[word.exact for word in phrase] for phrase in question.phrases] == [["dân", "vận", "khéo"]]
    assert [[word.exact for word in left_out] for left_out in question.without] == [["đá", "phạt"], ["bóng"]]


@pytest.mark.parametrize(
    "typed", ["", "*:", '"', '"' * 200, "\0", "\x07\x1b", "-", "()[]{}^~\\", "AND OR NOT", "x" * 5000]
)
def test_nothing_that_is_typed_breaks(typed):
    parse(typed)

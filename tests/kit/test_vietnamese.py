"""Vietnamese text, over every syllable that the grammar allows."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kit import vietnamese as vi

SYLLABLES = list(vi.syllables())
PIECES = st.sampled_from(SYLLABLES)


def test_there_are_as_many_syllables_as_the_grammar_says_and_none_twice():
    assert len(SYLLABLES) == len(set(SYLLABLES)) > 15_000


@pytest.mark.parametrize(
    "word", "nghiêng quyết khuỷu giếng gì quốc thuở ngoằn xoong yên ước quỳnh đường Nguyễn HOÀ hòa thủy thuỷ".split()
)
def test_real_syllables_are_known(word):
    assert vi.is_syllable(word)


@pytest.mark.parametrize("word", ["strength", "wifi", "đđ", "hoàà", "àc", "q", "zing", "ngck"])
def test_other_words_are_not(word):
    assert not vi.is_syllable(word)


def test_folding_every_syllable_gives_plain_letters_and_nothing_more_the_second_time():
    for syllable in SYLLABLES:
        folded = vi.fold(syllable)
        assert re.fullmatch("[a-z]+", folded), syllable
        assert vi.fold(folded) == folded
        assert vi.fold(unicodedata.normalize("NFD", syllable)) == folded
        assert vi.fold(syllable.upper()) == folded


def test_old_and_new_tone_places_are_the_same_word_and_different_words_are_not():
    pairs = [("hòa", "hoà"), ("khỏe", "khoẻ"), ("thủy", "thuỷ"), ("HÒA", "HOÀ"), ("xóa", "xoá"), ("lũy", "luỹ")]
    assert all(vi.same_word(old, new) for old, new in pairs)
    for word in ("quý", "giá", "toán", "thuở", "loại", "quỳ", "của", "mía", "tuần", "hoàn"):
        assert vi.same_tone_place(word) == word


def test_no_two_syllables_become_one_by_their_tone_place():
    placed = {vi.same_tone_place(syllable) for syllable in SYLLABLES}
    assert len(placed) == len(SYLLABLES)


@given(st.lists(PIECES, min_size=1, max_size=8), st.booleans())
def test_tone_places_are_compared_in_whole_texts(words, decomposed):
    text = " ".join(words)
    other = unicodedata.normalize("NFD", text) if decomposed else text.upper()
    assert vi.same_word(text, other)


@given(st.text(max_size=300))
def test_any_text_gives_a_safe_slug(text):
    part = vi.slug(text, max_length=60)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", part)
    assert len(part) <= 60


def test_slugs_keep_every_letter_and_stop_at_a_word():
    assert vi.slug("Đường đến Đà Nẵng — năm 2024") == "duong-den-da-nang-nam-2024"
    assert vi.slug("một hai ba bốn", max_length=9) == "mot-hai"


@given(st.text(max_size=300))
def test_cleaned_text_is_composed_and_holds_nothing_unseen(text):
    cleaned = vi.clean_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert vi.clean_text(cleaned) == cleaned
    assert not re.search("[\0-\x08\x0b-\x1f\u202e\u200b]", cleaned)
    assert "\n" not in vi.clean_line(text)


FAMILY, RAINBOW = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f3f3\ufe0f\u200d\U0001f308"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"Gia đình {FAMILY}", f"Gia đình {FAMILY}"),
        (RAINBOW, RAINBOW),
        ("Quyết\u200dđịnh", "Quyếtđịnh"),
        ("\u200d\U0001f467", "\U0001f467"),
        ("\U0001f467\u200d", "\U0001f467"),
        ("một\vhai", "một\nhai"),
    ],
)
def test_a_joiner_is_kept_between_the_signs_that_it_joins(typed, kept):
    assert vi.clean_text(typed) == kept


def test_names_are_ordered_by_given_name_in_the_alphabet_of_vietnamese():
    names = ["Trần Văn Ánh", "Lê Đức", "Nguyễn Dũng", "Phạm An", "Bùi Thị Ân", "Hoàng Ẩn", "Đỗ An", "Nguyễn Ấn"]
    ordered = ["Đỗ An", "Phạm An", "Trần Văn Ánh", "Bùi Thị Ân", "Hoàng Ẩn", "Nguyễn Ấn", "Nguyễn Dũng", "Lê Đức"]
    random.Random(3).shuffle(names)
    assert sorted(names, key=vi.name_order) == ordered


@given(st.lists(st.lists(PIECES, min_size=1, max_size=4).map(" ".join), max_size=12))
def test_the_order_of_names_does_not_depend_on_where_they_stood(names):
    assert sorted(names, key=vi.name_order) == sorted(sorted(names), key=vi.name_order)


def test_tones_come_in_the_order_of_dictionaries():
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=vi.alphabetical) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_vietnamese_text_is_told_from_other_text():
    assert vi.share_of_syllables("Hội nghị tổng kết công tác năm") == 1.0
    assert vi.share_of_syllables("strengths throughout wonderful") == 0.0
    assert vi.share_of_syllables("") == 0.0

"""What keyboards leave of every syllable is read again, and no other word is taken for one."""

from __future__ import annotations

import random

import pytest

from hoaban.kit.keyboard import LONGEST_TYPED, typed_as
from hoaban.kit.vietnamese import same_tone_place, split_tone, syllables

TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
TELEX_TONES, VNI_TONES = ["", *"frxsj"], ["", *"23415"]


def typed(syllable, signs, tones):
    """A syllable as people type it: marks beside their letters, the tone at the end."""
    plain, tone = split_tone(syllable)
    return "".join(signs.get(letter, letter) for letter in plain) + tones[tone]


@pytest.mark.parametrize(("signs", "tones"), [(TELEX, TELEX_TONES), (VNI, VNI_TONES)], ids=["Telex", "VNI"])
def test_every_syllable_is_read_again(signs, tones):
    for syllable in syllables():
        wrong = typed(syllable, signs, tones)
        # A double o is typed with a third one.
        if wrong == syllable or len(wrong) > LONGEST_TYPED or (signs is TELEX and "oo" in split_tone(syllable)[0]):
            continue
        assert same_tone_place(typed_as(wrong)) == same_tone_place(syllable), wrong


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("tieengs", "tiếng"), ("tieesng", "tiếng"), ("tiengse", "tiếng"), ("vieetj", "việt"), ("vietje", "việt"),
        ("dduwowngf", "đường"), ("duongdwf", "đường"), ("dduwongf", "đường"), ("nuwowcs", "nước"), ("nuocws", "nước"),
        ("TIEENGS", "tiếng"), ("tie61ng", "tiếng"), ("tieng61", "tiếng"), ("d9u7o7ng2", "đường"), ("duong972", "đường"),
        ("hoas", "hóa"), ("hwnfg", "hừng"), ("quyeets", "quyết"), ("gias", "giá"), ("giuwxa", "giữa"),
    ],
)  # fmt: skip
def test_marks_may_stand_anywhere_in_the_word(word, meant):
    assert same_tone_place(typed_as(word)) == meant


@pytest.mark.parametrize("word", ["", "a", "house", "window", "2024", "12a", "qd9", "tiếngs", "x" * 13, "ubnd", "6789"])
def test_what_is_no_syllable_is_nothing(word):
    assert typed_as(word) == ""


def test_no_text_stops_it():
    chance = random.Random(5)
    for _ in range(20_000):
        found = typed_as("".join(chance.choice("abdeouwsfrxj16789n") for _ in range(chance.randrange(14))))
        assert len(found) <= LONGEST_TYPED

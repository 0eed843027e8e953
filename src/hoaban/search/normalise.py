"""Words of a text in the one form in which they are indexed and asked for: exact, and folded without marks."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from hoaban.kit.vietnamese import INVISIBLE, fold, same_tone_place

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 60
MOST_REMEMBERED = 300_000


class Word(NamedTuple):
    """A word: `exact` keeps its marks, tone marks in the old style; `folded` has none and đ as d."""

    exact: str
    folded: str

    @property
    def is_marked(self) -> bool:
        """Whether the word carries any mark."""
        return self.exact != self.folded


# A text repeats its words: looking one up costs a tenth of working it out.
_remembered: dict[str, Word] = {}


def plain(text: str) -> str:
    """The text composed (NFC), in lower case, without what cannot be seen."""
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text)).lower()


def word(text: str) -> Word:
    """One word in its two forms."""
    found = _remembered.get(text)
    if found is None:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        exact = same_tone_place(text)[:LONGEST_WORD]
        found = _remembered[text] = Word(exact, fold(exact))
    return found


def words(text: str) -> list[Word]:
    """The words of a text in order."""
    return [word(found) for found in WORD.findall(plain(text))]


def pairs(forms: list[str]) -> list[str]:
    """Each two neighbouring words as one term."""
    return [f"{one}_{other}" for one, other in pairwise(forms)]

"""Words of a text in the one form in which they are indexed and asked for: exact, and folded without marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from hoaban.kit.vietnamese import NO_WORDS, as_vietnamese, fold, same_tone_place

# What programs put in the place of a hyphen, a stroke or a blank.
SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2044\u2215\uff0f", "/"),
    **dict.fromkeys("\u00a0\u2007\u202f", " "),
}
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


def printed(text: str) -> str:
    """The text composed (NFC), without what cannot be seen, dashes and strokes as the keyboard has them."""
    text = as_vietnamese(NO_WORDS.sub("", text))
    if text.isascii():
        return text
    for sign, typed in SIGNS.items():
        text = text.replace(sign, typed)
    return text


def plain(text: str) -> str:
    """The text as `printed` makes it, in lower case."""
    return printed(text).lower()


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


class Forms(dict[str, str]):
    """One form of what stands between two blanks, by how it is written: `đoàn,` is `doan`, `kinh-tế` is `kinh te`."""

    def __init__(self, form: Callable[[Word], str]) -> None:
        super().__init__()
        self.form = form

    def __missing__(self, written: str) -> str:
        found = " ".join(self.form(word(text)) for text in WORD.findall(written))
        if len(written) <= LONGEST_WORD:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[written] = found
        return found


_exact, _folded = Forms(lambda found: found.exact), Forms(lambda found: found.folded)


def exact_words(lowered: str) -> str:
    """The exact words of a text that is `plain` already, with blanks between them. Made for whole books."""
    return " ".join(map(_exact.__getitem__, lowered.split()))


def folded_words(lowered: str) -> str:
    """The words without marks of a text that is `plain` already, with blanks between them."""
    return " ".join(map(_folded.__getitem__, lowered.split()))


def pairs(forms: str) -> str:
    """Each two neighbouring words of a text of words as one term, with blanks between them."""
    return " ".join(map("_".join, pairwise(forms.split())))

"""What a reader typed, taken apart: words, phrases in quotes, what is left out, numbers and dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from hoaban.search.normalise import Word, words
from hoaban.search.numbers import asked_numbers, dates_in, is_only_a_number, keys_in_text, without_dates

LONGEST_QUESTION = 400
MOST_WORDS = 40
MOST_PHRASES = 8
QUOTED = re.compile(r'(-?)["“”„«»]([^"“”„«»]+)["“”„«»]')
LEFT_OUT = re.compile(r"(?<!\S)-(\w+)")
# Forms of address and posts that stand before a name and need not stand in the text (ông, bà, đồng chí ...).
TITLES = re.compile(
    r"(?<!\w)(?:đồng chí|đ/c|ông|bà|anh|chị|gs\.?|pgs\.?|ts\.?|ths\.?|bs\.?)\s+(?=[^\W\d_]+\s+[^\W\d_]+)", re.IGNORECASE
)
LEAST_IN_A_NAME, MOST_IN_A_NAME = 2, 5


@dataclass(frozen=True)
class ParsedQuery:
    """A question in the terms of the index.

    `words`: what should be there. `phrases`: what must be there in this order. `without`: what must not be there.
    `numbers`: keys of the document number that is asked for. `dates`: keys of days and months. `only_a_number`:
    nothing else was asked for.
    """

    text: str
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[Word, ...], ...] = ()
    without: tuple[tuple[Word, ...], ...] = ()
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    only_a_number: bool = False
    name: bool = field(default=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing that can be found was asked for."""
        return not (self.words or self.phrases or self.numbers or self.dates)

    @property
    def is_marked(self) -> bool:
        """Whether any word was typed with a mark, so that marks mean something in this question."""
        return any(word.is_marked for word in (*self.words, *(word for phrase in self.phrases for word in phrase)))


def parse(text: str) -> ParsedQuery:
    """The question in a text as typed; what is beyond the limits is left away."""
    text = text.replace("\0", " ")[:LONGEST_QUESTION]
    phrases: list[tuple[Word, ...]] = []
    without: list[tuple[Word, ...]] = []
    for minus, quoted in QUOTED.findall(text):
        (without if minus else phrases).append(tuple(words(quoted))[:MOST_WORDS])
    rest = QUOTED.sub(" ", text)
    without.extend((*words(left_out),) for left_out in LEFT_OUT.findall(rest))
    rest = LEFT_OUT.sub(" ", rest)
    rest = TITLES.sub("", rest)
    numbers = asked_numbers(rest)
    dates = tuple(sorted(dates_in(rest)))
    # A day says its month; the month alone is asked for only where no day is named.
    days = tuple(key for key in dates if key.startswith("d"))
    return ParsedQuery(
        text=" ".join(text.split()),
        words=tuple(words(without_dates(rest) if dates else rest))[:MOST_WORDS],
        phrases=tuple(phrase for phrase in phrases if phrase)[:MOST_PHRASES],
        without=tuple(left_out for left_out in without if left_out)[:MOST_PHRASES],
        numbers=tuple(numbers),
        dates=days or dates,
        only_a_number=bool(numbers) and is_only_a_number(rest) and not phrases and not without,
        name=is_name(rest),
    )


def is_name(text: str) -> bool:
    """Whether a text is written like a person's name: a few words of letters alone, each with a capital."""
    written = unicodedata.normalize("NFC", text).split(None, MOST_IN_A_NAME)
    if not LEAST_IN_A_NAME <= len(written) <= MOST_IN_A_NAME:
        return False
    return all(part.isalpha() and part[0].isupper() for part in written)


def answered_by(question: ParsedQuery, title: str) -> bool:
    """Whether a title alone answers a question: every word and date, each phrase, nothing that is left out.

    A word that was typed with a mark must have its marks, any other may stand with whatever marks.
    """
    there = words(title)
    if question.only_a_number:
        return not set(question.numbers).isdisjoint(keys_in_text(title))
    return (
        all(stand_in([word], there) for word in question.words)
        and all(stand_in(phrase, there) for phrase in question.phrases)
        and not any(stand_in(left_out, there) for left_out in question.without)
        and set(question.dates) <= set(dates_in(title))
    )


def stand_in(asked: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether words stand one after the other among those of a text."""
    marked = any(word.is_marked for word in asked)
    forms = [word.exact if marked else word.folded for word in asked]
    text = [word.exact if marked else word.folded for word in there]
    return any(text[start : start + len(forms)] == forms for start in range(len(text) - len(forms) + 1))

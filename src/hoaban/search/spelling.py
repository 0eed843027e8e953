"""Mends a typing error with words of the index itself: "did you mean", never for words and names that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log1p

from hoaban.kit.keyboard import typed_as
from hoaban.kit.vietnamese import syllables
from hoaban.search.engine import Index
from hoaban.search.normalise import WORD, Word, plain, word
from hoaban.search.parsed_query import ParsedQuery

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MARKED_LETTERS = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệfghiíìỉĩịjklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvwxyýỳỷỹỵz"
LONGEST_MENDED = 16
# How often a word stands in the index before it counts as one that exists.
EXISTS = 2
# A word in fewer things than this is looked for among those that may be found now.
SURELY_LIVING = 50
MOST_MENDED = 4
# A word that stands in one thing may be a name: only one that is so much more common is taken to be meant instead.
MUCH_MORE = 20


def meant(index: Index, question: ParsedQuery, hidden: Sequence[str] = ()) -> dict[Word, Word]:
    """What was meant by each word that nobody wrote, where the index knows such a word; empty for most questions.

    `hidden`: keys of what must not be found. The index counts words of withdrawn things until it sweeps them away, so
    what is rare is looked for among the living.
    """
    return {} if question.only_a_number else meant_among(index, question, question.words, hidden)


def meant_in_quotes(index: Index, question: ParsedQuery, hidden: Sequence[str] = ()) -> dict[Word, Word]:
    """What was meant by words in quotation marks: only offered, for these are asked for as they are typed."""
    better: dict[Word, Word] = {}
    for phrase in question.phrases:
        better.update(meant_among(index, question, phrase, hidden))
    return better


def meant_among(index: Index, question: ParsedQuery, words: Sequence[Word], hidden: Sequence[str]) -> dict[Word, Word]:
    """What was meant by those of some words that nobody wrote, each beside its neighbours."""
    better = {found: right for found in words if (right := left_by_keyboard(index, question, found, hidden))}
    unknown = [
        place for place, found in enumerate(words) if found not in better and is_unknown(index, question, found, hidden)
    ]
    # Those that stand nowhere before those that stand in one thing.
    unknown.sort(key=lambda place: index.frequency(*form_of(question, words[place])))
    nearer = {words[place]: nearest(index, question, words, place, hidden) for place in unknown[:MOST_MENDED]}
    return better | {wrong: right for wrong, right in nearer.items() if right}


def left_by_keyboard(index: Index, question: ParsedQuery, found: Word, hidden: Sequence[str]) -> Word | None:
    """The word that somebody typed whose keyboard put no marks; None where it is none that stands anywhere."""
    typed = typed_as(found.exact)
    if not typed or stands_in(index, *form_of(question, found), hidden) >= EXISTS:
        return None
    right = word(typed)
    return right if stands_in(index, "body", right.exact, hidden) else None


def mended(question: ParsedQuery, better: Mapping[Word, Word]) -> str:
    """The question as it was meant with all else as it was typed, or nothing where there is nothing to mend."""

    def right(typed: re.Match[str]) -> str:
        instead = better.get(word(typed[0]))
        return instead.exact if instead else typed[0]

    return WORD.sub(right, plain(question.text)) if better else ""


def form_of(question: ParsedQuery, found: Word) -> tuple[str, str]:
    """(field, form) in which a word of a question is looked for: with its marks where any was typed."""
    return ("body", found.exact) if question.is_marked else ("body_plain", found.folded)


def is_unknown(index: Index, question: ParsedQuery, found: Word, hidden: Sequence[str]) -> bool:
    """Whether nobody wrote a word; in a question with marks, whether nobody wrote it with these."""
    if not found.exact.isalpha() or not 2 <= len(found.exact) <= LONGEST_MENDED:
        return False
    return stands_in(index, *form_of(question, found), hidden) < EXISTS


def stands_in(index: Index, field: str, form: str, hidden: Sequence[str]) -> int:
    """In how many things a form of a word stands that may be found now; of many it is enough to know that."""
    frequency = index.frequency(field, form)
    return index.living(field, form, hidden) if 0 < frequency < SURELY_LIVING else frequency


def nearest(
    index: Index, question: ParsedQuery, words: Sequence[Word], place: int, hidden: Sequence[str]
) -> Word | None:
    """The word one typing error away that stands beside its neighbours most often; None where there is none.

    In a question with marks the error may be in a mark; where no such word is found, letters and marks may both be
    wrong: `thoon` is what remains of `thôn` when the keyboard does not put marks.
    """
    field, wrong = form_of(question, words[place])
    least = max(MUCH_MORE * index.frequency(field, wrong), 1)
    letters = MARKED_LETTERS if question.is_marked else LETTERS
    for texts in (one_error_away(wrong, letters), marked_words(words[place]) if question.is_marked else ()):
        ranked = []
        for candidate in written(index, texts):
            frequency = index.frequency(*form_of(question, candidate))
            if frequency >= least and form_of(question, candidate)[1] != wrong:
                ranked.append((beside(index, words, place, candidate), frequency, candidate))
        for *_rank, found in sorted(ranked, reverse=True):
            if stands_in(index, *form_of(question, found), hidden):
                return found
    return None


def written(index: Index, texts: Iterable[str]) -> Iterator[Word]:
    """Of some texts those that are words of the index without their marks, where many of them fall together."""
    frequencies: dict[str, int] = {}
    for text in dict.fromkeys(texts):
        candidate = word(text)
        if candidate.folded not in frequencies:
            frequencies[candidate.folded] = index.frequency("body_plain", candidate.folded)
        if frequencies[candidate.folded]:
            yield candidate


def marked_words(wrong: Word) -> Iterator[str]:
    """Every syllable of the language that is one error away from a word when neither has its marks."""
    for folded in dict.fromkeys(one_error_away(wrong.folded, LETTERS)):
        yield folded
        yield from syllables_by_fold().get(folded, ())


@lru_cache(maxsize=1)
def syllables_by_fold() -> dict[str, list[str]]:
    """Every syllable of the language by what it folds to, its tone mark where the index has it."""
    found: dict[str, list[str]] = {}
    for syllable in syllables():
        form = word(syllable)
        if form.is_marked:
            found.setdefault(form.folded, []).append(form.exact)
    return found


def beside(index: Index, words: Sequence[Word], place: int, candidate: Word) -> float:
    """How often the index has a word beside the neighbours of a place; one neighbour does not drown the other."""
    before, after = words[max(place - 1, 0) : place], words[place + 1 : place + 2]
    together = [f"{other.folded}_{candidate.folded}" for other in before]
    together.extend(f"{candidate.folded}_{other.folded}" for other in after)
    return sum(log1p(index.frequency("pairs", pair)) for pair in together)


def one_error_away(text: str, letters: str) -> Iterator[str]:
    """Every text that one letter left out, added, changed or swapped makes."""
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]
        if place + 1 < len(text):
            yield text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for letter in letters:
            yield text[:place] + letter + text[place + 1 :]
            yield text[:place] + letter + text[place:]
    yield from (text + letter for letter in letters)

"""Mends a typing error with words of the index itself: "did you mean", never for words and names that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from hoaban.kit.vietnamese import syllables
from hoaban.search.engine import Index
from hoaban.search.normalise import Word, word
from hoaban.search.question import Question

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_MENDED = 25
# How often a word stands in the index before it counts as one that exists.
EXISTS = 2
# A word in fewer things than this is looked for among those that may be found now.
SURELY_LIVING = 50
MOST_MENDED = 4


def mended(index: Index, question: Question, hidden: Sequence[str] = ()) -> str:
    """The question with its unknown words mended, or nothing where there is nothing to mend.

    `hidden`: keys of what must not be found. The index counts words of withdrawn things until it sweeps them away, so
    each word that would be shown is looked for among the living.
    """
    if question.numbers or question.phrases:
        return ""
    unknown = [found for found in question.words if is_unknown(index, found, hidden)]
    if not unknown or len(unknown) > MOST_MENDED:
        return ""
    better = {
        found: nearest(index, question.words, place) for place, found in enumerate(question.words) if found in unknown
    }
    better = {found: form if form and is_living(index, form, hidden) else "" for found, form in better.items()}
    if not any(better.values()):
        return ""
    return " ".join(better.get(found) or found.exact for found in question.words)


def is_unknown(index: Index, found: Word, hidden: Sequence[str]) -> bool:
    """Whether nobody wrote a word, with marks or without."""
    if not found.folded.isalpha() or len(found.folded) < 2:
        return False
    frequency = index.frequency("body_plain", found.folded)
    return frequency < EXISTS or (
        frequency < SURELY_LIVING and index.living("body_plain", found.folded, hidden) < EXISTS
    )


def is_living(index: Index, form: str, hidden: Sequence[str]) -> bool:
    """Whether a word, as it would be shown, stands in enough things that may be found now."""
    return index.living("body" if word(form).is_marked else "body_plain", form, hidden) >= EXISTS


def nearest(index: Index, around: tuple[Word, ...], place: int) -> str:
    """The word one typing error away that stands beside its neighbours most often; empty where there is none.

    In a question with marks it gets marks too; in one without it stays without.
    """
    wrong = around[place]
    if len(wrong.exact) > LONGEST_MENDED:
        return ""
    before = around[place - 1].folded if place else ""
    after = around[place + 1].folded if place + 1 < len(around) else ""
    best, best_rank = "", (0, 0)
    for candidate in dict.fromkeys(one_error_away(wrong.folded)):
        frequency = index.frequency("body_plain", candidate)
        if frequency < EXISTS:
            continue
        beside = sum(
            index.frequency("pairs", pair)
            for pair in (f"{before}_{candidate}" if before else "", f"{candidate}_{after}" if after else "")
            if pair
        )
        if (beside, frequency) > best_rank:
            best, best_rank = candidate, (beside, frequency)
    if not best:
        return ""
    marked = any(other.is_marked for other in around)
    return with_marks_of(index, wrong, best) if marked else best


def one_error_away(text: str) -> Iterator[str]:
    """Every text that one letter left out, added, changed or swapped makes."""
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]
        if place + 1 < len(text):
            yield text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for letter in LETTERS:
            yield text[:place] + letter + text[place + 1 :]
            yield text[:place] + letter + text[place:]
    yield from (text + letter for letter in LETTERS)


def with_marks_of(index: Index, wrong: Word, better: str) -> str:
    """A mended word with the marks of the one that stands in the index most often, those typed before others."""
    forms = forms_of(better)
    typed = {word(form).exact for form in one_error_away(wrong.exact)}
    kept = [form for form in forms if form in typed and form != better] if wrong.is_marked else []
    return max(kept or forms, key=lambda form: index.frequency("body", form), default=better)


def forms_of(folded: str) -> list[str]:
    """Every syllable that folds to a word, the word itself among them."""
    return [folded, *syllables_by_fold().get(folded, ())]


@lru_cache(maxsize=1)
def syllables_by_fold() -> dict[str, list[str]]:
    """Every syllable of the language by what it folds to, its tone mark where the index has it."""
    found: dict[str, list[str]] = {}
    for syllable in syllables():
        form = word(syllable)
        if form.is_marked:
            found.setdefault(form.folded, []).append(form.exact)
    return found

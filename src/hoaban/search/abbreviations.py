"""What else words of a question are called: `BHXH` and `bảo hiểm xã hội`, each for the other, as editors keep them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from hoaban.search.models import Abbreviation, folded
from hoaban.search.normalise import Word, words

# Of a question with many words only its beginning is looked up: 40 words would have 300 places.
MOST_WORDS, LONGEST_PHRASE = 20, 8
MOST_FOUND = 8


class OtherName(NamedTuple):
    """What else is called so: words that must follow one another in a text, and in the place of how many typed ones."""

    words: tuple[Word, ...]
    replaces: int


def also_called(asked: Sequence[Word]) -> list[OtherName]:
    """The other names of what stands in a question."""
    asked = asked[:MOST_WORDS]
    phrases = {
        folded(asked[start:end])
        for start in range(len(asked))
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(asked)) + 1)
    }
    if not phrases:
        return []
    named = Abbreviation.objects.filter(Q(folded_short__in=phrases) | Q(folded_meaning__in=phrases)).order_by("short")
    found = []
    for one in islice(named, MOST_FOUND):
        typed, other = (one.short, one.meaning) if one.folded_short in phrases else (one.meaning, one.short)
        found.append(OtherName(tuple(words(other)), len(words(typed))))
    return found

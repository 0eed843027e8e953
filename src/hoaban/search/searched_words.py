"""Counts searches without following anybody: a line a search in a file, from which the worker makes day totals.

A line holds the day, whether something was found, and the words; never who asked or when. Words come to be kept only
once they were typed on several days; until then the database has a keyed digest of them.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hoaban.search.indexer import FOLDER
from hoaban.search.models import DayOfSearches, KeptWords, LastTally, RareWords, WordsFound, WordsNotFound
from hoaban.search.numbers import DAY
from hoaban.search.parsed_query import ParsedQuery

NAME, BEING_TALLIED = "asked.journal", "asked.*.tallied"
LARGEST = 4_000_000
LONGEST_KEPT = 100
# What one person types on one day, or two, stays out: only what is asked for again and again tells what is wanted.
DAYS_BEFORE_KEPT = 3
DAYS_RARE_WORDS_ARE_KEPT = timedelta(days=30)
DAYS_KEPT = timedelta(days=365)
# Of a flood of different words only the most frequent are counted, so that nobody can hold up the worker's writing.
MOST_WORDS_AT_ONCE = 2_000
# What may point to a person stays out however often: addresses, numbers of telephones, cards and accounts.
PERSONAL = re.compile(r"@|://|\bwww\.|\d[\d .-]{5,}\d")
SALT = "hoaban.search.journal"
# A line as it was written whole: after a full disk or a power cut a journal holds halves of lines, zeros and no text.
LINE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\t([01])\t([^\t\0\ufffd]*)")


class Line(NamedTuple):
    """A line of the journal: one search. `words` are empty where they are not to be kept."""

    day: date
    found: bool
    words: str


def is_personal(text: str) -> bool:
    """Whether words look like one person's: an address, a telephone, a card, a day of birth."""
    return bool(PERSONAL.search(text) or DAY.search(text))


def note(var: Path, question: ParsedQuery, total: int) -> None:
    """Count one search; where the disk refuses, the search goes on without."""
    words = "" if is_personal(question.text) else " ".join(word.exact for word in question.words)
    line = f"{timezone.localdate()}\t{1 if total else 0}\t{words[:LONGEST_KEPT]}\n"
    path = var / FOLDER / NAME
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size < LARGEST:
            with path.open("a", encoding="utf-8") as journal:
                journal.write(line)


def tally(var: Path) -> int:
    """Add what was noted to the totals of its days, each line exactly once; returns how many searches that were.

    Lines that are torn are passed over: what they said is lost, but not what stands around them. A journal gets a name
    of its own before it is read, which is written down with the totals. A search that is noted in the very moment of
    the renaming may be missing.
    """
    taken = next((var / FOLDER).glob(BEING_TALLIED), None)
    if taken is None:
        taken = var / FOLDER / BEING_TALLIED.replace("*", uuid.uuid4().hex)
        try:
            (var / FOLDER / NAME).rename(taken)
        except FileNotFoundError:
            return 0
    written = taken.read_text(encoding="utf-8", errors="replace").split("\n")
    lines = [line for line in map(whole_line, written) if line]
    with transaction.atomic():
        if LastTally.objects.filter(journal=taken.name).exists():
            lines = []
        else:
            LastTally.objects.update_or_create(pk=1, defaults={"journal": taken.name})
            add_days(lines)
            forget_old_words()
            add_words(lines)
    taken.unlink()
    return len(lines)


def whole_line(written: str) -> Line | None:
    """What a line of the journal says, or None for one that is not whole."""
    found = LINE.fullmatch(written)
    try:
        return Line(date.fromisoformat(found[1]), found[2] == "1", found[3]) if found else None
    except ValueError:
        return None


def add_days(lines: list[Line]) -> None:
    """Add to the totals of the days."""
    searches = Counter(line.day for line in lines)
    empty = Counter(line.day for line in lines if not line.found)
    for day, count in searches.items():
        row, _new = DayOfSearches.objects.get_or_create(day=day)
        DayOfSearches.objects.filter(pk=row.pk).update(searches=F("searches") + count, empty=F("empty") + empty[day])


def add_words(lines: list[Line]) -> None:
    """Add to the words that are kept, or to what is known of those that were typed on a few days only.

    The same words may find something on one day and nothing on another: each is counted by itself.
    """
    times = Counter(line for line in lines if line.words).most_common(MOST_WORDS_AT_ONCE)
    for (day, found, words), count in sorted(times):
        kept = WordsFound if found else WordsNotFound
        if not kept.objects.filter(words=words).update(times=F("times") + count, last_day=day):
            note_rare(kept, words, day, count)


def note_rare(kept: type[KeptWords], words: str, day: date, count: int) -> None:
    """Note that rare words were searched for on a day; those of enough days are kept."""
    digest = salted_hmac(f"{SALT}.{kept.__name__}", words, algorithm="sha256").hexdigest()
    rare, _new = RareWords.objects.get_or_create(digest=digest, defaults={"last_day": date.min})
    rare.days += rare.last_day != day
    rare.times += count
    rare.last_day = day
    if rare.days < DAYS_BEFORE_KEPT:
        rare.save()
        return
    kept.objects.create(words=words, times=rare.times, last_day=day)
    rare.delete()


def forget_old_words() -> None:
    """Forget what nobody has asked for any more."""
    today = timezone.localdate()
    RareWords.objects.filter(last_day__lt=today - DAYS_RARE_WORDS_ARE_KEPT).delete()
    for kept in (WordsFound, WordsNotFound):
        kept.objects.filter(last_day__lt=today - DAYS_KEPT).delete()

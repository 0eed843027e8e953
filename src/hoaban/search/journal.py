"""Counts searches without following anybody: a line a search in a file, from which the worker makes day totals.

A line holds the day, whether something was found, and the words only where nothing was; never who asked or when.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hoaban.search.keeper import FOLDER
from hoaban.search.models import DayOfSearches, WordsNotFound
from hoaban.search.question import Question

NAME, BEING_TALLIED = "asked.journal", "asked.tallied"
LARGEST = 4_000_000
LONGEST_KEPT = 100
# What may point to a person stays out: addresses of mail, numbers of telephones and cards.
PERSONAL = re.compile(r"@|\d[\d .-]{5,}\d")


def note(var: Path, question: Question, total: int) -> None:
    """Count one search; where the disk refuses, the search goes on without."""
    words = "" if total or PERSONAL.search(question.text) else " ".join(word.exact for word in question.words)
    line = f"{timezone.localdate()}\t{1 if total else 0}\t{words[:LONGEST_KEPT]}\n"
    path = var / FOLDER / NAME
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size < LARGEST:
            with path.open("a", encoding="utf-8") as journal:
                journal.write(line)


def tally(var: Path) -> int:
    """Add what was noted to the totals of its days; returns how many searches that were."""
    journal, taken = var / FOLDER / NAME, var / FOLDER / BEING_TALLIED
    if not taken.exists():
        if not journal.exists():
            return 0
        journal.rename(taken)
    lines = [line.split("\t") for line in taken.read_text(encoding="utf-8").splitlines() if line.count("\t") == 2]
    with transaction.atomic():
        add_days(lines)
        add_words(lines)
    taken.unlink()
    return len(lines)


def add_days(lines: list[list[str]]) -> None:
    """Add to the totals of the days."""
    searches = Counter(day for day, _found, _words in lines)
    empty = Counter(day for day, found, _words in lines if found == "0")
    for day, count in searches.items():
        row, _new = DayOfSearches.objects.get_or_create(day=date.fromisoformat(day))
        DayOfSearches.objects.filter(pk=row.pk).update(searches=F("searches") + count, empty=F("empty") + empty[day])


def add_words(lines: list[list[str]]) -> None:
    """Add to the words that found nothing."""
    last_day = {words: day for day, found, words in lines if found == "0" and words}
    times = Counter(words for _day, found, words in lines if found == "0" and words)
    for words, count in times.items():
        day = date.fromisoformat(last_day[words])
        row, _new = WordsNotFound.objects.get_or_create(words=words, defaults={"last_day": day})
        WordsNotFound.objects.filter(pk=row.pk).update(times=F("times") + count, last_day=day)

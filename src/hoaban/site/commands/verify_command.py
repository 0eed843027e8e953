"""`hoaban verify`: compares the published directory with the database, byte for byte."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from hoaban.front.directory import PublishedDirectory
from hoaban.kit.processes import LockHeld, alone
from hoaban.press import actions
from hoaban.press.verify import Comparison, Verifier
from hoaban.search.actions import LOCK
from hoaban.search.engine import DamagedIndex, NoIndex
from hoaban.search.indexer import FOLDER
from hoaban.search.verify import compare as compare_search
from hoaban.search.verify import compare_again
from hoaban.site.progress import shown

# Beside a working portal something always waits: what differs is looked at again so often, so many seconds apart.
MOST_MOMENTS, SECONDS_OF_WORK = 5, 1.0


def run(arguments: argparse.Namespace) -> int:
    """Print every difference; 0 only where there is none, or where all were mended."""
    comparison = compared(arguments.sample)
    for difference in comparison.differences:
        print(difference)
    print(f"{comparison.compared} addresses compared, {len(comparison.differences)} differ.")
    if search_differs(arguments.sample):
        return 1
    if not comparison.differences or not arguments.mend:
        return 1 if comparison.differences else 0
    with actions.open_press(settings.VAR) as press:
        actions.mend(press, comparison.differences)
        press.catch_up()
    left = compared(None).differences
    print(f"Pressed again; {len(left)} differ now.")
    return 1 if left else 0


def search_differs(sample: int | None) -> bool:
    """Compare the readers' search index as well, where there is one; print what is wrong."""
    try:
        count, wrong = compare_search(settings.VAR, sample=sample)
        moments = moments_of_work(settings.VAR / FOLDER / LOCK)
        while wrong and next(moments, None) is not None:
            wrong = compare_again(settings.VAR, wrong)
    except DamagedIndex as reason:
        print(f"{reason} The worker builds it, or run: hoaban search --rebuild")
        return not isinstance(reason, NoIndex)
    for difference in wrong:
        print(difference)
    print(f"{count} things of the search index compared, {len(wrong)} differ.")
    if wrong:
        print("To build it anew: hoaban search --rebuild")
    return bool(wrong)


def compared(sample: int | None) -> Comparison:
    """The comparison, with its progress shown; what differs is compared again while a worker presses."""
    moments = moments_of_work(settings.VAR / actions.LOCK)
    with shown("Comparing") as progress:
        verifier = Verifier(PublishedDirectory(settings.VAR / actions.DIRECTORY), progress)
        comparison = verifier.verify(sample)
        while comparison.differences and next(moments, None) is not None:
            comparison = verifier.verify_again()
    return comparison


def moments_of_work(lock: Path) -> Iterator[bool]:
    """A few moments, as long as a worker holds its lock: what it has not done yet may be done then."""
    for _ in range(MOST_MOMENTS):
        if not is_held(lock):
            return
        time.sleep(SECONDS_OF_WORK)
        yield True


def is_held(lock: Path) -> bool:
    """Whether another process does the work that a file stands for."""
    try:
        with alone(lock):
            return False
    except LockHeld:
        return True

"""Shows how far a long act is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from hoaban.kit.progress import Progress

SECONDS_BETWEEN_LINES = 5.0
LINES_FOR_A_PACE = 6
LONGEST_IN_SECONDS = 120


@contextmanager
def shown(title: str) -> Iterator[Progress]:
    """A progress to hand to a room's function; meanwhile only warnings are logged, which would tear a bar apart."""
    logging.disable(logging.INFO)
    try:
        yield from progress_of(title)
    finally:
        logging.disable(logging.NOTSET)


def progress_of(title: str) -> Iterator[Progress]:
    """A bar on a terminal, lines elsewhere."""
    if sys.stderr.isatty():
        with tqdm(desc=title, dynamic_ncols=True, file=sys.stderr) as bar:
            yield bar_progress(bar)
    else:
        yield line_progress(title)


def bar_progress(bar: tqdm) -> Progress:
    """Progress that moves a bar and shows behind it what is at hand."""

    def progress(done: int, total: int, what: str) -> None:
        bar.total = total
        bar.set_postfix_str(what[:40], refresh=False)
        bar.update(done - bar.n)

    return progress


def in_words(seconds: float, done: int, left: int) -> str:
    """How long the rest takes if it goes on like this.

    >>> in_words(10, 1000, 30_000), in_words(10, 1000, 3000), in_words(10, 0, 3000)
    ('about 5 min left', 'about 30 s left', 'no telling how long')
    """
    if done <= 0:
        return "no telling how long"
    needed = seconds / done * left
    return f"about {needed / 60:.0f} min left" if needed >= LONGEST_IN_SECONDS else f"about {needed:.0f} s left"


def line_progress(title: str) -> Progress:
    """Progress that prints a line every few seconds and at the end, with how long it will take at the present pace."""
    printed_at = time.monotonic()
    # Some earlier lines; what was slow or fast at the beginning says nothing about the end.
    pace: deque[tuple[float, int]] = deque([(printed_at, 0)], maxlen=LINES_FOR_A_PACE)

    def progress(done: int, total: int, what: str) -> None:
        nonlocal printed_at
        now = time.monotonic()
        if done >= total or now - printed_at >= SECONDS_BETWEEN_LINES:
            printed_at = now
            since, before = pace[0]
            pace.append((now, done))
            left = f", {in_words(now - since, done - before, total - done)}" if done < total else ""
            print(f"{title}: {done} of {total}{left} ({what})", flush=True)

    return progress

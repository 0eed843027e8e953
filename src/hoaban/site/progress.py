"""Shows how far a long act is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tqdm import tqdm

SECONDS_BETWEEN_LINES = 5.0


class Progress(Protocol):
    """What a room calls: how many are done, of how many, and what it is at."""

    def __call__(self, done: int, total: int, what: str) -> None: ...


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
    """Progress that moves a bar."""

    def progress(done: int, total: int, what: str) -> None:
        bar.total = total
        bar.set_postfix_str(what[:40], refresh=False)
        bar.update(done - bar.n)

    return progress


def line_progress(title: str) -> Progress:
    """Progress that prints a line every few seconds and at the end."""
    printed_at = time.monotonic()

    def progress(done: int, total: int, what: str) -> None:
        nonlocal printed_at
        if done >= total or time.monotonic() - printed_at >= SECONDS_BETWEEN_LINES:
            printed_at = time.monotonic()
            print(f"{title}: {done} of {total} ({what})", flush=True)

    return progress

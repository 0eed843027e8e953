"""How a long act tells how far it is, whoever watches: a bar, a line of a log, nobody."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What a room calls: how many are done, of how many, and what it is at."""

    def __call__(self, done: int, total: int, what: str, /) -> None: ...


def no_progress(_done: int, _total: int, _what: str, /) -> None:
    """Show nothing: for callers that do not watch."""

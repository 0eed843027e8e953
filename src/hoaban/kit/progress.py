"""How long work tells whoever watches it how far it has come."""

from __future__ import annotations

from collections.abc import Callable

# How much is done, how much there is, and what is done just now.
Progress = Callable[[int, int, str], None]


def no_progress(_done: int, _total: int, _what: str) -> None:
    """For callers that do not watch."""

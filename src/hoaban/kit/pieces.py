"""Long lists in pieces, so that no statement, request or transaction holds all of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def in_pieces(things: Sequence[Thing], size: int) -> Iterator[list[Thing]]:
    """Things in lists of at most `size`, in their order.

    >>> list(in_pieces("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    for start in range(0, len(things), size):
        yield list(things[start : start + size])

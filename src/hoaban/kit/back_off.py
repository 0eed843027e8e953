"""When something that failed may be tried again: each thing by itself, after a time that doubles, in bounded memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator

FIRST_SECONDS, LONGEST_SECONDS = 30.0, 3600.0
MOST_REMEMBERED = 10_000


class BackOff:
    """By thing, when it may be tried again: after `first` seconds, after `longest` at most.

    A process that starts anew tries everything at once.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        first: float = FIRST_SECONDS,
        longest: float = LONGEST_SECONDS,
    ) -> None:
        self.clock = clock
        self.first, self.longest = first, longest
        self.waiting: dict[Hashable, tuple[float, float]] = {}

    def is_due(self, thing: Hashable) -> bool:
        """Whether a thing may be tried now."""
        return self.clock() >= self.waiting.get(thing, (0.0, 0.0))[0]

    def failed(self, thing: Hashable) -> float:
        """Note that it failed; returns for how many seconds it waits now."""
        if len(self.waiting) >= MOST_REMEMBERED:
            self.waiting.clear()
        before = self.waiting.get(thing, (0.0, self.first / 2))[1]
        seconds = min(before * 2, self.longest)
        self.waiting[thing] = self.clock() + seconds, seconds
        return seconds

    def succeeded(self, thing: Hashable) -> None:
        """Forget that it ever failed."""
        self.waiting.pop(thing, None)

    def due(self) -> Iterator[Hashable]:
        """What failed and may be tried again now."""
        return iter([thing for thing in self.waiting if self.is_due(thing)])

"""How much one visitor may ask and how long the front waits, so that nobody takes the place of the others."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds; RFC 9110 and 9112 leave them to the server."""

    head: int = 32 * 1024
    headers: int = 100
    url: int = 8 * 1024
    head_seconds: float = 10
    idle_seconds: float = 15
    body_seconds: float = 30
    # What a body has to bring within `body_seconds`; one byte now and then is no progress.
    body_least: int = 1024
    write_seconds: float = 60
    # How long a refused visitor may go on sending before the connection is cut, so that he can read why.
    linger_seconds: float = 2
    sweep_seconds: float = 1
    connections: int = 15_000
    desk_seconds: float = 60
    desk_connections: int = 64
    # How much of a body is waited for before the desk is troubled, and of all bodies together.
    gathered: int = 256 * 1024
    gathered_by_all: int = 32 * 1024 * 1024
    unknown_per_second: float = 20
    unknown_burst: int = 40
    unknown_at_once: int = 2
    # Reports of reads from one network in a minute: what is more is written down but not counted, and what is still
    # more is not even written. Behind one network there may be a whole school or a part of a telephone company.
    # Of IPv6 a network is a /64; a /48, which one customer may hold, has ten times as much.
    reads_a_minute: int = 600
    reports_a_minute: int = 6000


class Budget:
    """So many a second, so many in a burst, so many at once."""

    def __init__(
        self, per_second: float, burst: int, at_once: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_second = per_second
        self.burst = burst
        self.left = float(burst)
        self.at_once = at_once
        self.under_way = 0
        self.clock = clock
        self.counted_at = clock()

    def take(self) -> bool:
        """Whether one more may go; each that may is given back when it is done."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.counted_at) * self.per_second)
        self.counted_at = now
        if self.left < 1 or self.under_way >= self.at_once:
            return False
        self.left -= 1
        self.under_way += 1
        return True

    def give_back(self) -> None:
        """One that was let go is done."""
        self.under_way -= 1

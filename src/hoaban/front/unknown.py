"""How often the desk is asked what an address is that the front does not know: by network, and in all."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hoaban.front.limits import Limits

MOST_NETWORKS = 10_000
Clock = Callable[[], float]


class TooManyQuestions(Exception):
    """The desk is not asked this time."""


class Budget:
    """So many a second, so many in a burst."""

    def __init__(self, per_second: float, burst: int, clock: Clock = time.monotonic) -> None:
        self.per_second = per_second
        self.burst = burst
        self.left = float(burst)
        self.clock = clock
        self.counted_at = clock()
        # How many of whom it is for are under way, or wait.
        self.present = 0

    def has_left(self) -> bool:
        """Whether one more may go now."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.counted_at) * self.per_second)
        self.counted_at = now
        return self.left >= 1

    def take(self) -> bool:
        """Whether one more may go, which then has gone."""
        if not self.has_left():
            return False
        self.left -= 1
        return True


class Turn:
    """One question that may be asked; `end` as soon as the desk has answered, whoever still reads the answer."""

    def __init__(self, end: Callable[[], None]) -> None:
        self.release: Callable[[], None] | None = end

    def end(self) -> None:
        """Let the next one ask; a second call does nothing."""
        if self.release is not None:
            self.release()
            self.release = None


class Questions:
    """Gives turns to networks, so that none takes those of the others; `at_once` is for all of them together."""

    def __init__(self, limits: Limits, at_once: int, clock: Clock = time.monotonic) -> None:
        self.limits = limits
        self.clock = clock
        self.of_all = Budget(limits.unknown_by_all_per_second, limits.unknown_by_all_burst, clock)
        self.of_networks: OrderedDict[bytes, Budget] = OrderedDict()
        # Who waits is let in by order of arrival.
        self.hands = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def turn(self, network: bytes) -> AsyncIterator[Turn]:
        """A turn for a network; raises TooManyQuestions where it has had enough, or there is no hand for it in time."""
        own = self.budget(network)
        # A question that waits takes nothing from who comes after; one that is refused must not count either.
        if own.present >= self.limits.unknown_of_network or not own.has_left() or not self.of_all.take():
            raise TooManyQuestions
        own.take()
        own.present += 1
        try:
            try:
                async with asyncio.timeout(self.limits.unknown_wait):
                    await self.hands.acquire()
            except TimeoutError as error:
                raise TooManyQuestions from error
            turn = Turn(self.hands.release)
            try:
                yield turn
            finally:
                turn.end()
        finally:
            own.present -= 1

    def budget(self, network: bytes) -> Budget:
        """What a network has left; who was not seen for longest is forgotten, and begins anew."""
        found = self.of_networks.pop(network, None)
        if found is None:
            found = Budget(self.limits.unknown_per_second, self.limits.unknown_burst, self.clock)
            if len(self.of_networks) >= MOST_NETWORKS:
                self.of_networks.popitem(last=False)
        self.of_networks[network] = found
        return found

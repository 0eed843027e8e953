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


class TooManyRequests(Exception):
    """The desk is not asked this time: the limit of a network or of all is reached."""


class TokenBucket:
    """Fills with so many tokens a second and holds so many for a burst; each request takes one."""

    def __init__(self, per_second: float, burst: int, clock: Clock = time.monotonic) -> None:
        self.per_second = per_second
        self.burst = burst
        self.left = float(burst)
        self.clock = clock
        self.counted_at = clock()
        # How many of whom it is for are under way, or wait.
        self.present = 0

    def has_left(self) -> bool:
        """Whether a token is there now; takes none."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.counted_at) * self.per_second)
        self.counted_at = now
        return self.left >= 1

    def take(self) -> bool:
        """Take a token; False where there is none."""
        if not self.has_left():
            return False
        self.left -= 1
        return True


class Permit:
    """Lets one request be at the desk; `release` as soon as that has answered, whoever still reads the answer."""

    def __init__(self, give_back: Callable[[], None]) -> None:
        self.give_back: Callable[[], None] | None = give_back

    def release(self) -> None:
        """Let the next request in; a second call does nothing."""
        if self.give_back is not None:
            self.give_back()
            self.give_back = None


class UnknownAddressLimiter:
    """Limits questions about unknown addresses: a token bucket for each network, one for all, `at_once` in flight."""

    def __init__(self, limits: Limits, at_once: int, clock: Clock = time.monotonic) -> None:
        self.limits = limits
        self.clock = clock
        self.total = TokenBucket(limits.unknown_by_all_per_second, limits.unknown_by_all_burst, clock)
        self.networks: OrderedDict[bytes, TokenBucket] = OrderedDict()
        # Who waits is let in by order of arrival.
        self.slots = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def permit(self, network: bytes) -> AsyncIterator[Permit]:
        """A permit for a network; raises TooManyRequests where its bucket is empty, or no slot is free in time."""
        own = self.bucket(network)
        # A question that waits takes nothing from who comes after; one that is refused must not count either.
        if own.present >= self.limits.unknown_of_network or not own.has_left() or not self.total.take():
            raise TooManyRequests
        own.take()
        own.present += 1
        try:
            try:
                async with asyncio.timeout(self.limits.unknown_wait):
                    await self.slots.acquire()
            except TimeoutError as error:
                raise TooManyRequests from error
            permit = Permit(self.slots.release)
            try:
                yield permit
            finally:
                permit.release()
        finally:
            own.present -= 1

    def bucket(self, network: bytes) -> TokenBucket:
        """The bucket of a network; who was not seen for longest is forgotten, and begins with a full one."""
        found = self.networks.pop(network, None)
        if found is None:
            found = TokenBucket(self.limits.unknown_per_second, self.limits.unknown_burst, self.clock)
            if len(self.networks) >= MOST_NETWORKS:
                self.networks.popitem(last=False)
        self.networks[network] = found
        return found

"""Shares the desk's threads among networks: whoever asks without a pause waits behind everybody else, not before."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hoaban.front.rate_limiter import Permit, TooManyRequests

MOST_WAITING_OF_NETWORK = 500
SECONDS_TO_WAIT = 60.0


class FairQueue:
    """So many requests at the desk at once; who waits is let in network by network, each in its own order of arrival.

    While a slot is free nobody waits, whichever network he comes from.
    """

    def __init__(self, slots: int, seconds: float = SECONDS_TO_WAIT) -> None:
        self.free = slots
        self.seconds = seconds
        self.waiting: OrderedDict[bytes, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def permit(self, network: bytes) -> AsyncIterator[Permit]:
        """A permit for a network; raises TooManyRequests where it has too many waiting, or none comes in time."""
        await self.acquire(network)
        permit = Permit(self.release)
        try:
            yield permit
        finally:
            permit.release()

    async def acquire(self, network: bytes) -> None:
        """Wait for a slot; raises TooManyRequests as `permit` does."""
        if self.free > 0:
            self.free -= 1
            return
        queue = self.waiting.setdefault(network, deque())
        if len(queue) >= MOST_WAITING_OF_NETWORK:
            raise TooManyRequests
        place = asyncio.get_running_loop().create_future()
        queue.append(place)
        try:
            async with asyncio.timeout(self.seconds):
                await place
        except BaseException as error:
            if place.done() and not place.cancelled():
                # The slot came in the moment in which nobody waited for it any more.
                self.release()
            else:
                self.forget(network, place)
            if isinstance(error, TimeoutError):
                raise TooManyRequests from error
            raise

    def forget(self, network: bytes, place: asyncio.Future[None]) -> None:
        """Take a request out of the queue that has stopped waiting."""
        queue = self.waiting.get(network)
        if queue is not None and place in queue:
            queue.remove(place)
            if not queue:
                del self.waiting[network]

    def release(self) -> None:
        """Pass a slot on to the network that is next, or keep it free."""
        while self.waiting:
            network, queue = self.waiting.popitem(last=False)
            place = queue.popleft()
            if queue:
                # Behind all others that wait.
                self.waiting[network] = queue
            if not place.done():
                place.set_result(None)
                return
        self.free += 1

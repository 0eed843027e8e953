"""Takes the bodies of requests in before the desk is asked: the desk has few threads, and none for who sends slowly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from hoaban.front.spool import Spool


class BodyTooLarge(Exception):
    """A body is larger than the limit; answered with 413."""


class ClientDisconnected(Exception):
    """The visitor left before the request was complete."""


class RequestBody(httpx.AsyncByteStream):
    """The body of a request as it comes in, counted; to be closed.

    Raises BodyTooLarge, ClientDisconnected and, where it waits for the rest, QuotaExceeded.
    """

    def __init__(self, receive: Any, limit: int, spool: Spool) -> None:
        self.receive = receive
        self.limit = limit
        self.count = 0
        self.is_complete = False
        self.spool = spool

    async def gather(self, most: int) -> None:
        """Wait for the end of the body, or for more than so many bytes of it."""
        while not self.is_complete and self.count <= most:
            piece = await self.next_piece()
            if piece:
                await self.spool.put(piece)

    async def next_piece(self) -> bytes:
        """The next piece that the server received; empty where it brought none. Raises as the class says."""
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        self.is_complete = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self.count += len(piece)
        if self.count > self.limit:
            raise BodyTooLarge
        return piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.spool:
            yield await self.spool.take()
        while not self.is_complete:
            piece = await self.next_piece()
            if piece:
                yield piece

    def close(self) -> None:
        """Give back what was kept of the body, whatever has been sent of it."""
        self.spool.close()


class UnfinishedBodies:
    """The bodies that are still coming: so many of one network, so many in all. Beyond that the oldest gives way.

    Nobody is refused for his neighbours: behind one address of a telephone company are a thousand people, whose forms
    come within a second, and the oldest is the one of whoever holds bodies open. In all, it is the oldest of the
    network that has most.
    """

    def __init__(self, *, of_network: int, of_all: int) -> None:
        self.of_network = of_network
        self.of_all = of_all
        self.count = 0
        self.networks: dict[bytes, dict[object, Callable[[], None]]] = {}

    @contextmanager
    def one(self, network: bytes, give_up: Callable[[], None]) -> Iterator[None]:
        """Be one of them for the length of the block; `give_up` ends it from outside."""
        if len(self.networks.get(network, ())) >= self.of_network:
            self.end_oldest(network)
        elif self.count >= self.of_all:
            self.end_oldest(max(self.networks, key=lambda each: len(self.networks[each])))
        key = object()
        self.networks.setdefault(network, {})[key] = give_up
        self.count += 1
        try:
            yield
        finally:
            self.forget(network, key)

    def end_oldest(self, network: bytes) -> None:
        """End the oldest body of a network."""
        key, give_up = next(iter(self.networks[network].items()))
        # At once, so that the next one who comes finds another oldest.
        self.forget(network, key)
        give_up()

    def forget(self, network: bytes, key: object) -> None:
        """Count a body no more that has come whole, or was ended."""
        if self.networks.get(network, {}).pop(key, None) is None:
            return
        self.count -= 1
        if not self.networks[network]:
            del self.networks[network]

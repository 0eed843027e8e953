"""Carries a request to the desk over its socket and the answer back, piece by piece in both directions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx

from hoaban.front.forwarding import Headers, from_desk
from hoaban.front.limits import Limits

# Says nothing: over a Unix socket there is no name to look up; the visitor's Host header is sent.
DESK_URL = "http://desk/"


class DeskAway(Exception):
    """The desk is not there, answers too late, or with what is no answer."""


class BodyTooLarge(Exception):
    """More came than a body may hold."""


class VisitorGone(Exception):
    """The visitor left before the request was complete."""


class Gathering:
    """How much of unfinished bodies is held at present, in bytes."""

    def __init__(self, *, each: int, together: int) -> None:
        self.each = each
        self.together = together
        self.held = 0


class Body(httpx.AsyncByteStream):
    """The body of a request as it comes in, counted; raises BodyTooLarge and VisitorGone."""

    def __init__(self, receive: Any, limit: int) -> None:
        self.receive = receive
        self.limit = limit
        self.count = 0
        self.is_complete = False
        self.gathered: list[bytes] = []

    async def gather(self, room: Gathering) -> None:
        """Wait for a short body, or the beginning of a long one: the desk has few hands, and none for slow senders."""
        held = 0
        try:
            while not self.is_complete and held < room.each and room.held < room.together:
                piece = await self.next_piece()
                self.gathered.append(piece)
                held += len(piece)
                room.held += len(piece)
        finally:
            # From here on it is bounded by the number of connections to the desk.
            room.held -= held

    async def next_piece(self) -> bytes:
        """What came since; may be empty."""
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise VisitorGone
        self.is_complete = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self.count += len(piece)
        if self.count > self.limit:
            raise BodyTooLarge
        return piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self.gathered:
            first, self.gathered = b"".join(self.gathered), []
            yield first
        while not self.is_complete:
            piece = await self.next_piece()
            if piece:
                yield piece


class Desk:
    """The other process, as seen from the front: one pool of kept connections."""

    def __init__(self, socket: str, limits: Limits) -> None:
        # The transport itself and not a client: a client keeps cookies of one visitor for the next.
        self.transport = httpx.AsyncHTTPTransport(
            uds=socket,
            trust_env=False,
            limits=httpx.Limits(
                max_connections=limits.desk_connections, max_keepalive_connections=16, keepalive_expiry=10
            ),
        )
        self.gathering = Gathering(each=limits.gathered, together=limits.gathered_by_all)
        self.timeout = httpx.Timeout(limits.desk_seconds, connect=5, pool=10).as_dict()

    async def ask(self, method: str, target: bytes, headers: Headers, body: Body | None) -> httpx.Response:
        """The beginning of the desk's answer; raises DeskAway, BodyTooLarge and VisitorGone."""
        # A kept connection may be closed by the desk in the moment of its use: what changes nothing is asked again.
        for may_retry in (body is None and method in {"GET", "HEAD"}, False):
            request = httpx.Request(
                method,
                DESK_URL,
                headers=headers,
                stream=body or httpx.ByteStream(b""),
                extensions={"target": target, "timeout": self.timeout},
            )
            try:
                return await self.transport.handle_async_request(request)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                if not may_retry:
                    raise DeskAway(repr(error)) from error
            except httpx.HTTPError as error:
                raise DeskAway(repr(error)) from error
        raise AssertionError("The second round answers or raises.")

    async def pass_on(self, response: httpx.Response, send: Any, is_gone: Callable[[], bool]) -> None:
        """Stream the desk's answer to the visitor; raises DeskAway where nothing has been sent yet.

        Where the desk dies in the middle, the answer ends short and the connection is cut.
        """
        try:
            headers = from_desk(response.headers.raw, response.status_code)
            if headers is None or response.status_code < 200:
                raise DeskAway(f"An answer that cannot be sent on: {response.status_code}.")
            await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
            try:
                async for piece in response.stream:  # type: ignore[union-attr]
                    if is_gone():
                        return
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except httpx.HTTPError:
                return
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Give the connections back."""
        await self.transport.aclose()

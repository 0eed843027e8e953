"""Carries a request to the desk over its socket and the answer back, piece by piece in both directions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import httpx

from hoaban.front.forwarding import ANNOUNCES, Headers, from_desk
from hoaban.front.options import FrontOptions
from hoaban.front.request_bodies import RequestBody
from hoaban.front.spool import QuotaExceeded, Spool, SpoolQuota

# Says nothing: over a Unix socket there is no name to look up; the visitor's Host header is sent.
DESK_URL = "http://desk/"
TAKES_IT = 204
# What of a refusal is passed on.
LONGEST_REFUSAL = 1024 * 1024


class DeskUnavailable(Exception):
    """The desk is not there, answers too late, or with what is no answer."""


class BodyRefused(Exception):
    """The desk does not take the body that a request announces; `status`, `headers` and `body` are its answer."""

    def __init__(self, status: int, headers: Headers, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body


class Reader(Protocol):
    """Whoever reads an answer; `network` is from where."""

    network: bytes

    def is_gone(self) -> bool:
        """Whether he has left: sending to somebody who left raises nothing."""

    def is_slow(self) -> bool:
        """Whether what was sent to him waits on its way."""

    def cut(self) -> None:
        """Close the connection without sending what waits, so that a short answer is seen to be short."""

    async def send(self, message: Any) -> None:
        """Send one part of the answer; waits where it is slow."""


class DeskClient:
    """The other process, as seen from the front: one pool of kept connections."""

    def __init__(self, options: FrontOptions) -> None:
        limits = options.limits
        # The transport itself and not a client: a client keeps cookies of one visitor for the next.
        self.transport = httpx.AsyncHTTPTransport(
            uds=str(options.desk_socket),
            trust_env=False,
            limits=httpx.Limits(
                max_connections=limits.desk_connections, max_keepalive_connections=16, keepalive_expiry=10
            ),
        )
        each, memory = limits.gathered, limits.gathered_by_all
        self.quota = SpoolQuota(options.spool, each=each, memory=memory, disk=limits.answers_on_disk)
        self.timeout = httpx.Timeout(limits.desk_seconds, connect=5, pool=10).as_dict()

    async def ask(self, method: str, target: bytes, headers: Headers, body: RequestBody | None) -> httpx.Response:
        """The beginning of the desk's answer; raises DeskUnavailable, BodyTooLarge and ClientDisconnected."""
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
                    raise DeskUnavailable(repr(error)) from error
            except httpx.HTTPError as error:
                raise DeskUnavailable(repr(error)) from error
        raise AssertionError("The second round answers or raises.")

    async def announce(self, method: str, target: bytes, headers: Headers, size: int) -> None:
        """Ask whether the desk would take a body of this size with this head; raises BodyRefused and DeskUnavailable.

        It is asked with the same head and no body, so that what it refuses is refused in its own words.
        """
        about_body = {b"content-length", b"transfer-encoding"}
        head = [*(pair for pair in headers if pair[0] not in about_body), (ANNOUNCES, b"%d" % size)]
        response = await self.ask(method, target, head, None)
        try:
            if response.status_code == TAKES_IT:
                return
            refusal = from_desk(response.headers.raw, response.status_code)
            body = b""
            async for piece in response.stream:  # type: ignore[union-attr]
                body += piece
                if len(body) > LONGEST_REFUSAL:
                    break
        except httpx.HTTPError as error:
            raise DeskUnavailable(repr(error)) from error
        finally:
            await response.aclose()
        raise BodyRefused(response.status_code, refusal or [], body)

    async def pass_on(self, response: httpx.Response, reader: Reader, done: Callable[[], None]) -> None:
        """Stream the desk's answer to its reader; raises DeskUnavailable where nothing has been sent yet.

        What a slow reader does not take yet is kept, so that the desk's thread is free as soon as it has written; then
        `done` is called. Where the desk dies in the middle, the answer ends short and the connection is cut.
        """
        spool = Spool(self.quota, reader.network, reader.cut)
        try:
            headers = from_desk(response.headers.raw, response.status_code)
            if headers is None or response.status_code < 200:
                raise DeskUnavailable(f"An answer that cannot be sent on: {response.status_code}.")
            await reader.send({"type": "http.response.start", "status": response.status_code, "headers": headers})
            async for piece in response.stream:  # type: ignore[union-attr]
                if reader.is_gone():
                    return
                await self.send_or_keep(piece, reader, spool)
            done()
            if spool:
                await response.aclose()
            while spool and not reader.is_gone():
                await reader.send(part(await spool.take()))
            await reader.send({"type": "http.response.body", "body": b"", "more_body": False})
        except (httpx.HTTPError, QuotaExceeded):
            return
        finally:
            spool.close()
            await response.aclose()

    @staticmethod
    async def send_or_keep(piece: bytes, reader: Reader, spool: Spool) -> None:
        """Send a piece at once to a reader who takes it, else keep it; raises QuotaExceeded."""
        if not spool and not reader.is_slow():
            await reader.send(part(piece))
            return
        await spool.put(piece)
        while spool and not reader.is_slow():
            await reader.send(part(await spool.take()))

    async def close(self) -> None:
        """Close the kept connections."""
        await self.transport.aclose()


def part(piece: bytes) -> dict[str, object]:
    """A part of an answer as ASGI sends it."""
    return {"type": "http.response.body", "body": piece, "more_body": True}

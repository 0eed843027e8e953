"""The ASGI application of the front: what is published from the directory, everything else from the desk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from hoaban.front.answers import Answer, Answers, Errand
from hoaban.front.desk import Body, BodyTooLarge, Desk, DeskAway, VisitorGone
from hoaban.front.disk_files import NotThere, finished, send_file
from hoaban.front.forwarding import Headers, Peers, to_desk
from hoaban.front.layout import HOSTS
from hoaban.front.limits import Budget, Limits
from hoaban.front.reads import Reads
from hoaban.front.ready import RETRY_SECONDS, Ready, made_ready, matches, plain_page
from hoaban.front.reports import LONGEST_BODY, Report, is_report
from hoaban.front.shelf import OnDisk

HEALTH, READY = "/_health", "/_ready"
SAFE = frozenset({"GET", "HEAD"})
NEVER_PASSED = frozenset({"TRACE", "TRACK", "CONNECT"})
HOST_UNSAID = b""
log = logging.getLogger("hoaban.front")


class Request:
    """One request as the parts of the application see it."""

    def __init__(self, scope: Any, receive: Any, send: Any) -> None:
        self.receive = receive
        self.pass_to_visitor = send
        self.has_begun = False
        self.scope = scope
        self.method: str = scope["method"]
        self.headers: Headers = scope["headers"]
        self.fields = dict(self.headers)
        self.host = self.fields.get(b"host", HOST_UNSAID)
        self.accept = self.fields.get(b"accept-encoding", b"")
        # The address at the other end of the connection; empty where it has none.
        self.peer: str = scope["client"][0] if scope.get("client") else ""
        query = scope["query_string"]
        self.target: bytes = scope["raw_path"] + (b"?" + query if query else b"")
        # Said by the protocol, which alone knows it: sending to somebody who left raises nothing.
        self.is_gone: Callable[[], bool] = scope.get("hoaban.gone", lambda: False)

    async def send(self, message: Any) -> None:
        """Send one part of the answer."""
        self.has_begun = True
        await self.pass_to_visitor(message)

    @property
    def has_body(self) -> bool:
        """Whether anything follows the head."""
        return b"transfer-encoding" in self.fields or self.fields.get(b"content-length", b"0").strip(b"0") != b""


class Front:
    """Answers what `Answers` finds, and carries the rest to the desk within its budget."""

    def __init__(
        self,
        answers: Answers,
        *,
        desk_socket: str,
        limit_body: int,
        reads: Reads,
        trusted_proxies: tuple[str, ...] = (),
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        self.limits = limits
        self.answers = answers
        self.desk = Desk(desk_socket, limits)
        self.limit_body = limit_body
        self.reads = reads
        self.peers = Peers(trusted_proxies)
        self.budget = Budget(limits.unknown_per_second, limits.unknown_burst, limits.unknown_at_once)
        self.is_desk_away = False
        self.too_large = plain_page(413, https=answers.https, Connection="close")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive, send)
        try:
            await self.answer(request)
        except VisitorGone:
            return
        except asyncio.CancelledError:
            # The front is stopping and has waited long enough.
            if not request.has_begun:
                await self.send_unavailable(request)
        except DeskAway as error:
            self.note_desk(error)
            await self.send_unavailable(request)
        except BodyTooLarge:
            await self.refuse_body(request)

    async def answer(self, request: Request) -> None:
        """Answer one request; raises what the desk raises, before anything is sent."""
        path = request.scope["path"]
        if path in {HEALTH, READY}:
            await self.send_state(request, is_well=path == HEALTH or (self.answers.root / HOSTS).exists())
            return
        if is_report(request.target):
            await self.take_report(request)
            return
        found = self.find(request)
        if isinstance(found, OnDisk):
            try:
                await send_file(found, request.method, request.fields, request.send, request.is_gone)
            except NotThere:
                await self.send_ready(request, self.answers.nowhere_page(request.host, request.accept))
        elif isinstance(found, Ready):
            await self.send_ready(request, found)
        elif found is Errand.DESK:
            await self.ask_desk(request)
        else:
            await self.ask_about_unknown(request)

    async def take_report(self, request: Request) -> None:
        """Take the report of a read that came where the protocol could not answer it at once."""
        body = b"".join([piece async for piece in Body(request.receive, LONGEST_BODY)])
        report = Report(request.method.encode(), request.target, request.headers, request.fields, request.peer)
        manner, said = self.reads.answer(report, body)
        headers = [*manner.headers, (b"content-length", b"%d" % len(said))]
        await request.send({"type": "http.response.start", "status": manner.status, "headers": headers})
        shown = b"" if request.method == "HEAD" else said
        await request.send({"type": "http.response.body", "body": shown, "more_body": False})

    def find(self, request: Request) -> Answer:
        """What the directory has; a method that is not for reading gets nothing of it."""
        ranged = b"range" in request.fields
        found = self.answers.find(request.host, request.target, request.accept, ranged=ranged)
        if found is self.answers.bad_host:
            return found
        if request.method in NEVER_PASSED:
            return self.answers.not_allowed
        if isinstance(found, Errand) or request.method in SAFE:
            return found
        if isinstance(found, Ready) and found.status == 404:
            return Errand.UNKNOWN
        return self.answers.not_allowed

    async def ask_about_unknown(self, request: Request) -> None:
        """Let the desk say what an unknown address is, as far as the budget for such questions goes."""
        if not self.budget.take():
            is_nowhere = self.answers.hosts.complete
            await (self.send_nowhere(request) if is_nowhere else self.send_unavailable(request))
            return
        generation = self.answers.generation
        try:
            status = await self.ask_desk(request)
        finally:
            self.budget.give_back()
        if status == 404 and request.method in SAFE and generation == self.answers.generation:
            folder = self.answers.names.folder(request.host)
            if folder:
                self.answers.note_nowhere(folder, request.target, asked_desk=True)

    async def ask_desk(self, request: Request) -> int:
        """Carry a request to the desk and its answer back; returns the status."""
        length = request.fields.get(b"content-length", b"0")
        if int(length) > self.limit_body:
            raise BodyTooLarge
        headers = to_desk(
            request.headers,
            peer=request.peer,
            scheme=request.scope["scheme"].encode(),
            host=request.host,
            is_trusted=self.peers.is_trusted(request.peer),
        )
        body = Body(request.receive, self.limit_body) if request.has_body else None
        if body is not None:
            await body.gather(self.desk.gathering)
            if b"transfer-encoding" in request.fields:
                # Django takes no body whose length it is not told; where it is known by now, it is.
                known = (b"content-length", b"%d" % body.count)
                headers.append(known if body.is_complete else (b"transfer-encoding", b"chunked"))
        response = await self.desk.ask(request.method, request.target, headers, body)
        self.note_desk(None)
        await self.desk.pass_on(response, request.send, request.is_gone)
        return response.status_code

    def note_desk(self, error: DeskAway | None) -> None:
        """Log that the desk went or came back: once, not for each visitor who notices."""
        if error is not None and not self.is_desk_away:
            log.warning("The desk does not answer: %s", error)
        elif error is None and self.is_desk_away:
            log.info("The desk answers again.")
        self.is_desk_away = error is not None

    async def send_ready(self, request: Request, ready: Ready) -> None:
        """Send an answer that is made already."""
        if ready.etag and matches(request.fields.get(b"if-none-match", b""), ready.etag):
            about_body = {b"content-length", b"content-type", b"content-encoding", b"content-disposition"}
            await finished(request.send, 304, [pair for pair in ready.headers if pair[0] not in about_body])
            return
        body = b"" if request.method == "HEAD" else ready.body
        await request.send({"type": "http.response.start", "status": ready.status, "headers": list(ready.headers)})
        await request.send({"type": "http.response.body", "body": body, "more_body": False})

    async def send_nowhere(self, request: Request) -> None:
        """Say that there is nothing at the address."""
        await self.send_ready(request, self.answers.nowhere_page(request.host, request.accept))

    async def send_unavailable(self, request: Request) -> None:
        """Say that what only the desk can do has to wait."""
        await self.send_ready(request, self.answers.unavailable(request.host, request.accept))

    async def send_state(self, request: Request, *, is_well: bool) -> None:
        """Answer those who watch over the processes."""
        headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        if is_well:
            found = made_ready(200, headers, b"ok\n")
        else:
            found = made_ready(503, {**headers, "Retry-After": str(RETRY_SECONDS)}, b"nothing published yet\n")
        await self.send_ready(request, found)

    async def refuse_body(self, request: Request) -> None:
        """Say that the body is too large, and take some more of it, so that the sender comes to read that."""
        ready = self.too_large
        await request.send({"type": "http.response.start", "status": 413, "headers": list(ready.headers)})
        await request.send({"type": "http.response.body", "body": ready.body, "more_body": True})
        until = time.monotonic() + self.limits.linger_seconds
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + self.limits.linger_seconds):
                while time.monotonic() < until:
                    message = await request.receive()
                    if message["type"] == "http.disconnect" or not message.get("more_body"):
                        break
        except TimeoutError:
            pass
        await request.send({"type": "http.response.body", "body": b"", "more_body": False})

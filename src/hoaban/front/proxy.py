"""The ASGI application of the front: what is published from the directory, everything else from the desk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Any

from hoaban.front.answers import Answer, Answers, Miss
from hoaban.front.beacon_handler import BeaconHandler
from hoaban.front.beacons import LONGEST_BODY, Beacon, is_beacon
from hoaban.front.desk_client import BodyRefused, DeskClient, DeskUnavailable
from hoaban.front.disk_files import NotThere, send_file, send_less
from hoaban.front.fair_queue import FairQueue
from hoaban.front.forwarding import Headers, Peers, to_desk
from hoaban.front.options import FrontOptions
from hoaban.front.rate_limiter import Permit, TooManyRequests, UnknownAddressLimiter
from hoaban.front.readiness import STATES, Readiness
from hoaban.front.request_bodies import BodyTooLarge, ClientDisconnected, RequestBody, UnfinishedBodies
from hoaban.front.response_cache import FileOnDisk
from hoaban.front.responses import ReadyResponse, plain_page
from hoaban.front.spool import QuotaExceeded, Spool, SpoolQuota
from hoaban.front.visitors import ClientNetworks, holder_of

SAFE = frozenset({"GET", "HEAD"})
NEVER_PASSED = frozenset({"TRACE", "TRACK", "CONNECT"})
HOST_UNSAID = b""
log = logging.getLogger("hoaban.front")


class Request:
    """One request as the parts of the application see it."""

    def __init__(self, scope: Any, receive: Any, send: Any) -> None:
        self.receive = receive
        self.pass_to_reader = send
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
        # Said by the protocol, which alone knows it.
        self.is_gone: Callable[[], bool] = scope.get("hoaban.gone", lambda: False)
        self.is_slow: Callable[[], bool] = scope.get("hoaban.slow", lambda: False)
        self.give_up: Callable[[], None] = scope.get("hoaban.give_up", lambda: None)
        self.cut: Callable[[], None] = scope.get("hoaban.cut", lambda: None)
        # From where it comes, as far as everything of one place shares its bounds.
        self.network = b""

    async def send(self, message: Any) -> None:
        """Send one part of the answer, and note that something of it has gone out."""
        self.has_begun = True
        await self.pass_to_reader(message)

    @property
    def has_body(self) -> bool:
        """Whether anything follows the head."""
        return b"transfer-encoding" in self.fields or self.fields.get(b"content-length", b"0").strip(b"0") != b""

    @property
    def length(self) -> int | None:
        """Bytes of the body where they are told: those of a body in chunks are not."""
        if b"transfer-encoding" in self.fields:
            return None
        return int(self.fields.get(b"content-length", b"0"))


class Front:
    """Answers what `Answers` finds, and carries the rest to the desk within its budget."""

    def __init__(self, answers: Answers, beacons: BeaconHandler, options: FrontOptions) -> None:
        limits, threads = options.limits, options.desk_threads
        self.limits = limits
        self.answers = answers
        self.beacons = beacons
        self.desk = DeskClient(options)
        self.readiness = Readiness(answers, self.desk)
        self.limit_form = options.limit_form
        self.limit_body = options.limit_body
        each, memory = limits.gathered, limits.gathered_by_all
        self.form_quota = SpoolQuota(options.spool, each=each, memory=memory, disk=limits.forms_on_disk)
        self.upload_quota = SpoolQuota(options.spool, each=each, memory=memory, disk=limits.uploads_on_disk)
        self.unfinished = UnfinishedBodies(of_network=limits.bodies_of_network, of_all=limits.bodies)
        # Half of the desk's threads may be held by uploads, and half by questions that may come from anybody.
        self.free_streams = threads // 2
        self.unknown = UnknownAddressLimiter(limits, max(threads // 2, 1))
        self.queue = FairQueue(max(threads, 1))
        self.networks = ClientNetworks(options.trusted_proxies)
        self.peers = Peers(options.trusted_proxies)
        self.is_desk_away = False
        self.too_large = plain_page(413, https=options.https, Connection="close")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive, send)
        try:
            await self.answer(request)
        except ClientDisconnected:
            return
        except asyncio.CancelledError:
            # The front is stopping and has waited long enough.
            if not request.has_begun:
                await self.send_unavailable(request)
        except DeskUnavailable as error:
            self.note_desk(error)
            await self.send_unavailable(request)
        except (QuotaExceeded, TooManyRequests):
            await self.send_unavailable(request)
        except BodyTooLarge:
            await self.refuse_body(request, 413, self.too_large.headers, self.too_large.body)
        except BodyRefused as refusal:
            await self.refuse_body(request, refusal.status, refusal.headers, refusal.body)

    async def answer(self, request: Request) -> None:
        """Answer one request; raises what the desk raises, before anything is sent."""
        path = request.scope["path"]
        if path in STATES:
            await self.send_ready(request, await self.readiness.answer(path))
            return
        if is_beacon(request.target):
            await self.take_beacon(request)
            return
        found = self.find(request)
        if isinstance(found, FileOnDisk):
            try:
                await send_file(found, request.method, request.fields, request.send, request.is_gone)
            except NotThere:
                await self.send_ready(request, self.answers.nowhere_page(request.host, request.accept))
        elif isinstance(found, ReadyResponse):
            await self.send_ready(request, found)
        else:
            request.network = holder_of(self.networks.network(request.peer, request.headers, request.fields))
            async with self.body(request) as body:
                await (self.ask_desk if found is Miss.DESK else self.ask_about_unknown)(request, body)

    async def take_beacon(self, request: Request) -> None:
        """Take a beacon that came where the protocol could not answer it at once."""
        sent = RequestBody(request.receive, LONGEST_BODY, Spool(self.form_quota))
        body = b"".join([piece async for piece in sent])
        beacon = Beacon(request.method.encode(), request.target, request.headers, request.fields, request.peer)
        head, said = self.beacons.answer(beacon, body)
        headers = [*head.headers, (b"content-length", b"%d" % len(said))]
        await request.send({"type": "http.response.start", "status": head.status, "headers": headers})
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
        if isinstance(found, Miss) or request.method in SAFE:
            return found
        if isinstance(found, ReadyResponse) and found.status == 404:
            return Miss.UNKNOWN
        return self.answers.not_allowed

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[RequestBody | None]:
        """The body of a request: whole, or the beginning of an upload that the desk has agreed to.

        A form is waited for before the desk hears of it. What is larger is first announced to the desk, which says
        whether this session may send it; then it streams while half of the desk's threads are free, else it is waited
        for too.
        """
        if not request.has_body:
            yield None
            return
        length = request.length
        if length is not None and length > self.limit_body:
            raise BodyTooLarge
        is_form = length is not None and length <= self.limit_form
        quota = self.form_quota if is_form else self.upload_quota
        body = RequestBody(request.receive, self.limit_body, Spool(quota, request.network, request.give_up))
        try:
            if is_form or length is None:
                with self.unfinished.one(request.network, request.give_up):
                    await body.gather(self.limit_form)
            if not body.is_complete:
                await self.desk.announce(
                    request.method, request.target, self.headers(request), max(length or 0, body.count)
                )
            # Django takes no body whose length it is not told.
            is_streamed = not body.is_complete and length is not None and self.free_streams > 0
            with self.stream() if is_streamed else nullcontext():
                await body.gather(self.limits.gathered if is_streamed else self.limit_body)
                yield body
        finally:
            body.close()

    @contextmanager
    def stream(self) -> Iterator[None]:
        """Hold one of the desk's threads for an upload."""
        self.free_streams -= 1
        try:
            yield
        finally:
            self.free_streams += 1

    async def ask_about_unknown(self, request: Request, body: RequestBody | None) -> None:
        """Let the desk say what an unknown address is, as far as the budget for such questions goes.

        Beyond it nobody knows whether something is there (a page behind a password is): never 404.
        """
        generation = self.answers.generation
        async with self.unknown.permit(request.network) as permit:
            status = await self.ask_desk(request, body, permit)
        if status == 404 and request.method in SAFE and generation == self.answers.generation:
            folder = self.answers.names.folder(request.host)
            if folder:
                self.answers.nowhere.note(folder, request.target, asked_desk=True)

    def headers(self, request: Request) -> Headers:
        """The headers with which the desk is asked."""
        return to_desk(
            request.headers,
            peer=request.peer,
            scheme=request.scope["scheme"].encode(),
            host=request.host,
            is_trusted=self.peers.is_trusted(request.peer),
        )

    async def ask_desk(self, request: Request, body: RequestBody | None, question: Permit | None = None) -> int:
        """Carry a request to the desk and its answer back; returns the status."""
        headers = self.headers(request)
        if body is not None and request.length is None:
            headers.append((b"content-length", b"%d" % body.count))
        async with self.queue.permit(request.network) as permit:

            def is_done() -> None:
                permit.release()
                if question is not None:
                    question.release()

            response = await self.desk.ask(request.method, request.target, headers, body)
            self.note_desk(None)
            await self.desk.pass_on(response, request, is_done)
        return response.status_code

    def note_desk(self, error: DeskUnavailable | None) -> None:
        """Log that the desk went or came back: once, not for each visitor who notices."""
        if error is not None and not self.is_desk_away:
            log.warning("The desk does not answer: %s", error)
        elif error is None and self.is_desk_away:
            log.info("The desk answers again.")
        self.is_desk_away = error is not None

    async def send_ready(self, request: Request, ready: ReadyResponse) -> None:
        """Send an answer that is made already."""
        if await send_less(ready, request.method, request.fields, request.send):
            return
        body = b"" if request.method == "HEAD" else ready.body
        await request.send({"type": "http.response.start", "status": ready.status, "headers": list(ready.headers)})
        await request.send({"type": "http.response.body", "body": body, "more_body": False})

    async def send_unavailable(self, request: Request) -> None:
        """Say that what only the desk can do has to wait."""
        await self.send_ready(request, self.answers.unavailable(request.host, request.accept))

    async def refuse_body(
        self, request: Request, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> None:
        """Say that the body is not taken, and take some more of it, so that the sender comes to read that."""
        kept = [pair for pair in headers if pair[0] not in {b"content-length", b"connection"}]
        length = (b"content-length", b"%d" % len(body))
        said = [*kept, length, (b"connection", b"close")]
        await request.send({"type": "http.response.start", "status": status, "headers": said})
        await request.send({"type": "http.response.body", "body": body, "more_body": True})
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

"""The ASGI application of the front: what is published from the directory, everything else from the desk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from hoaban.front.answers import Answer, Answers, Errand
from hoaban.front.bodies import Body, BodyTooLarge, Unfinished, VisitorGone
from hoaban.front.desk import Desk, DeskAway, NotTaken
from hoaban.front.disk_files import NotThere, finished, send_file
from hoaban.front.fairness import FairTurns
from hoaban.front.forwarding import Headers, Peers, to_desk
from hoaban.front.layout import HOSTS
from hoaban.front.limits import Limits
from hoaban.front.reads import Reads
from hoaban.front.ready import RETRY_SECONDS, Ready, made_ready, matches, plain_page
from hoaban.front.reports import LONGEST_BODY, Report, is_report
from hoaban.front.shelf import OnDisk
from hoaban.front.spool import NoRoom, Room, Spool
from hoaban.front.unknown import Questions, TooManyQuestions, Turn
from hoaban.front.visitors import Networks, holder_of

HEALTH, READY = "/_health", "/_ready"
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
        """Send one part of the answer."""
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

    def __init__(
        self,
        answers: Answers,
        *,
        desk_socket: str,
        desk_hands: int,
        limit_form: int,
        limit_body: int,
        spool_folder: Path | None,
        reads: Reads,
        trusted_proxies: tuple[str, ...] = (),
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        self.limits = limits
        self.answers = answers
        self.desk = Desk(desk_socket, limits, spool_folder)
        self.limit_form = limit_form
        self.limit_body = limit_body
        each, memory = limits.gathered, limits.gathered_by_all
        self.room_of_forms = Room(spool_folder, each=each, memory=memory, disk=limits.forms_on_disk)
        self.room_of_uploads = Room(spool_folder, each=each, memory=memory, disk=limits.uploads_on_disk)
        self.unfinished = Unfinished(of_network=limits.bodies_of_network, of_all=limits.bodies)
        # Half of the desk's hands may be held by uploads, and half by questions that may come from anybody.
        self.free_streams = desk_hands // 2
        self.questions = Questions(limits, max(desk_hands // 2, 1))
        self.hands = FairTurns(max(desk_hands, 1))
        self.networks = Networks(trusted_proxies)
        self.reads = reads
        self.peers = Peers(trusted_proxies)
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
        except (NoRoom, TooManyQuestions):
            await self.send_unavailable(request)
        except BodyTooLarge:
            await self.refuse_body(request, 413, self.too_large.headers, self.too_large.body)
        except NotTaken as refusal:
            await self.refuse_body(request, refusal.status, refusal.headers, refusal.body)

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
        else:
            request.network = holder_of(self.networks.network(request.peer, request.headers, request.fields))
            async with self.body(request) as body:
                await (self.ask_desk if found is Errand.DESK else self.ask_about_unknown)(request, body)

    async def take_report(self, request: Request) -> None:
        """Take the report of a read that came where the protocol could not answer it at once."""
        sent = Body(request.receive, LONGEST_BODY, Spool(self.room_of_forms))
        body = b"".join([piece async for piece in sent])
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

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[Body | None]:
        """The body of a request: whole, or the beginning of an upload that the desk has agreed to.

        A form is waited for before the desk hears of it. What is larger is first announced to the desk, which says
        whether this session may send it; then it streams while half of the desk's hands are free, else it is waited
        for too.
        """
        if not request.has_body:
            yield None
            return
        length = request.length
        if length is not None and length > self.limit_body:
            raise BodyTooLarge
        is_form = length is not None and length <= self.limit_form
        room = self.room_of_forms if is_form else self.room_of_uploads
        body = Body(request.receive, self.limit_body, Spool(room, request.network, request.give_up))
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
        """Hold one of the desk's hands for an upload."""
        self.free_streams -= 1
        try:
            yield
        finally:
            self.free_streams += 1

    async def ask_about_unknown(self, request: Request, body: Body | None) -> None:
        """Let the desk say what an unknown address is, as far as the budget for such questions goes.

        Beyond it nobody knows whether something is there (a page behind a password is): never 404.
        """
        generation = self.answers.generation
        async with self.questions.turn(request.network) as turn:
            status = await self.ask_desk(request, body, turn)
        if status == 404 and request.method in SAFE and generation == self.answers.generation:
            folder = self.answers.names.folder(request.host)
            if folder:
                self.answers.note_nowhere(folder, request.target, asked_desk=True)

    def headers(self, request: Request) -> Headers:
        """The headers with which the desk is asked."""
        return to_desk(
            request.headers,
            peer=request.peer,
            scheme=request.scope["scheme"].encode(),
            host=request.host,
            is_trusted=self.peers.is_trusted(request.peer),
        )

    async def ask_desk(self, request: Request, body: Body | None, turn: Turn | None = None) -> int:
        """Carry a request to the desk and its answer back; returns the status."""
        headers = self.headers(request)
        if body is not None and request.length is None:
            headers.append((b"content-length", b"%d" % body.count))
        async with self.hands.turn(request.network) as hand:

            def is_done() -> None:
                hand.end()
                if turn is not None:
                    turn.end()

            response = await self.desk.ask(request.method, request.target, headers, body)
            self.note_desk(None)
            await self.desk.pass_on(response, request, is_done)
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

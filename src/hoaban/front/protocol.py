"""One connection: answers what is published before any further machinery starts, and keeps every deadline and limit.

Everything that is no hit runs through uvicorn's own way to the ASGI application, in the order of its arrival.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

import httptools

from hoaban.front.answers import READ, Answers
from hoaban.front.deadlines import BODY, CLOSE, HEAD, IDLE, DeadlineProtocol
from hoaban.front.reads import Reads
from hoaban.front.ready import Ready, matches
from hoaban.front.reports import BEGINNING, LONGEST_BODY, Answered, Report, is_report

# Above this a second call into the kernel costs less than the copying.
LARGEST_JOINED = 128 * 1024
# What of a body that nobody wants is read, before the connection is closed instead.
MOST_DISCARDED = 256 * 1024
# Bytes of chunk sizes and trailers without one byte of a body.
MOST_FRAMING = 64 * 1024
# Headers that make a request more than a plain question for a file.
UNCOMMON = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"range", b"expect"})
ONCE_ONLY = frozenset({b"host", b"content-length", b"transfer-encoding"})
log = logging.getLogger("hoaban.front")


class Refused(Exception):
    """A request that is answered with an error and a closed connection; `status` 0 says nothing at all."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class FrontProtocol(DeadlineProtocol):
    """uvicorn's protocol with hits answered at once, limits, and deadlines that `sweep` looks at."""

    answers: Answers
    reads: Reads

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.reading = HEAD
        self.since = self.clock.now
        self.is_begun = False
        self.is_deaf = False
        # Whether the present request has its answer, or somebody who makes it; and whether that was done here.
        self.is_taken = False
        self.is_direct = False
        self.running: Any = None
        # A report of a read whose body is coming, and what came of it.
        self.report: Report | None = None
        self.reported = b""
        self.report_waits = False
        self.url = b""
        self.headers = []
        self.chunk = self.head_before = self.framing = self.discarded = self.brought = 0
        self.blocked_since = self.closing_since = 0.0
        self.unsent = 0
        self.begin_credit()

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the application too, if it is not the newest request that it works on."""
        self.pipeline.clear()
        if self.running is not None:
            self.running.disconnected = True
            self.running.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    def answer_waiting_report(self) -> None:
        """Answer the report of this connection before anything else happens to it: answers keep their order."""
        if self.report_waits:
            self.reads.flush()

    def eof_received(self) -> None:
        self.answer_waiting_report()
        super().eof_received()

    def data_received(self, data: bytes) -> None:
        """Parse what came; whatever is no HTTP is refused and the connection closed (RFC 9112, 2.2 and 6.3)."""
        self.answer_waiting_report()
        if self.is_deaf:
            self.discarded += len(data)
            if self.discarded > MOST_DISCARDED:
                self.transport.abort()
            return
        self.chunk = len(data)
        carried = self.headers if self.is_begun else None
        self.framing += self.chunk
        try:
            self.parser.feed_data(data)
            if self.reading != IDLE:
                self.count_what_came(carried)
        except httptools.HttpParserUpgrade:
            # Answered as if nothing had been asked (RFC 9110, 7.8), but what follows is no HTTP that we know.
            self.is_deaf = True
        except httptools.HttpParserError as error:
            self.refuse(self.status_of(error))
        except Refused as refused:
            self.refuse(refused.status)

    @staticmethod
    def status_of(error: httptools.HttpParserError) -> int:
        """The status that a fault of the parser stands for; a fault of our own is logged."""
        cause = error.__context__
        if isinstance(cause, Refused):
            return cause.status
        if cause is not None and not isinstance(cause, httptools.HttpParserError | UnicodeError):
            log.error("A request could not be taken in.", exc_info=cause)
        return 400

    def count_what_came(self, carried: list[tuple[bytes, bytes]] | None) -> None:
        """Refuse a head or the framing of a body that grows without end; `carried` is the head from before."""
        if self.is_begun and self.headers is carried:
            self.head_before += self.chunk
            if self.head_before > self.limits.head:
                raise Refused(431)
        elif self.reading == BODY and self.framing > MOST_FRAMING + self.chunk:
            raise Refused(400)

    def on_message_begin(self) -> None:
        self.answer_waiting_report()
        self.url = b""
        self.headers = []
        self.reading = HEAD
        self.head_before = 0
        self.since = self.clock.now
        self.is_begun = True
        self.is_taken = False

    def on_url(self, url: bytes) -> None:
        self.url += url
        if len(self.url) > self.limits.url:
            raise Refused(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Answer a hit at once where nothing else is under way, else hand the request to uvicorn."""
        if self.is_deaf:
            raise Refused(0)
        self.reading = BODY
        self.is_begun = False
        self.framing = self.discarded = self.brought = 0
        headers = self.headers
        fields = dict(headers)
        if self.chunk + self.head_before > self.limits.head or len(headers) > self.limits.headers:
            self.check_sizes()
        if len(fields) != len(headers):
            self.check_repeated(fields)
        method = self.parser.get_method()
        if self.url[: len(BEGINNING)] == BEGINNING and self.takes_report(method, fields):
            return
        cycle = self.cycle
        if (
            (UNCOMMON.isdisjoint(fields) or self.is_simple(fields))
            and method in READ
            and self.url[:1] == b"/"
            and (cycle is None or cycle.response_complete)
            and not self.flow.write_paused
        ):
            found = self.answers.find(fields.get(b"host", b""), self.url, fields.get(b"accept-encoding", b""))
            if type(found) is Ready and found is not self.answers.bad_host:
                self.answer(found, method, fields)
                return
        self.hand_over(method, fields)

    def check_sizes(self) -> None:
        """Refuse a head that is larger than it may be."""
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self.limits.head or len(self.headers) > self.limits.headers:
            raise Refused(431)

    def check_repeated(self, fields: dict[bytes, bytes]) -> None:
        """Refuse a request that says twice what may be said once (RFC 9112, 3.2 and 6.3)."""
        if len(self.headers) > self.limits.headers:
            raise Refused(431)
        for name in ONCE_ONLY & fields.keys():
            if sum(1 for each, _value in self.headers if each == name) > 1:
                raise Refused(400)

    def is_simple(self, fields: dict[bytes, bytes]) -> bool:
        """Whether a request with uncommon headers can be answered like any other; raises Refused by its framing.

        RFC 9112, 6.1 and 6.3: only `chunked`, only in HTTP/1.1, and never together with a length.
        """
        self.since = self.clock.now
        coding = fields.get(b"transfer-encoding")
        if coding is not None and (
            b"content-length" in fields
            or coding.strip().lower() != b"chunked"
            or self.parser.get_http_version() != "1.1"
        ):
            raise Refused(400)
        return b"range" not in fields and b"upgrade" not in fields

    def answer(self, found: Ready, method: bytes, fields: dict[bytes, bytes]) -> None:
        """Write a ready answer; the rest of the request is read past."""
        self.is_taken = self.is_direct = True
        start, rest = self.clock.starts[found.status], found.whole
        if found.etag and b"if-none-match" in fields and matches(fields[b"if-none-match"], found.etag):
            start, rest = self.clock.starts[304], found.unchanged
        elif method == b"HEAD":
            rest = rest[: found.cut]
        keeps = self.is_kept(fields)
        if not keeps:
            start += CLOSE
        if len(rest) < LARGEST_JOINED:
            self.transport.write(start + rest)
        else:
            self.transport.write(start)
            self.transport.write(rest)
        if not keeps:
            self.close()

    def is_kept(self, fields: dict[bytes, bytes]) -> bool:
        """Whether the connection stays open behind the answer."""
        return self.parser.should_keep_alive() and (
            b"connection" not in fields or self.parser.get_http_version() == "1.1"
        )

    def takes_report(self, method: bytes, fields: dict[bytes, bytes]) -> bool:
        """Take the report of a read that can be answered when its body is there; else it is the application's."""
        if not is_report(self.url) or self.is_pending() or self.flow.write_paused:
            return False
        if not UNCOMMON.isdisjoint(fields) and (b"expect" in fields or not self.is_simple(fields)):
            return False
        peer = self.client[0] if self.client else ""
        self.report, self.reported = Report(method, self.url, self.headers, fields, peer), b""
        # As in `hand_over`: what comes behind the body says nothing about the request.
        self.headers = []
        self.is_direct = True
        return True

    def answer_report(self, report: Report, answered: Answered, *, keeps: bool) -> None:
        """Write the answer to a report, and close the connection behind it where it is not kept."""
        self.report, self.report_waits = None, False
        if self.transport.is_closing():
            return
        self.is_taken = True
        manner, body = answered
        start = self.clock.starts[manner.status] + (b"" if keeps else CLOSE) + manner.lines
        shown = b"" if report.method == b"HEAD" else body
        self.transport.write(b"%bcontent-length: %d\r\n\r\n%b" % (start, len(body), shown))
        if keeps:
            return
        if self.reading == IDLE:
            self.close()
        else:
            self.close_gently()

    def hand_over(self, method: bytes, fields: dict[bytes, bytes]) -> None:
        """Let uvicorn run the application for this request."""
        is_last = self.parser.should_upgrade()
        if is_last and (method == b"CONNECT" or b"transfer-encoding" in fields or b"content-length" in fields):
            # The parser stops at such a request and cannot say where it ends.
            raise Refused(405 if method == b"CONNECT" else 400)
        self.make_origin_form(fields)
        self.expect_100_continue = fields.get(b"expect", b"").lower() == b"100-continue"
        self.scope = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "root_path": self.root_path,
            "headers": self.headers,
            "state": self.app_state.copy(),
        }  # type: ignore[typeddict-item]
        super().on_headers_complete()
        cycle = self.cycle
        # What the protocol alone knows of the visitor, and how it is rid of him.
        self.scope["hoaban.gone"] = lambda: cycle.disconnected  # type: ignore[typeddict-unknown-key]
        self.scope["hoaban.slow"] = lambda: self.flow.write_paused  # type: ignore[typeddict-unknown-key]
        self.scope["hoaban.cut"] = self.transport.abort  # type: ignore[typeddict-unknown-key]
        self.scope["hoaban.give_up"] = partial(self.refuse, 408)  # type: ignore[typeddict-unknown-key]
        self.begin_credit()
        self.is_taken = True
        # What comes behind a body in chunks is no header of the request: it goes into a list that nobody reads.
        self.headers = []
        if is_last:
            cycle.keep_alive = False

    def make_origin_form(self, fields: dict[bytes, bytes]) -> None:
        """Bring a target into the one form that the rest knows (RFC 9112, 3.2); raises Refused."""
        if b"#" in self.url:
            raise Refused(400)
        if self.url[:1] == b"/":
            return
        scheme, separator, rest = self.url.partition(b"://")
        authority, slash, path = rest.partition(b"/")
        is_ours = authority.lower() == fields.get(b"host", b"").lower()
        if not separator or scheme.lower() not in {b"http", b"https"} or not is_ours:
            raise Refused(400)
        self.url = slash + path or b"/"

    def on_body(self, body: bytes) -> None:
        self.framing = 0
        self.brought += len(body)
        self.add_credit(len(body))
        if self.brought >= self.limits.body_least:
            self.brought, self.since = 0, self.clock.now
        if self.report is not None:
            self.reported += body
            if len(self.reported) > LONGEST_BODY:
                report = self.report
                refusal = self.reads.manners.refusal(report, 413)
                self.answer_report(report, refusal, keeps=self.is_kept(report.fields))
            return
        if self.is_direct or self.cycle.response_complete:
            self.discarded += len(body)
            if self.discarded > MOST_DISCARDED:
                self.close()
            return
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.reading = IDLE
        self.since = self.clock.now
        if self.is_direct:
            self.is_direct = False
            report = self.report
            if report is not None and not self.transport.is_closing():
                self.report_waits = True
                # The parser forgets whether the connection is kept as soon as the request is over.
                reply = partial(self.answer_report, report, keeps=self.is_kept(report.fields))
                self.reads.answer_soon(report, self.reported, reply)
        else:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Start what waits behind the answer; the keep-alive time is kept by `sweep`, not by a timer of its own."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        if self.reading == IDLE:
            self.since = self.clock.now
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())

    def refuse(self, status: int) -> None:
        """Answer a request that cannot be served and end the connection; earlier answers go out first."""
        self.answer_waiting_report()
        self.is_deaf = True
        if not status or self.transport.is_closing():
            return
        if self.is_pending():
            cycle = self.cycle
            if not (self.reading == BODY and cycle.more_body):
                # The fault lies behind a request that is being answered.
                cycle.keep_alive = False
                return
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.abort()
                return
        elif self.is_taken and self.reading == BODY:
            # The answer is on its way already.
            self.close_gently()
            return
        self.write_refusal(status)
        self.close_gently()

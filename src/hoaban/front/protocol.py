"""One connection: answers what is published before any further machinery starts.

Everything that is no hit runs through uvicorn's own way to the ASGI application, in the order of its arrival.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from hoaban.front.answers import READ, Answers
from hoaban.front.beacon_protocol import UNCOMMON, BeaconProtocol
from hoaban.front.beacons import BEGINNING
from hoaban.front.deadlines import BODY, CLOSE, IDLE
from hoaban.front.framing import Refused
from hoaban.front.responses import ReadyResponse, is_unchanged

# Above this a second call into the kernel costs less than the copying.
CONDITIONS = frozenset({b"if-none-match", b"if-modified-since"})
LARGEST_JOINED = 128 * 1024


class FrontProtocol(BeaconProtocol):
    """uvicorn's protocol with hits answered at once."""

    answers: Answers

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # What the application works on at present.
        self.running: Any = None

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

    def eof_received(self) -> None:
        self.answer_waiting()
        super().eof_received()

    def on_headers_complete(self) -> None:
        """Answer a hit at once where nothing else is under way, else hand the request to uvicorn."""
        if self.is_deaf:
            raise Refused(0)
        self.reading = BODY
        self.is_begun = False
        self.framing = self.discarded = self.brought = 0
        headers = self.headers
        fields = dict(headers)
        # Here and not in a method: what a hit costs is a few microseconds in all.
        if (
            self.chunk + self.head_before > self.limits.head
            or len(headers) > self.limits.headers
            or len(fields) != len(headers)
        ):
            self.check_head(fields)
        method = self.parser.get_method()
        if self.url[: len(BEGINNING)] == BEGINNING and self.takes_beacon(method, fields):
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
            if type(found) is ReadyResponse and found is not self.answers.bad_host:
                self.answer(found, method, fields)
                return
        self.hand_over(method, fields)

    def answer(self, found: ReadyResponse, method: bytes, fields: dict[bytes, bytes]) -> None:
        """Write a ready answer; the rest of the request is read past."""
        self.is_taken = self.is_direct = True
        start, rest = self.clock.starts[found.status], found.whole
        if found.etag and not CONDITIONS.isdisjoint(fields) and is_unchanged(fields, found.etag, found.modified):
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

    def on_body(self, body: bytes) -> None:
        self.count_body(len(body))
        if self.beacon is not None:
            self.add_to_beacon(self.beacon, body)
        elif self.is_direct or self.cycle.response_complete:
            self.discard(len(body))
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self.reading = IDLE
        self.since = self.clock.now
        if self.is_direct:
            self.is_direct = False
            if self.beacon is not None:
                self.finish_beacon(self.beacon)
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

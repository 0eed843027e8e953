"""The deadlines of one connection, and how it ends: one look a second at all of them instead of a timer for each."""

from __future__ import annotations

import http
from collections.abc import Iterable

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hoaban.front.limits import Limits
from hoaban.front.responses import Clock

CLOSE = b"connection: close\r\n"
# What a connection is reading.
IDLE, HEAD, BODY = range(3)


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's protocol that knows how long it has waited; `refuse` and `is_pending` are those of the protocol."""

    limits: Limits
    clock: Clock
    # When the present waiting began: for a head, for the next piece of a body, for the next request.
    since: float
    reading: int
    # Whether a head has begun and is not complete.
    is_begun: bool
    is_deaf: bool
    blocked_since: float
    closing_since: float
    unsent: int
    # How far a body is ahead of the average that is demanded, in bytes, and when that was looked at.
    credit: float
    credit_at: float

    def refuse(self, status: int) -> None:
        """Answer a request that cannot be served and end the connection."""
        raise NotImplementedError

    def is_pending(self) -> bool:
        """Whether an answer is still being made."""
        return self.cycle is not None and not self.cycle.response_complete

    def write_refusal(self, status: int) -> None:
        """Write a short answer for people who look at the bytes."""
        text = f"{status} {http.HTTPStatus(status).phrase}\n".encode()
        headers = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n" % len(text)
        allow = b"allow: GET, HEAD\r\n" if status == http.HTTPStatus.METHOD_NOT_ALLOWED else b""
        self.transport.write(self.clock.starts[status] + headers + allow + CLOSE + b"\r\n" + text)

    def close(self) -> None:
        """Close after what was written has gone out."""
        self.is_deaf = True
        self.closing_since = self.clock.now
        self.transport.close()

    def close_gently(self) -> None:
        """Say that no more comes and wait a moment: a close at once would destroy the answer on its way."""
        if not self.transport.can_write_eof():
            self.close()
            return
        self.is_deaf = True
        self.closing_since = self.clock.now
        self.transport.write_eof()

    def pause_writing(self) -> None:
        self.blocked_since = self.clock.now
        self.unsent = self.transport.get_write_buffer_size()
        super().pause_writing()

    def look_at_clock(self) -> None:
        """Keep the deadlines of this connection; called by `sweep`."""
        now = self.clock.now
        if self.flow.write_paused or self.transport.is_closing():
            # The time in which he reads is not asked of what he sends.
            self.since = self.credit_at = now
            self.watch_reader(now)
        elif self.closing_since:
            if now - self.closing_since > self.limits.linger_seconds:
                self.close()
        elif not self.is_deaf:
            self.watch_sender(now)

    def watch_sender(self, now: float) -> None:
        """Give up on a head, a body or a next request that does not come."""
        waited, limits = now - self.since, self.limits
        if self.reading != BODY:
            self.begin_credit()
        if self.reading == HEAD:
            if waited > limits.head_seconds:
                self.give_up_on_head()
        elif self.reading == BODY:
            if self.flow.read_paused:
                # It is we who do not take it.
                self.since = self.credit_at = now
            elif waited > limits.body_seconds or not self.has_credit(now):
                self.refuse(408)
        elif not self.is_pending() and waited > limits.idle_seconds:
            self.close()

    def begin_credit(self) -> None:
        """Give a body that begins the time that every body has."""
        self.credit, self.credit_at = self.limits.body_rate * self.limits.body_seconds, self.clock.now

    def add_credit(self, size: int) -> None:
        """Count what a body brought. What came fast buys as much again and no more, or a minute would buy an hour."""
        self.credit = min(self.credit + size, 2 * self.limits.body_rate * self.limits.body_seconds)

    def has_credit(self, now: float) -> bool:
        """Whether a body comes as fast as it has to on average."""
        self.credit -= self.limits.body_rate * (now - self.credit_at)
        self.credit_at = now
        return self.credit >= 0

    def give_up_on_head(self) -> None:
        """Close a connection whose head does not come; who said nothing yet is told nothing."""
        if self.is_begun:
            self.refuse(408)
        elif not self.is_pending():
            self.close()

    def watch_reader(self, now: float) -> None:
        """Cut a connection whose other side takes nothing."""
        unsent = self.transport.get_write_buffer_size()
        if unsent < self.unsent or not self.blocked_since:
            self.blocked_since = now
        self.unsent = unsent
        if now - self.blocked_since > self.limits.write_seconds:
            self.transport.abort()


def sweep(connections: Iterable[DeadlineProtocol], clock: Clock) -> None:
    """Take the time and keep the deadlines of all connections: one look a second instead of a timer per request."""
    clock.tick()
    for connection in tuple(connections):
        connection.look_at_clock()

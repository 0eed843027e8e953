"""Reads requests from a connection, and refuses whatever is no HTTP or larger than it may be (RFC 9110, RFC 9112)."""

from __future__ import annotations

import logging
import re
from typing import Any

import httptools

from hoaban.front.deadlines import BODY, HEAD, IDLE, DeadlineProtocol

# What of a body that nobody wants is read, before the connection is closed instead.
MOST_DISCARDED = 256 * 1024
# Bytes of chunk sizes and trailers without one byte of a body.
MOST_FRAMING = 64 * 1024
RAW = re.compile(rb"[\x80-\xff]")
ONCE_ONLY = frozenset({b"host", b"content-length", b"transfer-encoding"})
log = logging.getLogger("hoaban.front")


def with_plain_line(data: bytes) -> bytes:
    """The beginning of a request with the letters in its line percent-encoded.

    No address has such bytes (RFC 3986, 2), so the parser refuses them; but old programs send them, and what they mean
    is plain.
    """
    line, end, rest = data.partition(b"\n")
    return RAW.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest


class Refused(Exception):
    """A request that is answered with an error and a closed connection; `status` 0 says nothing at all."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class FramingProtocol(DeadlineProtocol):
    """uvicorn's protocol that takes one request after the other apart, and knows how much of each has come."""

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.reading = HEAD
        self.since = self.clock.now
        self.is_begun = False
        self.is_deaf = False
        # Whether the present request has its answer, or somebody who makes it.
        self.is_taken = False
        self.url = b""
        self.headers = []
        self.chunk = self.head_before = self.framing = self.discarded = self.brought = 0
        self.blocked_since = self.closing_since = 0.0
        self.unsent = 0
        # Whether `answer_waiting` has anything to do; asked at each request, where a call for nothing would show.
        self.has_waiting = False
        self.begin_credit()

    def answer_waiting(self) -> None:
        """Answer what waits, before anything else happens to the connection: answers keep their order."""
        raise NotImplementedError

    def data_received(self, data: bytes) -> None:
        """Parse what came; whatever is no HTTP is refused and the connection closed (RFC 9112, 2.2 and 6.3)."""
        if self.has_waiting:
            self.answer_waiting()
        if self.is_deaf:
            self.pass_over(len(data))
            return
        if not data.isascii() and not self.is_begun and self.reading != BODY:
            data = with_plain_line(data)
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

    def pass_over(self, size: int) -> None:
        """Read past what comes behind the last answer, as far as that goes."""
        self.discarded += size
        if self.discarded > MOST_DISCARDED:
            self.transport.abort()

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
        if self.has_waiting:
            self.answer_waiting()
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

    def check_head(self, fields: dict[bytes, bytes]) -> None:
        """Refuse a head that is too large, or says twice what may be said once; `fields` are its headers by name."""
        headers = self.headers
        if self.chunk + self.head_before > self.limits.head or len(headers) > self.limits.headers:
            self.check_sizes()
        if len(fields) != len(headers):
            self.check_repeated(fields)

    def is_kept(self, fields: dict[bytes, bytes]) -> bool:
        """Whether the connection stays open behind the answer."""
        return self.parser.should_keep_alive() and (
            b"connection" not in fields or self.parser.get_http_version() == "1.1"
        )

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

    def count_body(self, size: int) -> None:
        """Count what came of a body, for the deadlines and for the average that is demanded."""
        self.framing = 0
        self.brought += size
        self.add_credit(size)
        if self.brought >= self.limits.body_least:
            self.brought, self.since = 0, self.clock.now

    def discard(self, size: int) -> None:
        """Read past a body that nobody wants, as far as that goes."""
        self.discarded += size
        if self.discarded > MOST_DISCARDED:
            self.close()

    def refuse(self, status: int) -> None:
        """Answer a request that cannot be served and end the connection; earlier answers go out first."""
        self.answer_waiting()
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

"""Answers as the bytes that go out, made once and sent many times; and the clock that their dates come from."""

from __future__ import annotations

import hashlib
import http
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime

from hoaban.front.layout import ASK_AGAIN, headers_of

STATUSES = (200, 206, 301, 302, 304, 307, 308, 400, 404, 405, 408, 410, 413, 414, 416, 429, 431, 501, 503)
RETRY_SECONDS = 10
LINE_END = b"\r\n"
NEVER_KEPT = "no-store"
TEXTS = {
    400: ("Máy chủ không hiểu yêu cầu này.", "The server does not understand this request."),
    404: ("Không tìm thấy trang này.", "This page does not exist."),
    405: ("Địa chỉ này chỉ để đọc.", "This address can only be read."),
    413: ("Tệp gửi lên quá lớn.", "What was sent is too large."),
    503: (
        "Phần này của trang đang tạm ngừng. Các trang đã đăng vẫn đọc được. Xin thử lại sau ít phút.",
        "This part of the site is resting. Published pages can still be read. Please try again in a few minutes.",
    ),
}


@dataclass(frozen=True, slots=True)
class ReadyResponse:
    """One answer: `whole` is everything after the status line and the date, `cut` where its body begins.

    `etag` and `unchanged` (what follows the status line of a 304) are empty where an answer is not to be kept.
    `modified`: when the published file was written, in seconds; 0 for what is no file, of which no part can be had.
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    whole: bytes
    cut: int
    etag: bytes = b""
    unchanged: bytes = b""
    modified: int = 0

    @property
    def body(self) -> bytes:
        """What follows the empty line of `whole`."""
        return self.whole[self.cut :]


class Clock:
    """The time of the last tick: seconds for deadlines, and the first lines of answers with their Date."""

    def __init__(self) -> None:
        self.now = 0.0
        self.starts: dict[int, bytes] = {}
        self.tick()

    def tick(self) -> None:
        """Note the time for all deadlines and dates until the next tick; once a second is enough."""
        self.now = time.monotonic()
        date = b"date: " + formatdate(usegmt=True).encode() + LINE_END
        self.starts = {status: f"HTTP/1.1 {status} {phrase(status)}\r\n".encode() + date for status in STATUSES}


def phrase(status: int) -> str:
    """The reason phrase of a status (RFC 9110, 15)."""
    return http.HTTPStatus(status).phrase


def lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Headers as they go out, with the empty line behind them."""
    return b"".join(name + b": " + value + LINE_END for name, value in headers) + LINE_END


def raw(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    """Headers as bytes, names in small letters as in both ways of answering."""
    return tuple((name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers.items())


def ready_response(
    status: int, headers: Mapping[str, str], body: bytes, etag: bytes = b"", *, modified: int = 0
) -> ReadyResponse:
    """An answer from its parts; one with status 200 gets an ETag from its content (RFC 9110, 8.8.3) and a 304.

    `etag` is given where the address says the content already, `modified` where it is a published file.
    """
    kept = raw(headers)
    if status == http.HTTPStatus.OK:
        etag = etag or b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
        kept = (*kept, (b"etag", etag), *((b"last-modified", http_date(modified)),) * bool(modified))
    complete = (*kept, (b"content-length", str(len(body)).encode()))
    head = lines(complete)
    # Everything but what describes a body, so that a reader's copy follows a change of headers.
    about_body = {b"content-type", b"content-encoding", b"content-disposition"}
    unchanged = lines(tuple(pair for pair in kept if pair[0] not in about_body)) if etag else b""
    return ReadyResponse(status, complete, head + body, len(head), etag, unchanged, modified)


def http_date(seconds: int) -> bytes:
    """A moment as headers say it (RFC 9110, 5.6.7)."""
    return formatdate(seconds, usegmt=True).encode()


def is_unchanged(fields: Mapping[bytes, bytes], etag: bytes, modified: int) -> bool:
    """Whether what a reader holds is what would be sent (RFC 9110, 13.2.2): by the ETag alone where he names one."""
    asked = fields.get(b"if-none-match")
    if asked is not None:
        return bool(etag) and matches(asked, etag)
    since = fields.get(b"if-modified-since")
    return since is not None and modified > 0 and is_since(since, modified)


def is_since(said: bytes, modified: int) -> bool:
    """Whether a date that a reader sent is not before the moment of the last change; one that is none never is."""
    if said == http_date(modified):
        return True
    try:
        return parsedate_to_datetime(said.decode("ascii")).timestamp() >= modified
    except (ValueError, OverflowError, UnicodeDecodeError):
        return False


def short_text(status: int) -> str:
    """What a short page says, in both languages."""
    vietnamese, english = TEXTS[status]
    return (
        f'<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>{status}</title>'
        f'<p>{vietnamese}</p><p lang="en">{english}</p></html>\n'
    )


def plain_page(status: int, *, https: bool, body: bytes = b"", **extra: str) -> ReadyResponse:
    """A short page in Vietnamese and English, for where no published page stands; `extra` are more headers.

    Underscores in the names of extra headers stand for hyphens.
    """
    body = body or short_text(status).encode()
    headers = headers_of("/", https=https)
    headers.pop("Vary", None)
    kept = ASK_AGAIN if status in {301, 302, 307, 308, 404, 410} else NEVER_KEPT
    named = {name.replace("_", "-"): value for name, value in extra.items()}
    return ready_response(status, {**headers, "Cache-Control": kept, **named}, body)


def matches(asked: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match names the ETag, by the weak comparison of RFC 9110, 13.1.2."""
    if asked == etag:
        return True
    return any(one.strip().removeprefix(b"W/") in {etag, b"*"} for one in asked.split(b","))

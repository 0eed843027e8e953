"""Sends large files from the disk piece by piece, whole or a range of them."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from typing import Any

from hoaban.front.layout import etag_of
from hoaban.front.response_cache import FileOnDisk, signature_of
from hoaban.front.responses import ReadyResponse, http_date, is_unchanged, raw

PIECE = 256 * 1024
ONE_RANGE = re.compile(rb"bytes=([0-9]{0,18})-([0-9]{0,18})")


class NotThere(Exception):
    """The file went between the look at it and its opening."""


class OutsideOfFile(Exception):
    """A range begins behind the end of the file."""


def tag_of(on_disk: FileOnDisk, status: os.stat_result) -> bytes:
    """The ETag that the address says, which is the content's; else time and size."""
    said = etag_of(on_disk.address, on_disk.headers.get("Content-Encoding", "identity"))
    return said.encode() or b'"%x-%x"' % (status.st_mtime_ns, status.st_size)


def range_of(asked: bytes, size: int) -> tuple[int, int] | None:
    """(first byte, byte behind the last) of a single range (RFC 9110, 14.1.2); None where it is to be ignored.

    Raises OutsideOfFile where nothing of it lies in the file.
    """
    found = ONE_RANGE.fullmatch(asked.replace(b" ", b""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, end = max(size - int(found[2]), 0), size
    else:
        first, end = int(found[1]), (min(int(found[2]) + 1, size) if found[2] else size)
        if found[2] and int(found[2]) < first:
            return None
    if first >= size or first >= end:
        raise OutsideOfFile
    return first, end


def opened(on_disk: FileOnDisk) -> tuple[int, os.stat_result]:
    """(descriptor, status) of the file; raises NotThere."""
    try:
        descriptor = os.open(on_disk.path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise NotThere(on_disk.address) from error
    status = os.fstat(descriptor)
    if signature_of(status) is None:
        os.close(descriptor)
        raise NotThere(on_disk.address)
    return descriptor, status


async def send_file(
    on_disk: FileOnDisk, method: str, fields: dict[bytes, bytes], send: Any, is_gone: Callable[[], bool]
) -> None:
    """Answer with a file as ASGI messages; raises NotThere before anything is sent.

    `is_gone` says whether the visitor has left, so that nobody reads a film for no one.
    """
    descriptor, status = await asyncio.to_thread(opened, on_disk)
    try:
        etag = tag_of(on_disk, status)
        modified = int(status.st_mtime)
        headers = [*raw(on_disk.headers), (b"etag", etag), (b"last-modified", http_date(modified))]
        if is_unchanged(fields, etag, modified):
            await finished(send, 304, [pair for pair in headers if not pair[0].startswith(b"content-")])
            return
        try:
            part = part_of(method, fields, etag, status.st_size, modified)
        except OutsideOfFile:
            unmet = [*headers, (b"content-range", b"bytes */%d" % status.st_size), (b"content-length", b"0")]
            await finished(send, 416, unmet)
            return
        if part is not None:
            headers.append((b"content-range", b"bytes %d-%d/%d" % (part[0], part[1] - 1, status.st_size)))
        first, end = part or (0, status.st_size)
        headers.append((b"content-length", b"%d" % (end - first)))
        code = 200 if part is None else 206
        if method == "HEAD" or first == end:
            await finished(send, code, headers)
            return
        await send({"type": "http.response.start", "status": code, "headers": headers})
        await send_part(descriptor, first, end, send, is_gone)
    finally:
        os.close(descriptor)


def part_of(method: str, fields: dict[bytes, bytes], etag: bytes, size: int, modified: int) -> tuple[int, int] | None:
    """The range that is asked for, None for the whole: also where If-Range names another content (RFC 9110, 13.1.5).

    Raises OutsideOfFile.
    """
    if method != "GET" or b"range" not in fields or fields.get(b"if-range", etag) not in {etag, http_date(modified)}:
        return None
    return range_of(fields[b"range"], size)


async def send_less(ready: ReadyResponse, method: str, fields: dict[bytes, bytes], send: Any) -> bool:
    """Send less than the whole where that is asked for: that nothing has changed, or a part; False where it is not."""
    if ready.etag and is_unchanged(fields, ready.etag, ready.modified):
        await send_unchanged(ready, send)
        return True
    return await send_ready_part(ready, method, fields, send)


async def send_unchanged(ready: ReadyResponse, send: Any) -> None:
    """Say that a reader has what would be sent, without what describes a body."""
    about_body = {b"content-length", b"content-type", b"content-encoding", b"content-disposition"}
    await finished(send, 304, [pair for pair in ready.headers if pair[0] not in about_body])


async def send_ready_part(ready: ReadyResponse, method: str, fields: dict[bytes, bytes], send: Any) -> bool:
    """Send the part of a published file that is asked for; False where the whole is to be sent, or what is no file.

    A part of a compressed form is a part of its bytes: its ETag is another one than that of the page itself.
    """
    if not ready.modified or b"range" not in fields:
        return False
    body = ready.body
    headers = [pair for pair in ready.headers if pair[0] != b"content-length"]
    try:
        part = part_of(method, fields, ready.etag, len(body), ready.modified)
    except OutsideOfFile:
        unmet = [(b"content-range", b"bytes */%d" % len(body)), (b"content-length", b"0")]
        await finished(send, 416, [*headers, *unmet])
        return True
    if part is None:
        return False
    said = [(b"content-range", b"bytes %d-%d/%d" % (part[0], part[1] - 1, len(body)))]
    said.append((b"content-length", b"%d" % (part[1] - part[0])))
    await send({"type": "http.response.start", "status": 206, "headers": [*headers, *said]})
    await send({"type": "http.response.body", "body": body[part[0] : part[1]], "more_body": False})
    return True


async def finished(send: Any, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    """Answer without a body."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def send_part(descriptor: int, place: int, end: int, send: Any, is_gone: Callable[[], bool]) -> None:
    """Send bytes of a file; reading waits for the visitor, and a cold disk does not hold up the others."""
    while place < end and not is_gone():
        piece = await asyncio.to_thread(os.pread, descriptor, min(PIECE, end - place), place)
        if not piece:
            # Cut short on the disk while it was read: the connection ends short too, which the visitor notices.
            return
        place += len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": place < end})

"""Everything published says when it was written, and is sent in parts to whoever asks for them; also behind nginx."""

from __future__ import annotations

import os
from email.utils import parsedate_to_datetime

import brotli
import pytest

from hoaban.front.directory import Outgoing, PublishedDirectory
from hoaban.front.redirects import PublishedRedirect
from hoaban.front.responses import http_date, is_unchanged
from tests.support.nginx import reached
from tests.support.wire import HOST, running_front

BODY = bytes(range(32, 127)) * 20
PUBLISHED = ["/bai/", "/bai/atom.xml", "/sitemap.xml", "/robots.txt", "/_files/0c/kieu.css", "/_files/0c/anh.png"]
PUBLISHED += ["/_files/0c/mau.pdf", "/_files/0c/mau.docx", "/_files/0c/phim.mp4", "/look.css", "/manifest.webmanifest"]


@pytest.fixture(scope="module", params=["alone", "behind nginx"])
def front(request, site, front, tmp_path_factory):
    """The front as readers reach it."""
    for address in PUBLISHED:
        site.write(address, BODY)
    put = [PublishedRedirect("/cu", 301, "/bai/"), PublishedRedirect("/rut/", 410, body="<p>Rút</p>")]
    site.directory.change_redirects("xa", put, [])
    site.directory.move_on()
    with reached(request.param, site, front, tmp_path_factory) as found:
        yield found


@pytest.mark.parametrize("address", PUBLISHED)
def test_each_kind_has_a_date_and_parts(front, address):
    whole, head = front.ask(address), front.ask(address, "HEAD")
    assert (whole["accept-ranges"], head["accept-ranges"]) == ("bytes", "bytes")
    said = whole["last-modified"]
    assert said == head["last-modified"]
    assert front.ask(address, If_Modified_Since=said).status == 304
    assert front.ask(address, If_Modified_Since="Wed, 25 Nov 2099 00:00:00 GMT").status == 304
    assert front.ask(address, If_Modified_Since="Sun, 06 Nov 1994 08:49:37 GMT").body == BODY
    assert front.ask(address, If_Modified_Since="yesterday").status == 200
    assert front.ask(address, If_Modified_Since=said, If_None_Match='"other"').status == 200, "the ETag alone counts"
    part = front.ask(address, Range="bytes=10-19")
    assert (part.status, part.body, part["content-range"]) == (206, BODY[10:20], f"bytes 10-19/{len(BODY)}")
    assert part["last-modified"] == said
    assert front.ask(address, Range="bytes=-5").body == BODY[-5:]
    assert front.ask(address, Range="bytes=10-19", If_Range=said).status == 206
    assert front.ask(address, Range="bytes=10-19", If_Range="Sun, 06 Nov 1994 08:49:37 GMT").body == BODY
    assert front.ask(address, Range="bytes=0-1,4-5").body == BODY
    beyond = front.ask(address, Range="bytes=99999-")
    assert (beyond.status, beyond.body, beyond["content-range"]) == (416, b"", f"bytes */{len(BODY)}")


def test_a_part_of_a_compressed_page_is_one_of_its_bytes(front):
    # The first question with a condition brings the ETag, also behind nginx.
    whole = front.ask("/bai/", Accept_Encoding="br", If_None_Match='"none"')
    assert brotli.decompress(whole.body) == BODY
    part = front.ask("/bai/", Accept_Encoding="br", Range="bytes=2-9", If_Range=whole["etag"])
    assert (part.status, part["content-encoding"], part.body) == (206, "br", whole.body[2:10])
    other = front.ask("/bai/", Range="bytes=2-9", If_Range=whole["etag"])
    assert (other.status, other.body) == (200, BODY), "the ETag is that of another coding"
    assert front.ask("/bai/", "HEAD", Range="bytes=2-9").status == 200


def test_what_is_no_file_claims_no_parts(front):
    for address, status in (("/cu", 301), ("/rut/", 410), ("/khong-co/", 404), ("/BAI/", 301)):
        for asked in ({}, {"Range": "bytes=0-1"}, {"If_Modified_Since": "Wed, 25 Nov 2099 00:00:00 GMT"}):
            reply = front.ask(address, **asked)
            assert (reply.status, reply["accept-ranges"], reply["last-modified"]) == (status, None, None)
            assert reply["content-range"] is None


def test_two_contents_never_share_a_second(tmp_path):
    directory, seen = PublishedDirectory(tmp_path), []
    for number in range(4):
        directory.write([Outgoing("xa", "/bai/", b"%d" % number)])
        places = [tmp_path / f"xa/bai/index.html{ending}" for ending in ("", ".br", ".gz")]
        (moment,) = {int(place.stat().st_mtime) for place in places}
        seen.append(moment)
    assert sorted(set(seen)) == seen
    os.utime(tmp_path / "xa/bai/index.html", (0, 0))
    directory.write([Outgoing("xa", "/bai/", b"x")])
    assert (tmp_path / "xa/bai/index.html").stat().st_mtime > 10**9


def test_dates_are_judged_as_dates():
    moment = int(parsedate_to_datetime("Wed, 25 Nov 2026 00:00:00 GMT").timestamp())
    assert http_date(moment) == b"Wed, 25 Nov 2026 00:00:00 GMT"
    for said, unchanged in {
        b"Wed, 25 Nov 2026 00:00:01 GMT": True,
        b"Tue, 24 Nov 2026 23:59:59 GMT": False,
        b"Wednesday, 25-Nov-26 00:00:00 GMT": True,
        b"": False,
        b"\xff": False,
        b"Wed, 99 Nov 2026 00:00:00 GMT": False,
        b"Fri, 31 Dec 99999 00:00:00 GMT": False,
    }.items():
        assert is_unchanged({b"if-modified-since": said}, b'"a"', moment) is unchanged, said
    assert not is_unchanged({b"if-modified-since": b"Wed, 25 Nov 2099 00:00:00 GMT"}, b"", 0)


@pytest.mark.parametrize("target", ["/bài/", "/Bài/", "/bài", "/bai/?q=ế"])
def test_raw_letters_in_a_request_line_are_understood(front, target):
    reply = front.raw(f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    assert reply.startswith((b"HTTP/1.1 301", b"HTTP/1.1 200")), reply[:300]


def test_raw_letters_come_to_the_desk_as_an_address(site, desk):
    with running_front(site.root, desk.socket) as front:
        reply = front.raw(f"GET /tep/echo/đáp?q=ế HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        assert reply.startswith(b"HTTP/1.1 200")
        assert b"q=%E1%BA%BF" in reply
        nowhere = front.raw(f"GET /không-có/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        assert nowhere.startswith(b"HTTP/1.1 404")

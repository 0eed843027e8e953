"""What a report of a read must be, what is written of it, and what it is answered with: alone and behind nginx."""

import json
import socket
import struct

import pytest

from hoaban.front.beacons import GIF
from hoaban.front.journal import Device, Kind
from tests.front.counting import (
    ARTICLE,
    DESKTOP,
    GOOGLEBOT,
    PHONE,
    TABLET,
    TEXT,
    Counting,
    counting_front,
    journal,
    report,
    said,
)
from tests.support.nginx import running_nginx
from tests.support.wire import HOST, Wire, request, until

NO_STORE = "no-store"


@pytest.fixture(scope="module", params=["alone", "behind nginx"])
def front(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("counting")
    limits = {"reads_a_minute": 10_000, "beacons_a_minute": 100_000}
    with counting_front(folder, limits=limits) as front:
        if request.param == "alone":
            yield front
            return
        (folder / "nginx").mkdir()
        with running_nginx(folder / "nginx", front.site.root, front.port) as nginx:
            nginx.site, nginx.folder = front.site, front.folder
            yield nginx


@pytest.fixture
def wire(front):
    with Wire(front.port) as wire:
        yield wire


def new_records(front, before):
    return journal(front.folder)[len(before) :]


@pytest.mark.parametrize(
    ("headers", "kind", "device"),
    [
        ({}, Kind.SCRIPT, Device.PHONE),
        ({"User_Agent": TABLET}, Kind.SCRIPT, Device.TABLET),
        ({"User_Agent": DESKTOP}, Kind.SCRIPT, Device.DESKTOP),
        ({"User_Agent": GOOGLEBOT}, Kind.ROBOT, Device.UNKNOWN),
        ({"User_Agent": f"{PHONE} Googlebot/2.1"}, Kind.ROBOT, Device.PHONE),
        ({"User_Agent": "curl/8.5.0"}, Kind.ROBOT, Device.UNKNOWN),
        ({"User_Agent": None}, Kind.ROBOT, Device.UNKNOWN),
        ({"Sec_Purpose": "prefetch;prerender"}, Kind.PREVIEW, Device.PHONE),
        ({"Purpose": "prefetch"}, Kind.PREVIEW, Device.PHONE),
        ({"X_Moz": "prefetch"}, Kind.PREVIEW, Device.PHONE),
        ({"Purpose": "preview"}, Kind.PREVIEW, Device.PHONE),
        ({"target": f"/_reads.gif?{ARTICLE}", "method": "GET"}, Kind.PICTURE, Device.PHONE),
        ({"target": f"/_reads.gif?{ARTICLE}", "method": "GET", "User_Agent": GOOGLEBOT}, Kind.ROBOT, Device.UNKNOWN),
        ({"Origin": None, "Sec_Fetch_Site": "same-origin"}, Kind.SCRIPT, Device.PHONE),
        ({"Origin": None, "Referer": f"http://{HOST}{ARTICLE}"}, Kind.SCRIPT, Device.PHONE),
        ({"Origin": f"https://{HOST}"}, Kind.SCRIPT, Device.PHONE),
        ({"Content_Type": "Text/Plain"}, Kind.SCRIPT, Device.PHONE),
        # Browsers inside other programs, and whoever keeps the address to himself.
        ({"Origin": "null"}, Kind.SCRIPT, Device.PHONE),
        ({"Origin": "null", "Sec_Fetch_Site": "same-origin"}, Kind.SCRIPT, Device.PHONE),
        ({"Origin": "null", "Referer": f"http://{HOST}{ARTICLE}"}, Kind.SCRIPT, Device.PHONE),
    ],
)
def test_each_kind_of_read_is_one_record(front, wire, headers, kind, device):
    before = journal(front.folder)
    body = b"" if "target" in headers else f"{ARTICLE}\n".encode()
    answer = report(wire, body, **headers)
    (read,) = new_records(front, before)
    assert (read.kind, read.device, read.site, read.page, read.referrer) == (kind, device, 3, 77, b"")
    assert (answer.status, answer["cache-control"], answer["x-content-type-options"]) == (200, NO_STORE, "nosniff")
    if "target" in headers:
        assert (answer["content-type"], answer.body, len(answer.body)) == ("image/gif", GIF, 43)
    else:
        assert (answer["content-type"], json.loads(answer.body)) == ("application/json", {})


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("www.google.com", b"www.google.com"),
        ("Tin.Example.VN:8443", b"tin.example.vn"),
        (HOST, b""),
        ("192.0.2.7", b""),
        ("[2001:db8::7]", b""),
        ("may-cua-toi", b""),
        ("evil.example\nmore", b""),
        ("a" * 60 + ".example", b""),
        (".".join(["abcdef"] * 9), b""),
        ("x.example\0", b""),
        ("https://x.example/path?secret", b""),
    ],
)
def test_of_the_way_here_the_host_alone_is_kept(front, wire, line, kept):
    before = journal(front.folder)
    assert report(wire, f"{ARTICLE}\n{line}").status == 200
    assert [read.referrer for read in new_records(front, before)] == [kept]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("\n1", (b"", 1)),
        ("www.google.com\n4294967295", (b"www.google.com", 2**32 - 1)),
        ("www.google.com\n4294967296", (b"", 0)),
        ("www.google.com\n0", (b"", 0)),
        ("\n-1", (b"", 0)),
        ("\n1\n2", (b"", 0)),
        ("\n" + "9" * 1500, (b"", 0)),
        ("\n٣", (b"", 0)),
        ("\n", (b"", 0)),
        ("", (b"", 0)),
    ],
)
def test_the_number_of_an_opening_is_one_or_none(front, wire, told, kept):
    before = journal(front.folder)
    assert report(wire, f"{ARTICLE}\n{told}".encode()).status == 200
    assert [(read.referrer, read.opening) for read in new_records(front, before)] == [kept]


WRONG = {
    "unknown page": ({"body": "/khong-co/\n"}, 404),
    "page without identity": ({"body": "/khong-dem/\n"}, 404),
    "page for misfortunes": ({"body": "/404.html\n"}, 404),
    "address without slash": ({"body": "/tin-tuc/bai\n"}, 404),
    "redirect": ({"body": "/cu/\n"}, 404),
    "tombstone": ({"body": "/rut/\n"}, 404),
    "desk": ({"body": "/quan-tri/\n"}, 404),
    "own address": ({"body": "/_reads\n"}, 404),
    "way up": ({"body": "/../xa/tin-tuc/bai/\n"}, 404),
    "encoded": ({"body": "/tin%2dtuc/bai/\n"}, 404),
    "query": ({"body": f"{ARTICLE}?p=1\n"}, 404),
    "NUL": ({"body": f"{ARTICLE}\0\n"}, 404),
    "NUL in the middle": ({"body": "/tin-tuc\0/bai/\n"}, 404),
    "carriage return": ({"body": f"{ARTICLE}\r\n"}, 404),
    "no UTF-8": ({"body": b"/\xff\xfe/\n"}, 404),
    "nothing": ({"body": b""}, 404),
    "long path": ({"body": "/" + "a" * 1500 + "/"}, 404),
    "JSON": ({"Content_Type": "application/json"}, 400),
    "form": ({"Content_Type": "application/x-www-form-urlencoded"}, 400),
    "no type": ({"Content_Type": None}, 400),
    "foreign origin": ({"Origin": "https://evil.example"}, 400),
    "null origin of another site": ({"Origin": "null", "Sec_Fetch_Site": "cross-site"}, 400),
    "null origin, foreign referer": ({"Origin": "null", "Referer": "https://evil.example/"}, 400),
    "null referer": ({"Origin": None, "Referer": "null"}, 400),
    "origin that begins alike": ({"Origin": f"http://{HOST}.evil.example"}, 400),
    "origin with a name before it": ({"Origin": f"http://{HOST}@evil.example"}, 400),
    "origin with another port": ({"Origin": f"http://{HOST}:8080"}, 400),
    "foreign referer": ({"Origin": None, "Referer": f"https://evil.example/?{HOST}"}, 400),
    "cross-site": ({"Sec_Fetch_Site": "cross-site"}, 400),
    "same-site": ({"Sec_Fetch_Site": "same-site"}, 400),
    "typed in": ({"Sec_Fetch_Site": "none", "Origin": None}, 400),
    "foreign host": ({"Host": "evil.example", "Origin": "http://evil.example"}, 400),
    "too much": ({"body": ARTICLE + "\n" + "x" * 2048}, 413),
    "picture of nothing": ({"target": "/_reads.gif", "method": "GET", "body": b""}, 404),
    "picture of an unknown page": ({"target": "/_reads.gif?/khong-co/", "method": "GET", "body": b""}, 404),
    "picture on a foreign page": (
        {"target": f"/_reads.gif?{ARTICLE}", "method": "GET", "body": b"", "Origin": None, "Referer": "https://x.vn/"},
        400,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_answered_in_short_and_not_written(front, name):
    asked, status = WRONG[name]
    before = journal(front.folder)
    with Wire(front.port) as wire:
        answer = report(wire, **asked)
    assert (answer.status, answer["cache-control"]) == (status, NO_STORE)
    assert len(answer.body) < 600
    assert new_records(front, before) == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_methods_are_refused(front, method):
    before = journal(front.folder)
    for target, right in (("/_reads", "POST"), (f"/_reads.gif?{ARTICLE}", "GET")):
        if method == right:
            continue
        answer = front.ask(target, method, User_Agent=PHONE)
        if method == "BREW" and answer.status == 400:
            continue  # nginx or the parser knows no such word
        assert (answer.status, answer["allow"], answer["cache-control"]) == (405, right, NO_STORE)
    assert new_records(front, before) == []


def test_a_name_that_only_begins_alike_is_another_matter(front):
    before = journal(front.folder)
    for target, method in (("/_readsx", "POST"), (f"/_reads.gifx?{ARTICLE}", "GET"), (f"/_reads/?{ARTICLE}", "GET")):
        assert front.ask(target, method, f"{ARTICLE}\n".encode(), Content_Type=TEXT).status in {404, 503}
    assert new_records(front, before) == []


def test_figures_come_with_the_answer(front, wire):
    sites = front.folder / "sites"
    sites.mkdir(parents=True, exist_ok=True)

    def tally(reads, visits):
        (front.folder / "pages.new").write_bytes(bytes(8 * 77) + struct.pack("<Q", reads))
        (front.folder / "pages.new").replace(front.folder / "pages.counts")
        (sites / "new").write_text(json.dumps({"visits-today": visits, "visits-all": 10**12}))
        (sites / "new").replace(sites / "3.json")

    try:
        for reads, visits in ((12_345, 6), (2**40, 7)):
            tally(reads, visits)
            shown = {"reads": reads, "visits-today": visits, "visits-all": 10**12}
            until(lambda shown=shown: json.loads(report(wire).body) == shown)
        # A page that was published since: nothing counted yet.
        until(lambda: json.loads(report(wire, "/\n").body)["reads"] == 0)
        (sites / "3.json").write_text("[1, 2")
        until(lambda: json.loads(report(wire).body) == {"reads": 2**40})
    finally:
        (front.folder / "pages.counts").unlink()
        (sites / "3.json").unlink()
    until(lambda: json.loads(report(wire).body) == {})


def test_the_numbers_come_from_the_published_file(front, wire):
    before = journal(front.folder)
    assert report(wire, "/moi/").status == 404
    front.site.write("/moi/", b'<!DOCTYPE html>\n<html lang="vi" data-page="4.80">', HOST)
    assert report(wire, "/moi/").status == 200
    front.site.write("/moi/", b'<!DOCTYPE html>\n<html lang="vi" data-page="4.81">', HOST)
    assert report(wire, "/moi/").status == 200
    for fault in (b'<html data-page="4.82">', b'<!DOCTYPE html><html lang="vi"><p data-page="4.82">'):
        front.site.write("/moi/", fault, HOST)
        assert report(wire, "/moi/").status == 404
    front.site.write("/moi/", b'<!doctype html><html data-page="4.999999999">', HOST)
    assert report(wire, "/moi/").status == 404
    front.site.directory.remove(HOST, ["/moi/"])
    front.site.directory.move_on()
    assert report(wire, "/moi/").status == 404
    assert [(read.site, read.page) for read in new_records(front, before)] == [(4, 80), (4, 81)]


def test_many_reports_on_one_connection(front):
    """Pipelined, in chunks, letter by letter, between other questions; each is answered in its turn."""
    before = journal(front.folder)
    chunks = "".join(f"1\r\n{sign}\r\n" for sign in ARTICLE).encode() + b"0\r\n\r\n"
    chunked = said(chunks, Transfer_Encoding="chunked")
    asked = [said(), request("/"), chunked, said("/khong-co/"), request(ARTICLE), said("/\n")]
    with Wire(front.port) as wire:
        wire.send(b"".join(asked))
        assert [wire.reply().status for _ in asked] == [200, 200, 200, 404, 200, 200]
        for sign in said():
            wire.send(bytes([sign]))
        assert wire.reply().status == 200
    assert [read.page for read in new_records(front, before)] == [77, 77, 70, 77]


def test_an_old_browser_is_counted_too(front):
    before = journal(front.folder)
    asked = said().replace(b"HTTP/1.1", b"HTTP/1.0")
    with Wire(front.port) as wire:
        assert wire.send(asked).reply().status == 200
        assert wire.is_over()
    assert len(new_records(front, before)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n/a/\n\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n/a/",
        b"Content-Length: -1\r\n\r\n",
    ],
)
def test_tricks_with_the_framing_are_refused(front, fault):
    before = journal(front.folder)
    head = said(b"").removesuffix(b"\r\n\r\n") + b"\r\n"
    with Wire(front.port) as wire:
        assert wire.send(head + fault).reply().status in {400, 501}
        assert wire.is_over()
    assert new_records(front, before) == []


def test_a_huge_body_is_refused_before_it_is_sent(front):
    before = journal(front.folder)
    with Wire(front.port) as wire:
        wire.offer(said(b"", Content_Length=str(10**9)) + b"x" * 4096)
        assert wire.reply().status == 413
    with Wire(front.port) as wire:
        wire.offer(said(b"", Transfer_Encoding="chunked") + b"1000\r\n" + b"x" * 4096 + b"\r\n")
        assert wire.reply().status == 413
    assert new_records(front, before) == []


def test_who_leaves_before_the_end_is_not_counted(front):
    before = journal(front.folder)
    with Wire(front.port) as wire:
        wire.send(said()[:-3])
    with Wire(front.port) as wire:
        assert report(wire, "/\n").status == 200
    assert [read.page for read in new_records(front, before)] == [70]


def test_an_expectation_is_met(front):
    before = journal(front.folder)
    with Wire(front.port) as wire:
        head, body = said(Expect="100-continue").split(b"\r\n\r\n")
        assert wire.send(head + b"\r\n\r\n").reply().status == 100
        assert wire.send(body).reply().status == 200
    assert len(new_records(front, before)) == 1


def test_a_report_may_wait_behind_another_answer(tmp_path, desk):
    """While the desk is still thinking about an earlier question of the connection, the application answers."""
    with counting_front(tmp_path, desk_prefixes=("/tep/",)) as front, Wire(front.port) as wire:
        wire.send(request("/tep/nowhere") + said() + said("/khong-co/") + said(ARTICLE + "x" * 3000))
        assert [wire.reply().status for _ in range(4)] == [503, 200, 404, 413]
        assert len(journal(front.folder)) == 1


def test_answers_keep_their_order_whatever_comes_with_a_report(tmp_path):
    """A report waits for those that came with it; a page, a fault and the end of what is asked wait behind it."""
    with counting_front(tmp_path) as front:
        ask_in_a_row(front.port)
        assert len(journal(front.folder)) == 4


def ask_in_a_row(port):
    with Wire(port) as wire:
        wire.send(said() + request(ARTICLE) + said("/khong-co/") + said() + b"no request\r\n\r\n")
        replies = [wire.reply() for _ in range(5)]
        assert [reply.status for reply in replies] == [200, 200, 404, 200, 400]
        assert [reply["content-type"].partition(";")[0] for reply in replies[:2]] == ["application/json", "text/html"]
    with Wire(port) as wire:
        wire.send(said())
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.reply().status == 200
    with Wire(port) as wire:
        wire.send(said(Connection="close") + request(ARTICLE))
        assert wire.reply().status == 200
        assert wire.file.read() == b""


def test_an_absolute_target_is_the_same_report(front):
    before = journal(front.folder)
    with Wire(front.port) as wire:
        assert report(wire, target=f"http://{HOST}/_reads").status == 200
    assert len(new_records(front, before)) == 1


def test_no_header_changes_whose_page_it_is(front, wire):
    before = journal(front.folder)
    forged = {"X_Forwarded_Host": "evil.example", "X_Page": "9.9", "Cookie": "page=9.9", "Forwarded": "for=6.6.6.6"}
    assert report(wire, f"{ARTICLE}\nx.example\n9.9", **forged).status == 200
    (read,) = new_records(front, before)
    assert (read.site, read.page) == (3, 77)


def test_a_report_of_another_type_is_no_report(tmp_path):
    counting = Counting(tmp_path)
    assert counting.tell(content_type="text/plainly")[0] == 400
    assert counting.tell(content_type=TEXT)[0] == 200

"""A real front on bad days: killed in the middle, the disk full, many who try to make it grow; what it never writes."""

import itertools
import resource
import signal
import threading

import pytest

from hoaban.front.journal import RECORD, Kind
from tests.front.counting import ARTICLE, DESKTOP, PHONE, Counting, counting_front, files_of, journal, report, said
from tests.support.nginx import running_nginx
from tests.support.wire import Wire, request, until

WIDE_OPEN = {"reads_a_minute": 10**6, "beacons_a_minute": 10**6}
WRITERS = 4
MB = 1024 * 1024
ADDRESS, OTHER_ADDRESS = "203.0.113.77", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"
AGENT, COOKIE, SECRET_PATH = f"{PHONE} Quyen/7.31", "phien=Bi-Mat-Rieng", "/trang-rieng/cua-toi"


def report_until_it_ends(port, answered):
    """Report reads one after the other; note each that was answered."""
    try:
        with Wire(port) as wire:
            while True:
                reply = report(wire)
                assert reply.status == 200
                answered.append(reply)
    except (ConnectionError, IndexError, OSError):
        return


@pytest.mark.parametrize("after", [1, 50, 400, 1500])
def test_what_is_answered_is_written_however_the_front_dies(tmp_path, after):
    with counting_front(tmp_path, limits=WIDE_OPEN) as front:
        answered = [[] for _ in range(WRITERS)]
        threads = [threading.Thread(target=report_until_it_ends, args=(front.port, each)) for each in answered]
        for each in threads:
            each.start()
        until(lambda: sum(map(len, answered)) >= after, 60)
        front.process.send_signal(signal.SIGKILL)
        front.process.wait()
        for each in threads:
            each.join()
        count = sum(map(len, answered))
        written = len(journal(front.folder))
        assert count <= written <= count + WRITERS


def test_a_front_that_is_asked_to_stop_loses_nothing_either(tmp_path):
    with counting_front(tmp_path, limits=WIDE_OPEN) as front:
        with Wire(front.port) as wire:
            wire.send(said() * 50)
            assert [wire.reply().status for _ in range(50)] == [200] * 50
        front.stop()
        assert len(journal(front.folder)) == 50


def test_two_fronts_side_by_side_write_two_segments_under_one_secret(tmp_path):
    with counting_front(tmp_path) as one, counting_front(tmp_path) as other:
        for each in (one, other, one):
            with Wire(each.port) as wire:
                assert report(wire).status == 200
        assert len(files_of(one.folder)) == 2
        assert len({read.visitor for read in journal(one.folder)}) == 1
        assert len(list(one.folder.glob("salt-*"))) == 1


def let_files_grow_to(process, size):
    _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


def test_a_full_disk_is_said_and_nothing_half_is_written(tmp_path):
    with counting_front(tmp_path) as front, Wire(front.port) as wire:
        let_files_grow_to(front.process.pid, 10 * RECORD.size + 30)
        assert [report(wire).status for _ in range(12)] == [200] * 10 + [503] * 2
        refused = report(wire, b"", target=f"/_reads.gif?{ARTICLE}", method="GET")
        assert (refused.status, refused["cache-control"]) == (503, "no-store")
        assert wire.ask(ARTICLE).status == 200, "pages are read on"
        assert len(journal(front.folder)) == 10
        let_files_grow_to(front.process.pid, resource.RLIM_INFINITY)
        assert report(wire).status == 200
        assert len(journal(front.folder)) == 11


def test_reports_that_come_at_once_are_written_whole_or_refused_together(tmp_path):
    counting = Counting(tmp_path)
    answered = []

    def come(number):
        for _ in range(number):
            counting.reads.take(counting.asked(), ARTICLE.encode(), lambda answer: answered.append(answer[0].status))

    come(3)
    assert (answered, journal(counting.folder)) == ([], [])
    counting.reads.flush()
    assert (answered, len(journal(counting.folder))) == ([200] * 3, 3)
    come(40)
    let_files_grow_to(0, 5 * RECORD.size)
    try:
        counting.reads.flush()
    finally:
        let_files_grow_to(0, resource.RLIM_INFINITY)
    assert (answered[3:], len(journal(counting.folder))) == ([503] * 40, 3)
    come(1)
    counting.reads.close()
    assert (answered[43:], len(journal(counting.folder))) == ([200], 4)


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "reads").write_text("a file where the folder should be")
    with counting_front(tmp_path) as front, Wire(front.port) as wire:
        assert [report(wire).status for _ in range(3)] == [503] * 3
        assert wire.ask(ARTICLE).status == 200
        (tmp_path / "reads").unlink()
        assert report(wire).status == 200


def test_memory_stays_flat_whoever_comes(tmp_path):
    """Twenty thousand networks, thousands of user agents, unknown pages and referrers."""
    with counting_front(tmp_path, limits=WIDE_OPEN) as front, Wire(front.port) as wire:
        numbers = itertools.count()

        def batch(size):
            asked = []
            for number in itertools.islice(numbers, size):
                address = f"{number % 200 + 11}.{number // 200 % 256}.{number % 256}.7"
                agent = f"{DESKTOP} {number}" + "x" * 300
                path = ARTICLE if number % 2 else f"/khong-co-{number}/"
                asked.append(said(f"{path}\nx{number}.example", X_Forwarded_For=address, User_Agent=agent))
            wire.send(b"".join(asked))
            assert {wire.reply().status for _ in asked} == {200, 404}

        for _ in range(60):
            batch(100)
        before = front.resident()
        for _ in range(140):
            batch(100)
        assert front.resident() - before < 8 * MB


def test_nothing_of_a_reader_is_ever_written(tmp_path):
    """After reads of every kind: no address, no user agent, no cookie, no path of a referrer in any file."""
    with counting_front(tmp_path) as front, Wire(front.port) as wire:
        for number, address in itertools.product(range(200), (ADDRESS, OTHER_ADDRESS)):
            headers = {"X_Forwarded_For": address, "User_Agent": AGENT, "Cookie": COOKIE}
            line = f"https://tin.example{SECRET_PATH}" if number % 2 else "tin.example"
            assert report(wire, f"{ARTICLE}\n{line}", **headers).status == 200
            picture = {"target": f"/_reads.gif?{ARTICLE}", "method": "GET", **headers}
            assert report(wire, b"", **picture).status == 200
            wire.send(request(f"{SECRET_PATH}?{COOKIE}", **headers))
            wire.reply()
        reads = journal(front.folder)
    assert {read.kind for read in reads} == {Kind.SCRIPT, Kind.PICTURE}
    marks = [ADDRESS, OTHER_ADDRESS, "203.0.113", "2001:db8", "Quyen", "Android", "Bi-Mat", "phien=", "trang-rieng"]
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert any(each.suffix == ".reads" for each in files)
    for each in files:
        data = each.read_bytes()
        assert [mark for mark in marks if mark.encode() in data] == [], each
        assert bytes([203, 0, 113, 77]) not in data
        assert bytes.fromhex("20010db8aaaabbbb") not in data


def test_nobody_else_may_look_into_the_folder(tmp_path):
    with counting_front(tmp_path) as front, Wire(front.port) as wire:
        assert report(wire).status == 200
        found = [front.folder, *front.folder.rglob("*")]
        assert len(found) == 5
        assert [each for each in found if each.stat().st_mode & 0o077] == []


def test_behind_nginx_the_reader_is_who_nginx_says(tmp_path):
    """Forged headers reach the front through nginx, and straight: neither gives anybody another number."""
    (tmp_path / "nginx").mkdir()
    forged = {"X_Forwarded_For": "198.51.100.9", "X_Real_IP": "198.51.100.9", "Forwarded": "for=198.51.100.9"}
    with counting_front(tmp_path) as front:
        with running_nginx(tmp_path / "nginx", front.site.root, front.port) as nginx, Wire(nginx.port) as wire:
            for headers in ({}, forged):
                assert report(wire, **headers).status == 200
        with Wire(front.port) as wire:
            assert report(wire, X_Forwarded_For="198.51.100.9").status == 200
        numbers = [read.visitor for read in journal(front.folder)]
        assert numbers[0] == numbers[1] != numbers[2]
    with counting_front(tmp_path / "alone", trusted_proxies=[]) as front, Wire(front.port) as wire:
        for headers in ({}, forged):
            assert report(wire, **headers).status == 200
        assert len({read.visitor for read in journal(front.folder)}) == 1


def test_what_comes_behind_the_body_makes_nobody_another_reader(tmp_path):
    chunks = f"{len(ARTICLE):x}\r\n{ARTICLE}\r\n0\r\n".encode()
    with counting_front(tmp_path) as front, Wire(front.port) as wire:
        for trailer in (b"", b"X-Forwarded-For: 198.51.100.9\r\n"):
            told = {"Transfer_Encoding": "chunked", "X_Forwarded_For": ADDRESS}
            assert wire.send(said(chunks + trailer + b"\r\n", **told)).reply().status == 200
        assert len({read.visitor for read in journal(front.folder)}) == 1


def test_while_the_front_is_away_nginx_says_so(tmp_path):
    (tmp_path / "nginx").mkdir()
    with counting_front(tmp_path) as front, running_nginx(tmp_path / "nginx", front.site.root, front.port) as nginx:
        front.process.send_signal(signal.SIGKILL)
        front.process.wait()
        with Wire(nginx.port) as wire:
            assert report(wire).status == 503
            assert nginx.ask(f"/_reads.gif?{ARTICLE}").status == 503
            assert nginx.ask(ARTICLE).status == 200

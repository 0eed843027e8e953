"""Days, clocks, secrets, visitors and segments of the counting, with the hand on the clock."""

import asyncio
import errno
import os
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hoaban.front import salts, segments, shown
from hoaban.front.journal import JOURNAL
from hoaban.front.shown import PageCounts
from hoaban.front.visitors import ClientNetworks, VisitorKeys, network_of, packed_address
from tests.front.counting import PHONE, ZONE, Counting, files_of, segments_of
from tests.support.wire import HOST

LAST_SECOND = datetime(2026, 11, 25, 23, 59, 59, 500_000, ZONE).timestamp()
DAY = date(2026, 11, 25)


def salt_files(counting):
    return sorted(each.name for each in counting.folder.glob("salt-*"))


def test_one_reader_is_one_number_for_one_day(counting):
    for said in (
        {"address": "203.0.113.9"},
        {"address": "203.0.113.200"},
        {"address": "::ffff:203.0.113.7"},
        {"address": "203.0.114.9"},
        {"agent": PHONE + " "},
        {"address": "2001:db8:1:2::3"},
        {"address": "2001:db8:1:2:ffff::3"},
        {"address": "2001:db8:1:3::3"},
    ):
        assert counting.tell(**said)[0] == 200
    numbers = [read.visitor for read in counting.journal]
    assert numbers[0] == numbers[1] == numbers[2]
    assert numbers[5] == numbers[6]
    assert len(set(numbers)) == 5
    counting.start()
    counting.clock.now += 1
    counting.tell()
    assert counting.journal[-1].visitor == numbers[0], "the salt of the day outlives the process"
    counting.clock.now += 86_400
    counting.tell()
    assert counting.journal[-1].visitor not in numbers


def test_a_new_day_has_a_new_segment_and_a_new_secret(tmp_path):
    counting = Counting(tmp_path, LAST_SECOND)
    counting.tell()
    old = (counting.folder / "salt-2026-11-25").read_bytes()
    assert ((counting.folder / "salt-2026-11-25").stat().st_mode & 0o777, len(old)) == (0o600, 32)
    counting.clock.now += 1
    counting.tell()
    assert salt_files(counting) == ["salt-2026-11-26"]
    assert (counting.folder / "salt-2026-11-26").read_bytes() != old
    days = [each.parent.name for each in files_of(counting.folder)]
    assert days == ["2026-11-25", "2026-11-26"]
    ends = [read.milliseconds for read in counting.journal]
    assert [datetime.fromtimestamp(each / 1000, UTC).hour for each in ends] == [16, 17]


def test_a_day_without_readers_ends_too(tmp_path):
    """Whoever tidies up must find the segment free, and no secret of a day that is over."""
    counting = Counting(tmp_path, LAST_SECOND)
    counting.tell()
    counting.clock.now += 1
    counting.reads.tick()
    assert salt_files(counting) == []
    descriptor = os.open(files_of(counting.folder)[0], os.O_RDWR)
    segments.fcntl.flock(descriptor, segments.fcntl.LOCK_EX | segments.fcntl.LOCK_NB)
    os.close(descriptor)


def test_the_segment_of_today_is_held(counting):
    counting.tell()
    descriptor = os.open(files_of(counting.folder)[0], os.O_RDWR)
    with pytest.raises(BlockingIOError):
        segments.fcntl.flock(descriptor, segments.fcntl.LOCK_EX | segments.fcntl.LOCK_NB)
    os.close(descriptor)


def test_a_clock_that_is_set_back_a_little_does_not_turn_time_round(tmp_path):
    counting = Counting(tmp_path, LAST_SECOND)
    for step in (0, 1, -3, -2, 10):
        counting.clock.now += step
        assert counting.tell()[0] == 200
    times = [each.milliseconds for segment in segments_of(counting.folder) for each in segment]
    assert times == sorted(times)
    assert [each.parent.name for each in files_of(counting.folder)] == ["2026-11-25", "2026-11-26"]
    assert salt_files(counting) == ["salt-2026-11-26"]


@pytest.mark.parametrize("days", [0.5, 1, 400])
def test_a_clock_that_was_wrong_is_followed_back(tmp_path, caplog, days):
    """Forward, counting, then right again: reads have the right day and time, and no secret of the wrong one stays."""
    counting = Counting(tmp_path, LAST_SECOND - 3600)
    counting.clock.now += days * 86_400
    counting.tell()
    counting.clock.now -= days * 86_400
    counting.reads.tick()
    counting.reads.tick()
    for _ in range(3):
        counting.clock.now += 60
        assert counting.tell()[0] == 200
    right, wrong = segments_of(counting.folder)
    assert [each.milliseconds for each in right] == [int((counting.clock.now - ago) * 1000) for ago in (120, 60, 0)]
    assert len(wrong) == 1
    assert files_of(counting.folder)[0].parent.name == "2026-11-25"
    kept = {"salt-2026-11-25"} | ({"salt-2026-11-26"} if days <= 1 else set())
    assert set(salt_files(counting)) == kept, "that of tomorrow holds for tomorrow"
    assert len([line for line in caplog.messages if "was set back by" in line]) == 1


def test_a_clock_that_is_set_back_within_a_day_begins_a_segment(tmp_path):
    """Whoever reads a segment finds its times in order."""
    counting = Counting(tmp_path, LAST_SECOND - 3600)
    for step in (0, -6, 1):
        counting.clock.now += step
        counting.tell()
    assert sorted(map(len, segments_of(counting.folder))) == [1, 2]
    assert len({read.visitor for read in counting.journal}) == 1


def test_a_secret_left_over_is_destroyed_at_the_start(counting):
    counting.folder.mkdir(exist_ok=True)
    held = counting.folder / "salt-2026-01-01"
    held.write_bytes(b"s" * 32)
    other_name = counting.folder.parent / "seen"
    os.link(held, other_name)
    (counting.folder / "salt-2026-01-01.0a1b").write_bytes(b"half")
    tomorrow = f"salt-{datetime.fromtimestamp(counting.clock.now + 86_400, ZONE):%Y-%m-%d}"
    (counting.folder / tomorrow).write_bytes(b"t" * 32)
    (counting.folder / "salt-2099-01-01").write_bytes(b"of a clock that was wrong" + bytes(7))
    counting.start()
    assert salt_files(counting) == [tomorrow], "tomorrow's is kept"
    assert other_name.read_bytes() == bytes(32), "overwritten before its name went"


def test_of_many_who_need_a_secret_first_one_wins(tmp_path):
    found = []
    gate = threading.Barrier(16)

    def ask():
        gate.wait()
        found.append(salts.salt_of(tmp_path / "reads", DAY))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 16
    assert len(set(found)) == 1
    assert [each.name for each in (tmp_path / "reads").iterdir()] == ["salt-2026-11-25"]
    assert salts.offered(tmp_path / "reads", DAY, b"x" * 32) == found[0]


def test_a_secret_that_is_none_stops_the_counting_and_says_so(counting, caplog):
    counting.tell()
    (counting.folder / "salt-2026-11-26").write_bytes(b"short")
    counting.clock.now += 86_400
    assert [counting.tell()[0], counting.tell()[0]] == [503, 503]
    assert len([line for line in caplog.messages if "has 5 bytes instead of 32" in line]) == 1
    (counting.folder / "salt-2026-11-26").unlink()
    assert counting.tell()[0] == 200
    assert len(counting.journal) == 2


def test_a_report_sent_again_is_written_again(counting):
    """Only the tally, which sees all journals, can say what is a repeat."""
    for _ in range(3):
        counting.tell()
    assert len({(read.visitor, read.page) for read in counting.journal}) == 1
    assert len(counting.journal) == 3


def test_counts_are_read_once_written_wherever_they_stand(tmp_path):
    counts = PageCounts(tmp_path)
    assert counts.reads(5, 10.0) is None, "the page keeps the figure with which it was pressed"
    place = tmp_path / "pages.counts"
    place.write_bytes(shown.PAGE_COUNT.pack(0) * 5 + shown.PAGE_COUNT.pack(50))
    assert (counts.reads(5, 10.5), counts.reads(5, 11.0)) == (None, 50), "looked for once a second"
    assert (counts.reads(6, 11.0), counts.reads(10**8, 11.0)) == (0, 0)
    with place.open("r+b") as file:
        file.seek(6 * 8)
        file.write(shown.PAGE_COUNT.pack(60))
    assert counts.reads(6, 11.0) == 60, "grown in its place"
    with place.open("r+b") as file:
        file.truncate(3)
    assert counts.reads(5, 11.0) == 0, "cut short"
    place.unlink()
    assert counts.reads(5, 12.0) is None
    held = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(20):
        (tmp_path / "new").write_bytes(shown.PAGE_COUNT.pack(number))
        (tmp_path / "new").replace(place)
        assert counts.reads(0, 13.0 + number) == number
    assert len(list(Path("/proc/self/fd").iterdir())) <= held + 1
    counts.close()


@pytest.mark.parametrize("text", ["", "null", "7", '{"a": "b"}', '{"a": [1]}', '{"a": {"b": 1}}', "{", "\xff"])
def test_figures_that_are_none_are_left_out(counting, text):
    (counting.folder / "sites").mkdir(parents=True)
    (counting.folder / "sites/3.json").write_text(text, encoding="latin-1")
    assert counting.tell() == (200, b"{}")
    (counting.folder / "pages.counts").write_bytes(b"")
    counting.steady.now += 1
    assert counting.tell() == (200, b'{"reads": 0}')


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("203.0.113.9", b"\xcb\x00\x71"),
        (" 203.0.113.9:4711 ", b"\xcb\x00\x71"),
        ("::ffff:203.0.113.9", b"\xcb\x00\x71"),
        ("[::ffff:203.0.113.9]:80", b"\xcb\x00\x71"),
        ("2001:db8:1:2:3:4:5:6", b"\x20\x01\x0d\xb8\x00\x01\x00\x02"),
        ("[2001:db8:1:2::]:443", b"\x20\x01\x0d\xb8\x00\x01\x00\x02"),
        ("fe80::1%eth0", b"\xfe\x80" + bytes(6)),
        ("", b""),
        ("unknown", b""),
        ("1.2.3", b""),
        ("1.2.3.4\0", b""),
        ("_hidden", b""),
    ],
)
def test_of_an_address_its_network_is_used(text, network):
    assert network_of(packed_address(text)) == network


@pytest.mark.parametrize(
    ("peer", "said", "network"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.0"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.0"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.0"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.0"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.0"),
        ("10.0.0.1", "198.51.100.1,rubbish", "10.0.0.0"),
        ("10.0.0.1", "rubbish, 10.0.0.2", "10.0.0.0"),
        ("10.0.0.1", "", "10.0.0.0"),
        ("fd12::1", "2001:db8:1:2::3, ::ffff:10.0.0.3", "2001:db8:1:2::"),
        ("", "198.51.100.1", ""),
    ],
)
def test_only_our_own_proxies_say_who_the_reader_is(peer, said, network):
    networks = ClientNetworks(["10.0.0.0/8", "fd00::/8"])
    lines = [(b"x-forwarded-for", said.encode()), (b"via", b"x")]
    found = networks.network(peer, lines, dict(lines))
    assert found == network_of(packed_address(network))
    lines = [(b"x-forwarded-for", each.encode()) for each in said.split(",")]
    assert networks.network(peer, lines, dict(lines)) == found, "several lines are one list"


def test_a_number_needs_the_secret(counting):
    assert VisitorKeys(b"a" * 32).visitor(b"n", b"agent") != VisitorKeys(b"b" * 32).visitor(b"n", b"agent")
    assert VisitorKeys(b"a" * 32).visitor(b"n", b"agent") != VisitorKeys(b"a" * 32).visitor(b"na", b"gent")


def test_a_segment_that_was_tidied_away_while_it_was_opened_is_not_used(tmp_path, monkeypatch):
    flock, taken = segments.fcntl.flock, []

    def tidied_up_once(descriptor, how):
        if not taken:
            taken.append(next((tmp_path / JOURNAL / "2026-11-25").iterdir()))
            taken[0].unlink()
        flock(descriptor, how)

    monkeypatch.setattr(segments.fcntl, "flock", tidied_up_once)
    writer = segments.JournalWriter(tmp_path)
    writer.append(DAY, b"x" * 80)
    writer.close()
    (left,) = files_of(tmp_path)
    assert left != taken[0]
    assert left.read_bytes() == b"x" * 80


def test_what_was_written_is_brought_to_the_disk_once(tmp_path, monkeypatch):
    writer, brought = segments.JournalWriter(tmp_path), []
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: brought.append(os.fstat(descriptor).st_ino))

    async def write_and_wait():
        for count in (0, 2, 0, 1):
            for _ in range(count):
                writer.append(DAY, b"x" * 80)
            writer.sync()
            if writer.syncing:
                await writer.syncing

    asyncio.run(write_and_wait())
    place = files_of(tmp_path)[0]
    assert brought == [place.stat().st_ino] * 2
    writer.close()
    assert len(brought) == 3
    assert place.name not in [each.readlink().name for each in Path("/proc/self/fd").iterdir() if each.exists()]


def test_without_a_free_descriptor_the_front_goes_on(counting, monkeypatch):
    """What is called once a second may raise nothing: whatever it raised would end the front."""
    brought = []
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: brought.append(os.fstat(descriptor).st_ino))

    def refuse(_descriptor):
        raise OSError(errno.EMFILE, "Too many open files")

    async def tick_and_wait():
        counting.tell()
        with monkeypatch.context() as crowd:
            crowd.setattr(os, "dup", refuse)
            counting.reads.tick()
        assert counting.reads.journal.syncing is None
        counting.reads.tick()
        await counting.reads.journal.syncing

    asyncio.run(tick_and_wait())
    assert brought == [files_of(counting.folder)[0].stat().st_ino]


def test_half_a_record_never_stays_before_another(tmp_path, monkeypatch):
    """The disk fills up in the middle of a record, and does not even let it be cut off."""
    writer = segments.JournalWriter(tmp_path)
    writer.append(DAY, b"a" * 80)
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:30]))
    with pytest.raises(OSError, match="only 30 of 80 bytes"):
        writer.append(DAY, b"b" * 80)
    assert files_of(tmp_path)[0].read_bytes() == b"a" * 80

    def refuse(*_said):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "ftruncate", refuse)
    with pytest.raises(OSError, match="only 30 of 80 bytes"):
        writer.append(DAY, b"c" * 80)
    monkeypatch.undo()
    writer.append(DAY, b"d" * 80)
    writer.close()
    found = {each.read_bytes() for each in files_of(tmp_path)}
    assert found == {b"a" * 80 + b"c" * 30, b"d" * 80}


def test_pages_of_another_host_are_not_reported(counting):
    assert counting.tell(host=HOST.upper())[0] == 200
    assert counting.tell(host="other.example")[0] == 400

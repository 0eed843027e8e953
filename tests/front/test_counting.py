"""Days, secrets, visitors, limits and memory of the counting, with the hand on the clock."""

import asyncio
import errno
import os
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from hoaban.front import agents, identities, salts, segments, shown, visitors
from hoaban.front.agents import Agents
from hoaban.front.identities import Identities
from hoaban.front.journal import JOURNAL, Kind, unpacked
from hoaban.front.shown import PageCounts, SiteFigures
from hoaban.front.visitors import Keys, Networks, Turnstile, network_of, packed_address
from tests.front.counting import ARTICLE, GOOGLEBOT, PHONE, ZONE, Counting, Hand, files_of, page_of
from tests.front.wire import HOST

PICTURE = f"/_reads.gif?{ARTICLE}"
LAST_SECOND = datetime(2026, 11, 25, 23, 59, 59, 500_000, ZONE).timestamp()
DAY = date(2026, 11, 25)


@pytest.fixture
def counting(tmp_path):
    return Counting(tmp_path)


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
    times = [each.milliseconds for file in files_of(counting.folder) for each in unpacked(file.read_bytes()).reads]
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
    right, wrong = (unpacked(each.read_bytes()).reads for each in files_of(counting.folder))
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
    files = [unpacked(each.read_bytes()).reads for each in files_of(counting.folder)]
    assert sorted(map(len, files)) == [1, 2]
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


def test_a_thousand_at_once_from_one_network_are_not_a_thousand_reads(tmp_path):
    counting = Counting(tmp_path, reads_a_minute=600, reports_a_minute=900)
    statuses = [
        counting.tell(agent=f"{PHONE} {number % 40}", address=f"203.0.113.{number % 256}")[0] for number in range(1000)
    ]
    assert [statuses.count(each) for each in (200, 429)] == [900, 100]
    kinds = [read.kind for read in counting.journal]
    assert (kinds.count(Kind.SCRIPT), kinds.count(Kind.EXCESS)) == (600, 300)
    assert counting.tell(address="203.0.114.1")[0] == 200
    assert counting.journal[-1].kind == Kind.SCRIPT, "another network is not held up"
    assert counting.tell(target=PICTURE)[0] == 429
    counting.steady.now += 60
    assert counting.tell(target=PICTURE)[0] == 200
    assert counting.journal[-1].kind == Kind.PICTURE


def test_a_customer_with_many_networks_of_ipv6_is_no_crowd(tmp_path):
    counting = Counting(tmp_path, reads_a_minute=5, reports_a_minute=8)
    statuses = [counting.tell(address=f"2001:db8:7:{number:x}::1")[0] for number in range(100)]
    assert [statuses.count(each) for each in (200, 429)] == [80, 20]
    kinds = [read.kind for read in counting.journal]
    assert (kinds.count(Kind.SCRIPT), kinds.count(Kind.EXCESS)) == (50, 30)
    assert counting.tell(address="2001:db8:8::1")[0] == 200
    assert counting.journal[-1].kind == Kind.SCRIPT, "the next customer is not held up"
    assert [counting.tell(address=f"203.0.{number}.9")[0] for number in range(100)] == [200] * 100


def test_robots_and_previews_stay_what_they_are_in_a_crowd(tmp_path):
    counting = Counting(tmp_path, reads_a_minute=0)
    counting.tell(agent=GOOGLEBOT)
    counting.tell(sec_purpose="prefetch")
    counting.tell()
    assert [read.kind for read in counting.journal] == [Kind.ROBOT, Kind.PREVIEW, Kind.EXCESS]


def test_a_report_sent_again_is_written_again(counting):
    """Only the tally, which sees all journals, can say what is a repeat."""
    for _ in range(3):
        counting.tell()
    assert len({(read.visitor, read.page) for read in counting.journal}) == 1
    assert len(counting.journal) == 3


def test_made_up_agents_cost_no_more_than_their_share(tmp_path):
    clock, effort = Hand(0.0), Hand(0.0)
    known = Agents(clock, effort)

    class Slow:
        @staticmethod
        def is_crawler(_text):
            effort.now += 0.03
            return False

    known.detector = Slow()
    judged = [known.agent(b"a%d" % number, b"%d" % number).is_robot for number in range(1000)]
    assert 33 <= judged.count(False) <= 35
    assert effort.now < 1.1
    assert known.agent(b"a1", b"1").is_robot is False, "who is known is known"
    clock.now += 10
    assert 16 <= [known.agent(b"b%d" % number, b"%d" % number).is_robot for number in range(100)].count(False) <= 18


def test_one_network_takes_neither_the_time_nor_the_memory_of_the_others(counting):
    """Agents made up to be slow, then ones made up to be many: other readers count, and unknown ones are looked at."""
    effort = counting.reads.agents.effort = Hand(0.0)
    clock = counting.reads.agents.clock = Hand(counting.reads.agents.counted_at)
    cost = 0.03

    class Detector:
        @staticmethod
        def is_crawler(_text):
            effort.now += cost
            return False

    counting.reads.agents.detector = Detector()
    counting.tell()
    for minute in range(3):
        for number in range(300):
            counting.tell(agent=f"slow {minute} {number}", address=f"2001:db8:7:{number:x}::1")
        cost = 0.0001
        counting.tell(agent=f"Mozilla/5.0 (new in minute {minute})", address="198.51.100.7")
        assert counting.journal[-1].kind == Kind.SCRIPT
        cost = 0.03
        counting.clock.now += 60
        counting.steady.now += 60
        clock.now += 60
    assert effort.now < 3 * 0.7
    cost = 0.00001
    for number in range(agents.MOST_REMEMBERED + 1100):
        if number % 1000 == 0:
            assert counting.reads.agents.remembered.get(PHONE.encode()), "who comes often stays known"
            counting.tell()
        counting.reads.agents.agent(b"quick %d" % number, b"%d" % number)
    known = len(counting.reads.agents.remembered)
    counting.reads.agents.remembered.clear()
    for number in range(600):
        counting.tell(agent=f"many {number}", address="203.0.114.7")
    assert known == agents.MOST_REMEMBERED
    assert len(counting.reads.agents.remembered) == 120


def test_a_network_that_is_too_many_is_sent_away_before_its_agent_is_looked_at(tmp_path):
    counting = Counting(tmp_path, reports_a_minute=2)
    for number in range(4):
        counting.tell(agent=f"Mozilla/5.0 (made up {number})")
    assert len(counting.reads.agents.remembered) == 2


def test_an_agent_that_nobody_had_time_to_look_at_is_not_counted(counting):
    counting.reads.agents.left = -10
    counting.tell(agent="Mozilla/5.0 (made up)")
    assert [read.kind for read in counting.journal] == [Kind.EXCESS]


def test_every_memory_has_a_bound(tmp_path, monkeypatch):
    known = Agents(Hand(0.0))
    known.detector = SimpleNamespace(is_crawler=lambda _text: False)
    for number in range(agents.MOST_REMEMBERED + 500):
        known.agent(b"Mozilla/5.0 (%d)" % number + b"x" * 5000, b"%d" % number)
    assert len(known.remembered) == agents.MOST_REMEMBERED
    assert max(map(len, known.remembered)) == agents.LONGEST

    turnstile = Turnstile()
    for number in range(200_000):
        turnstile.count(number.to_bytes(8, "big"), 0.0)
    assert [len(row) for row in turnstile.rows] == [visitors.PLACES] * 2
    assert turnstile.count(b"new", 0.0) < 20, "a crowd of networks does not fill another's measure"

    monkeypatch.setattr(identities, "MOST_HELD", 10)
    (tmp_path / "xa").mkdir()
    found = Identities(tmp_path)
    for number in range(30):
        (tmp_path / f"xa/{number}").mkdir()
        (tmp_path / f"xa/{number}/index.html").write_bytes(page_of(1, number))
        assert found.identity("xa", b"/%d/" % number, b"1").page == number
        assert found.identity("xa", b"/%d/khong/" % number, b"1") is None
    assert len(found.held) == 10

    figures = SiteFigures(tmp_path)
    for number in range(shown.MOST_SITES + 10):
        figures.text(number, 0.0)
    assert len(figures.held) <= shown.MOST_SITES


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
    networks = Networks(["10.0.0.0/8", "fd00::/8"])
    lines = [(b"x-forwarded-for", said.encode()), (b"via", b"x")]
    found = networks.network(peer, lines, dict(lines))
    assert found == network_of(packed_address(network))
    lines = [(b"x-forwarded-for", each.encode()) for each in said.split(",")]
    assert networks.network(peer, lines, dict(lines)) == found, "several lines are one list"


def test_a_number_needs_the_secret(counting):
    assert Keys(b"a" * 32).visitor(b"n", b"agent") != Keys(b"b" * 32).visitor(b"n", b"agent")
    assert Keys(b"a" * 32).visitor(b"n", b"agent") != Keys(b"a" * 32).visitor(b"na", b"gent")


def test_whoever_pretends_to_be_many_shows_as_one(counting):
    """The upper 16 bits are of the holder of an address alone, and under the secret as well."""
    for number in range(20):
        counting.tell(agent=f"{PHONE} {number}")
        counting.tell(agent=f"{PHONE} {number}", address=f"2001:db8:7:{number:x}::1")
    for number in range(20):
        counting.tell(address=f"203.1.{number}.9")
        counting.tell(address=f"2001:db8:{number + 100:x}::1")
    numbers = [read.visitor for read in counting.journal]
    assert len(set(numbers)) == 80
    assert len({each & (1 << 48) - 1 for each in numbers}) == 80
    assert len({each >> 48 for each in numbers[:40]}) <= 2
    assert len({each >> 48 for each in numbers[40:]}) >= 38, "two may fall together by chance"
    networks = [b"a" * 3, b"a" * 6 + b"bc", b""]
    for one in networks:
        assert Keys(b"a" * 32).visitor(one, b"x") >> 48 != Keys(b"b" * 32).visitor(one, b"x") >> 48


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

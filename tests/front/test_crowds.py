"""What many readers at once, and one who pretends to be many, may take from the counting: time, memory, figures."""

from types import SimpleNamespace

from hoaban.front import agents, identities, shown, visitors
from hoaban.front.agents import Agents
from hoaban.front.identities import Identities
from hoaban.front.journal import Kind, packed
from hoaban.front.shown import SiteFigures
from hoaban.front.visitors import VisitorKeys, WindowCounter
from tests.front.counting import ARTICLE, GOOGLEBOT, PHONE, Counting, Hand, page_of

PICTURE = f"/_reads.gif?{ARTICLE}"


def test_a_thousand_at_once_from_one_network_are_not_a_thousand_reads(tmp_path):
    counting = Counting(tmp_path, reads_a_minute=600, beacons_a_minute=900)
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
    counting = Counting(tmp_path, reads_a_minute=5, beacons_a_minute=8)
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


class Detector:
    """Takes as long for an agent as it is told, in seconds, and finds no robot."""

    def __init__(self, counting, cost):
        self.cost, self.effort = cost, Hand(0.0)
        agents_of = counting.reads.agents
        agents_of.detector, agents_of.effort = self, self.effort
        self.clock = agents_of.clock = Hand(agents_of.counted_at)

    def is_crawler(self, _text):
        self.effort.now += self.cost
        return False


def test_slow_agents_of_one_holder_leave_time_for_those_of_others(counting):
    detector = Detector(counting, 0.03)
    for minute in range(3):
        for number in range(300):
            counting.tell(agent=f"slow {minute} {number}", address=f"2001:db8:7:{number:x}::1")
        counting.tell(agent=f"Mozilla/5.0 (new in minute {minute})", address="198.51.100.7")
        assert counting.journal[-1].kind == Kind.SCRIPT
        for hand in (counting.clock, counting.steady, detector.clock):
            hand.now += 60
    assert 3 * 0.6 < detector.effort.now < 3 * 0.65


def test_quick_agents_do_not_drive_out_the_known_ones(counting):
    Detector(counting, 0.00001)
    known = counting.reads.agents
    counting.tell()
    for number in range(agents.MOST_REMEMBERED + 1100):
        if number % 1000 == 999:
            assert PHONE.encode() in known.remembered, "who comes often stays"
            counting.tell()
        known.agent(b"quick %d" % number, b"%d" % number)
    assert len(known.remembered) == agents.MOST_REMEMBERED
    known.remembered.clear()
    for number in range(2_500):
        counting.tell(agent=f"many {number}", address="203.0.114.9")
    assert len(known.remembered) == 2_400, "of one holder in a minute"


def test_a_crowd_with_a_thousand_agents_behind_one_carrier_is_counted(counting):
    """Browsers inside other programs name each model and version of telephone; 120 of 900 were counted."""
    for number in range(900):
        counting.tell(agent=f"{PHONE} Zalo/{number}", address=f"203.0.113.{number % 256}")
    assert [read.kind for read in counting.journal] == [Kind.SCRIPT] * 900


def test_readers_of_one_carrier_have_marks_of_their_own_and_one_reader_has_one(counting):
    for _ in range(2):
        for number in range(200):
            counting.tell(address=f"203.0.113.{number}", opening=number + 1)
    first, second = counting.journal[:200], counting.journal[200:]
    assert len({read.visitor for read in first}) == 1
    assert len({read.mark for read in first}) >= 197, "16 bits: some fall together by chance"
    assert [read.mark for read in first] == [read.mark for read in second]
    assert [read.opening for read in first] == list(range(1, 201))
    assert b"203.0.113" not in b"".join(map(packed, first))


def test_a_network_that_is_too_many_is_sent_away_before_its_agent_is_looked_at(tmp_path):
    counting = Counting(tmp_path, beacons_a_minute=2)
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

    counter = WindowCounter()
    for number in range(200_000):
        counter.count(number.to_bytes(8, "big"), 0.0)
    assert [len(row) for row in counter.rows] == [visitors.PLACES] * 2
    assert counter.count(b"new", 0.0) < 20, "a crowd of networks does not fill another's measure"

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
        assert VisitorKeys(b"a" * 32).visitor(one, b"x") >> 48 != VisitorKeys(b"b" * 32).visitor(one, b"x") >> 48

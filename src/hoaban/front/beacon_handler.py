"""Takes the report that a browser showed a page: judges it, writes it into the journal, and says the page's figures.

`POST /_reads` comes from the script of a page, `GET /_reads.gif?<path>` from a browser without script. Only what the
journal has taken is answered with 200; whatever is wrong with a report, nothing of it is written.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hoaban.front.agents import SAYS_NOTHING, Agent, Agents
from hoaban.front.answers import Answers
from hoaban.front.beacons import (
    GIF,
    PICTURE,
    SCRIPT,
    Beacon,
    BeaconResponse,
    BeaconResponses,
    RefusedBeacon,
    opening_of,
    referring_host,
)
from hoaban.front.identities import Identities
from hoaban.front.journal import Kind, Read, packed
from hoaban.front.options import FrontOptions
from hoaban.front.portal_clock import PortalClock
from hoaban.front.segments import JournalWriter
from hoaban.front.shown import PageCounts, SiteFigures
from hoaban.front.visitors import ClientNetworks, WindowCounter, holder_of, network_of

Reply = Callable[[BeaconResponse], None]
log = logging.getLogger("hoaban.front")


class Waiting(NamedTuple):
    """A beacon whose record is not written yet."""

    day: date
    read: Read
    beacon: Beacon
    reply: Reply


DAY = attrgetter("day")


class BeaconHandler:
    """Answers beacons in one process of the front, and writes the read that each reports.

    `clock`: seconds since 1970; `steady`: seconds that nobody sets.
    """

    def __init__(
        self,
        answers: Answers,
        options: FrontOptions,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.answers, self.folder, self.limits, self.steady = answers, options.reads, options.limits, steady
        self.networks, self.rates = ClientNetworks(options.trusted_proxies), WindowCounter()
        self.agents = Agents()
        self.identities = Identities(answers.root)
        self.journal = JournalWriter(self.folder)
        self.counts, self.figures = PageCounts(self.folder), SiteFigures(self.folder)
        self.responses = BeaconResponses(https=options.https)
        self.waiting: list[Waiting] = []
        self.is_failing = False
        self.clock = PortalClock(self.folder, ZoneInfo(options.time_zone), self.finish_segment, clock)

    def answer(self, beacon: Beacon, body: bytes) -> BeaconResponse:
        """Take a beacon at once; how it is answered, and with which bytes."""
        answered: list[BeaconResponse] = []
        self.take(beacon, body, answered.append)
        self.flush()
        return answered[0]

    def answer_soon(self, beacon: Beacon, body: bytes, reply: Reply) -> None:
        """Take a beacon and answer it in this turn of the loop, together with all others that came in it.

        Their records are written with one call into the kernel, which is a sixth of what a beacon costs.
        """
        is_first = not self.waiting
        self.take(beacon, body, reply)
        if is_first and self.waiting:
            asyncio.get_running_loop().call_soon(self.flush)

    def take(self, beacon: Beacon, body: bytes, reply: Reply) -> None:
        """Refuse a beacon at once, or let its record wait for `flush`."""
        try:
            read = self.read_of(beacon, body)
            day = self.clock.day_of(read.milliseconds).day
        except RefusedBeacon as wrong:
            reply(self.responses.refusal(beacon, wrong.status))
        except OSError as error:
            self.note_failure(error)
            reply(self.responses.refusal(beacon, 503))
        else:
            self.waiting.append(Waiting(day, read, beacon, reply))

    def flush(self) -> None:
        """Write the records that wait, and only then answer their reports."""
        waiting, self.waiting = self.waiting, []
        for day, of_day in groupby(waiting, key=DAY):
            taken = list(of_day)
            try:
                self.journal.append(day, b"".join([packed(one.read) for one in taken]))
            except OSError as error:
                self.note_failure(error)
                for one in taken:
                    one.reply(self.responses.refusal(one.beacon, 503))
                continue
            if self.is_failing:
                self.note_failure(None)
            for one in taken:
                one.reply(self.answer_to(one.beacon, one.read))

    def answer_to(self, beacon: Beacon, read: Read) -> BeaconResponse:
        """The answer to a beacon whose record is written."""
        if beacon.target.startswith(PICTURE):
            return self.responses.picture, GIF
        return self.responses.figures, self.figures_of(read)

    def read_of(self, beacon: Beacon, body: bytes) -> Read:
        """The record of a beacon. Raises RefusedBeacon, and OSError where the day has no salt."""
        host = beacon.fields.get(b"host", b"")
        folder = self.answers.folder(host)
        if folder is None:
            raise RefusedBeacon(400)
        asked = beacon.check(host)
        path, _, told = body.partition(b"\n") if asked == SCRIPT else (beacon.query, b"", b"")
        identity = self.identities.identity(folder, path, self.answers.generation)
        if identity is None:
            raise RefusedBeacon(404)
        address = self.networks.address(beacon.peer, beacon.headers, beacon.fields)
        network = network_of(address)
        # Before anything that costs time.
        many = self.rates.rate(network, self.steady())
        if many > self.limits.beacons_a_minute:
            raise RefusedBeacon(429)
        said = beacon.fields.get(b"user-agent", SAYS_NOTHING)
        agent = self.agents.agent(said, holder_of(network))
        kind = self.kind_of(beacon, agent, many)
        milliseconds = self.clock.now()
        keys = self.clock.day_of(milliseconds).keys
        visitor, mark = keys.visitor(network, said), keys.mark(address)
        referrer, opening = opening_of(told)
        came_from = referring_host(referrer, host) if referrer else b""
        return Read(kind, agent.device, mark, milliseconds, identity.site, identity.page, visitor, came_from, opening)

    def figures_of(self, read: Read) -> bytes:
        """The figures of a page and its site as JSON; what is not known is left out, and stays as it was pressed."""
        now = self.steady()
        reads = self.counts.reads(read.page, now)
        of_page = b"" if reads is None else b'"reads": %d' % reads
        return b"{%b}" % b", ".join(filter(None, (of_page, self.figures.text(read.site, now))))

    def kind_of(self, beacon: Beacon, agent: Agent, many: int) -> Kind:
        """What a beacon is; `many` is how many its network sent in this minute, as the counter says."""
        if agent.is_robot:
            return Kind.ROBOT
        if beacon.is_preview():
            return Kind.PREVIEW
        if many > self.limits.reads_a_minute or agent.is_robot is None:
            return Kind.EXCESS
        return Kind.PICTURE if beacon.target.startswith(PICTURE) else Kind.SCRIPT

    def tick(self) -> None:
        """Once a second: bring the journal to the disk, and let go of a day that is over, so that it can be tidied."""
        self.flush()
        if self.clock.end_day():
            self.journal.close()
        self.journal.sync()

    def finish_segment(self) -> None:
        """Write what waits, and end the segment to which it belongs."""
        self.flush()
        self.journal.close()

    def close(self) -> None:
        """Bring everything to the disk and let go of it."""
        self.flush()
        self.journal.close()
        self.counts.close()

    def note_failure(self, error: OSError | None) -> None:
        """Log that reads cannot be written, or can be again: once, not for each reader."""
        if error is not None and not self.is_failing:
            log.warning("Reads cannot be counted: %s. Pages are read on; see to the disk of %s.", error, self.folder)
        elif error is None and self.is_failing:
            log.info("Reads are counted again.")
        self.is_failing = error is not None

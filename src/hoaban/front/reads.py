"""Takes the report that a browser showed a page: judges it, writes it into the journal, and says the page's figures.

`POST /_reads` comes from the script of a page, `GET /_reads.gif?<path>` from a browser without script. Only what the
journal has taken is answered with 200; whatever is wrong with a report, nothing of it is written.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hoaban.front import salts
from hoaban.front.agents import SAYS_NOTHING, Agent, Agents
from hoaban.front.answers import Answers
from hoaban.front.identities import Identities
from hoaban.front.journal import Kind, Read, packed
from hoaban.front.limits import Limits
from hoaban.front.reports import GIF, PICTURE, SCRIPT, Answered, Manners, Report, Wrong, referring_host
from hoaban.front.segments import JournalWriter
from hoaban.front.shown import PageCounts, SiteFigures
from hoaban.front.visitors import Keys, Networks, Turnstile, holder_of

Reply = Callable[[Answered], None]
log = logging.getLogger("hoaban.front")
# Milliseconds by which a clock is set back now and then; one that goes back by more was wrong before.
SMALL_STEP = 5000


class Today(NamedTuple):
    """A day of the portal's clock: its date, its end in milliseconds since 1970, the keys of its visitors."""

    day: date
    end: int
    keys: Keys


class Waiting(NamedTuple):
    """A report whose record is not written yet."""

    day: date
    read: Read
    report: Report
    reply: Reply


DAY = attrgetter("day")


class Reads:
    """Everything about reads in one process of the front.

    `folder`: where journal, salts and figures lie. `zone`: the portal's clock. `clock`: seconds since 1970;
    `steady`: seconds that nobody sets. `trusted_proxies`: networks whose X-Forwarded-For is believed.
    """

    def __init__(
        self,
        answers: Answers,
        folder: Path,
        zone: ZoneInfo,
        trusted_proxies: Iterable[str],
        limits: Limits,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.answers, self.folder, self.zone, self.limits = answers, folder, zone, limits
        self.clock, self.steady = clock, steady
        self.networks, self.turnstile = Networks(trusted_proxies), Turnstile()
        self.agents = Agents()
        self.identities = Identities(answers.root)
        self.journal = JournalWriter(folder)
        self.counts, self.figures = PageCounts(folder), SiteFigures(folder)
        self.manners = Manners(https=answers.https)
        self.today: Today | None = None
        self.waiting: list[Waiting] = []
        self.milliseconds = 0
        self.is_failing = False
        self.forget_others(self.date_of(self.now()))

    def answer(self, report: Report, body: bytes) -> Answered:
        """Take a report at once; how it is answered, and with which bytes."""
        answered: list[Answered] = []
        self.take(report, body, answered.append)
        self.flush()
        return answered[0]

    def answer_soon(self, report: Report, body: bytes, reply: Reply) -> None:
        """Take a report and answer it in this turn of the loop, together with all others that came in it.

        Their records are written with one call into the kernel, which is a sixth of what a report costs.
        """
        is_first = not self.waiting
        self.take(report, body, reply)
        if is_first and self.waiting:
            asyncio.get_running_loop().call_soon(self.flush)

    def take(self, report: Report, body: bytes, reply: Reply) -> None:
        """Refuse a report at once, or let its record wait for `flush`."""
        try:
            read = self.read_of(report, body)
            day = self.day_of(read.milliseconds).day
        except Wrong as wrong:
            reply(self.manners.refusal(report, wrong.status))
        except OSError as error:
            self.note_failure(error)
            reply(self.manners.refusal(report, 503))
        else:
            self.waiting.append(Waiting(day, read, report, reply))

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
                    one.reply(self.manners.refusal(one.report, 503))
                continue
            if self.is_failing:
                self.note_failure(None)
            for one in taken:
                one.reply(self.answer_to(one.report, one.read))

    def answer_to(self, report: Report, read: Read) -> Answered:
        """The answer to a report whose record is written."""
        if report.target.startswith(PICTURE):
            return self.manners.picture, GIF
        return self.manners.figures, self.figures_of(read)

    def read_of(self, report: Report, body: bytes) -> Read:
        """The record of a report. Raises Wrong, and OSError where the day has no salt."""
        host = report.fields.get(b"host", b"")
        folder = self.answers.folder(host)
        if folder is None:
            raise Wrong(400)
        asked = report.check(host)
        path, _, referrer = body.partition(b"\n") if asked == SCRIPT else (report.query, b"", b"")
        identity = self.identities.identity(folder, path, self.answers.generation)
        if identity is None:
            raise Wrong(404)
        network = self.networks.network(report.peer, report.headers, report.fields)
        # Before anything that costs time.
        many = self.turnstile.pressure(network, self.steady())
        if many > self.limits.reports_a_minute:
            raise Wrong(429)
        said = report.fields.get(b"user-agent", SAYS_NOTHING)
        agent = self.agents.agent(said, holder_of(network))
        kind = self.kind_of(report, agent, many)
        milliseconds = self.now()
        visitor = self.day_of(milliseconds).keys.visitor(network, said)
        came_from = referring_host(referrer, host) if referrer else b""
        return Read(kind, agent.device, milliseconds, identity.site, identity.page, visitor, came_from)

    def figures_of(self, read: Read) -> bytes:
        """The figures of a page and its site as JSON; what is not known is left out, and stays as it was pressed."""
        now = self.steady()
        reads = self.counts.reads(read.page, now)
        of_page = b"" if reads is None else b'"reads": %d' % reads
        return b"{%b}" % b", ".join(filter(None, (of_page, self.figures.text(read.site, now))))

    def kind_of(self, report: Report, agent: Agent, many: int) -> Kind:
        """What a report is; `many` is how many its network sent in this minute, as the turnstile says."""
        if agent.is_robot:
            return Kind.ROBOT
        if report.is_preview():
            return Kind.PREVIEW
        if many > self.limits.reads_a_minute or agent.is_robot is None:
            return Kind.EXCESS
        return Kind.PICTURE if report.target.startswith(PICTURE) else Kind.SCRIPT

    def now(self) -> int:
        """Milliseconds since 1970, which never go back within a segment.

        Where the clock is set back by a small step, the time stands still until it is reached again.
        """
        said = int(self.clock() * 1000)
        if said < self.milliseconds - SMALL_STEP:
            self.follow_back(said)
        elif said < self.milliseconds:
            return self.milliseconds
        self.milliseconds = said
        return said

    def follow_back(self, milliseconds: int) -> None:
        """Begin anew at an earlier time; under the one believed until now, every read would fall on a wrong day."""
        seconds = (self.milliseconds - milliseconds) // 1000
        log.warning("The clock was set back by %d seconds; reads are written with the time that it says now.", seconds)
        self.flush()
        self.journal.close()
        self.today = None
        self.forget_others(self.date_of(milliseconds))

    def day_of(self, milliseconds: int) -> Today:
        """The day of a time as `now` tells it. Raises OSError where it has no salt and none can be made."""
        today = self.today
        if today is None or milliseconds >= today.end:
            today = self.today = self.begin_day(milliseconds)
        return today

    def date_of(self, milliseconds: int) -> date:
        """The date of a time by the portal's clock."""
        return datetime.fromtimestamp(milliseconds / 1000, self.zone).date()

    def begin_day(self, milliseconds: int) -> Today:
        """Take up the salt of a new day, and destroy those that are over. Raises OSError."""
        day = self.date_of(milliseconds)
        following = day + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=self.zone)
        salt = salts.salt_of(self.folder, day)
        self.forget_others(day)
        return Today(day, int(end.timestamp() * 1000), Keys(salt))

    def forget_others(self, day: date) -> None:
        """Destroy the salts of all days but this one and the next; reads are counted even where the disk refuses.

        Those of later days are of a clock that was wrong, and would otherwise lie there until their day is over.
        """
        try:
            salts.destroy_before(self.folder, day)
            salts.destroy_after(self.folder, day + timedelta(days=1))
        except OSError as error:
            log.warning("The secret of another day cannot be destroyed: %s. Delete it by hand.", error)

    def tick(self) -> None:
        """Once a second: bring the journal to the disk, and let go of a day that is over, so that it can be tidied."""
        self.flush()
        milliseconds = self.now()
        if self.today is not None and milliseconds >= self.today.end:
            self.journal.close()
            self.today = None
            self.forget_others(self.date_of(milliseconds))
        self.journal.sync()

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

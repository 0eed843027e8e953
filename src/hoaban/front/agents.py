"""What a user agent says: robot or browser, and on what kind of machine; remembered in bounded memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from crawlerdetect import CrawlerDetect

from hoaban.front.journal import Device
from hoaban.front.visitors import WindowCounter

MOST_REMEMBERED = 4096
# Longer ones are judged by what stands at their beginning.
LONGEST = 400
# What unknown agents may cost: one look takes 0.01 to 1 ms for real ones, and 30 ms for one made up to be slow.
SECONDS_A_SECOND = 0.05
SECONDS_AT_ONCE = 1.0
# What one holder of addresses may take of it in a minute, in microseconds, so that he cannot take it all: 20 slow ones.
# The least that a look is charged with: 2,400 quick ones. Behind the addresses of one carrier a crowd has a thousand
# agents, since browsers inside other programs name each model and version; who drives out known ones with made up ones
# makes them be looked at once more, and no more than that.
MICROSECONDS_A_MINUTE = 600_000
LEAST_MICROSECONDS = 250
# Whoever says nothing is no browser.
SAYS_NOTHING = b""


class Agent(NamedTuple):
    """What is known of a user agent; `is_robot` None where there was no time to look."""

    is_robot: bool | None
    device: Device


class Agents:
    """Judges user agents and remembers the judgement; `clock` and `effort`: seconds, and seconds of computing."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, effort: Callable[[], float] = time.thread_time
    ) -> None:
        self.detector = CrawlerDetect()
        # Its patterns are compiled at the first look, which no reader should wait for.
        self.detector.is_crawler("Mozilla/5.0")
        self.clock, self.effort = clock, effort
        self.left = SECONDS_AT_ONCE
        self.counted_at = clock()
        # In the order in which they were last seen.
        self.remembered: OrderedDict[bytes, Agent] = OrderedDict()
        self.spent_by = WindowCounter()

    def agent(self, said: bytes, holder: bytes) -> Agent:
        """What a User-Agent header means; `holder`: whose addresses it comes from, as `holder_of` finds it."""
        said = said[:LONGEST]
        found = self.remembered.get(said)
        if found is None:
            return self.looked_at(said, holder)
        self.remembered.move_to_end(said)
        return found

    def looked_at(self, said: bytes, holder: bytes) -> Agent:
        """The judgement of an agent that is not known, as far as the time for such goes."""
        now = self.clock()
        self.left = min(SECONDS_AT_ONCE, self.left + (now - self.counted_at) * SECONDS_A_SECOND)
        self.counted_at = now
        text = said.decode("latin-1")
        if self.left <= 0 or self.spent_by.count(holder, now, LEAST_MICROSECONDS) > MICROSECONDS_A_MINUTE:
            return Agent(None, device_of(text))
        began = self.effort()
        found = Agent(said.strip() == SAYS_NOTHING or self.detector.is_crawler(text), device_of(text))
        spent = self.effort() - began
        self.left -= spent
        self.spent_by.count(holder, now, max(round(spent * 1_000_000) - LEAST_MICROSECONDS, 0))
        if len(self.remembered) >= MOST_REMEMBERED:
            self.remembered.popitem(last=False)
        self.remembered[said] = found
        return found


def device_of(agent: str) -> Device:
    """The kind of machine that a browser says it runs on; an iPad that pretends to be a Mac is believed."""
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobile" not in agent):
        return Device.TABLET
    if "Mobi" in agent or "iPhone" in agent:
        return Device.PHONE
    if any(word in agent for word in ("Windows", "Macintosh", "X11", "CrOS")):
        return Device.DESKTOP
    return Device.UNKNOWN

"""What a user agent says: robot or browser, and on what kind of machine; remembered in bounded memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from crawlerdetect import CrawlerDetect

from hoaban.front.journal import Device

MOST_REMEMBERED = 4096
# Longer ones are judged by what stands at their beginning.
LONGEST = 400
# What unknown agents may cost: one look takes 0.01 to 1 ms for real ones, and 30 ms for one made up to be slow.
SECONDS_A_SECOND = 0.05
SECONDS_AT_ONCE = 1.0
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
        self.remembered: dict[bytes, Agent] = {}

    def agent(self, said: bytes) -> Agent:
        """What a User-Agent header means."""
        said = said[:LONGEST]
        found = self.remembered.get(said)
        if found is None:
            found = self.looked_at(said)
        return found

    def looked_at(self, said: bytes) -> Agent:
        """The judgement of an agent that is not known, as far as the time for such goes."""
        now, began = self.clock(), self.effort()
        self.left = min(SECONDS_AT_ONCE, self.left + (now - self.counted_at) * SECONDS_A_SECOND)
        self.counted_at = now
        text = said.decode("latin-1")
        if self.left <= 0:
            return Agent(None, device_of(text))
        found = Agent(said.strip() == SAYS_NOTHING or self.detector.is_crawler(text), device_of(text))
        self.left -= self.effort() - began
        if len(self.remembered) >= MOST_REMEMBERED:
            # The oldest; whoever comes often is looked at once more and is the newest then.
            del self.remembered[next(iter(self.remembered))]
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

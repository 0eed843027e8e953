"""Tells the caches before the portal what to forget: one more follower, behind the press, with a position of its own.

A cache that is away is told later; nothing of it holds the press up.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from hoaban.front.cache_tags import address_tag, site_tag
from hoaban.front.hosts import read_hosts
from hoaban.press.caches import Cache, PurgeFailed, PurgeOptions, caches_of
from hoaban.press.outbox import Outbox, Posted
from hoaban.press.state import PressState

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 0.2
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
AT_ONCE = 100
# From here on a cache forgets a whole host: after a full pressing, one request instead of thousands.
MANY = 2000


class Purger:
    """Tells some caches what an outbox holds."""

    def __init__(self, root: Path, outbox: Outbox, caches: Sequence[Cache], options: PurgeOptions) -> None:
        self.root = root
        self.outbox = outbox
        self.caches = caches
        self.options = options
        self.pause = FIRST_PAUSE
        self.failing = False

    def purge_waiting(self) -> int:
        """Tell the most urgent of what waits; how many addresses that was. Raises PurgeFailed."""
        if self.options.by_tags:
            for folder, newest in self.outbox.crowded(MANY):
                self.tell_tags([site_tag(folder)])
                self.outbox.done_until(folder, newest)
        posted = self.outbox.waiting(AT_ONCE)
        if not posted:
            return 0
        if self.options.by_tags:
            self.tell_tags(list(dict.fromkeys(address_tag(one.folder, one.path) for one in posted)))
        else:
            urls = self.urls_of(posted)
            for cache in self.caches:
                cache.purge_batch(urls)
        self.outbox.done(posted)
        return len(posted)

    def tell_tags(self, tags: list[str]) -> None:
        """Let every cache forget what carries one of the tags."""
        for cache in self.caches:
            cache.purge_tags(tags)

    def urls_of(self, posted: Sequence[Posted]) -> list[str]:
        """The addresses by which readers ask: under every host name of the folder, each once."""
        names: dict[str, list[str]] = {}
        for host, folder in read_hosts(self.root).folders.items():
            names.setdefault(folder, []).append(host)
        return list(
            dict.fromkeys(
                f"{self.options.scheme}://{host}{one.path}"
                for one in posted
                # A host that is no site any more had its name from its folder.
                for host in names.get(one.folder, [one.folder.replace("_", ":")])
            )
        )

    def step(self) -> float:
        """Tell what waits; for how many seconds nothing more is to be done. Never raises for a cache that is away."""
        try:
            told = self.purge_waiting()
        except (PurgeFailed, OSError, sqlite3.OperationalError) as error:
            if not self.failing:
                logger.error("A cache cannot be purged: %s. It is tried again until it can.", error)  # noqa: TRY400
            self.failing = True
            pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
            return pause
        if self.failing and told:
            logger.warning("The cache is purged again.")
            self.failing, self.pause = False, FIRST_PAUSE
        return 0.0 if told == AT_ONCE else SECONDS_BETWEEN_LOOKS


def follow(root: Path, state_file: Path, options: PurgeOptions, stop: threading.Event) -> None:
    """Tell the caches what the press does until told to stop."""
    with closing(PressState(state_file)) as state:
        purger = Purger(root, Outbox(state), caches_of(options), options)
        while not stop.wait(purger.step()):
            pass

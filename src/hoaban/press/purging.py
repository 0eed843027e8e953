"""Tells the caches before the portal what to forget: one more follower, of the outbox of the press.

Its position is what the outbox still holds, so that the publication log waits for nothing of it. A cache that is away
is told later; nothing of it holds the press up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings

from hoaban.front.cache_tags import address_tag, site_tag
from hoaban.front.hosts import read_hosts
from hoaban.press.actions import DIRECTORY, STATE
from hoaban.press.caches import Cache, PurgeOptions, caches_of
from hoaban.press.outbox import Outbox, Posted
from hoaban.press.state import PressState

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


class PurgeFollowing:
    """Purging for as long as the worker lives, whatever becomes of the file in which the outbox stands.

    The press lays a damaged state file aside and begins another one; so the file is opened again after a failure, and
    where another one stands in its place.
    """

    def __init__(self, var: Path, options: PurgeOptions) -> None:
        self.root = var / DIRECTORY
        self.file = var / STATE
        self.options = options
        self.caches = caches_of(options)
        self.state: PressState | None = None
        self.inode = 0

    def turn(self, stop: threading.Event) -> None:
        """Tell all that waits. Raises PurgeFailed for a cache that is away, and what a damaged file raises."""
        purger = Purger(self.root, Outbox(self.open()), self.caches, self.options)
        while purger.purge_waiting() and not stop.is_set():
            pass

    def open(self) -> PressState:
        """The state of the press as it stands now."""
        if self.state is not None and (not self.file.exists() or self.file.stat().st_ino != self.inode):
            self.close()
        if self.state is None:
            self.state = PressState(self.file)
            self.inode = self.file.stat().st_ino
        return self.state

    def close(self) -> None:
        """Let go of the file; what was not told waits in the outbox."""
        if self.state is not None:
            self.state.close()
            self.state = None

    def failed(self, _reason: str) -> None:
        """Open the file again next time: it may be what failed."""
        self.close()


@contextmanager
def opened(var: Path) -> Iterator[PurgeFollowing]:
    """Purging of the caches that the options name; where they name none, it is not wanted and never opened."""
    with closing(PurgeFollowing(var, PurgeOptions(**(settings.HOABAN_PURGE or {})))) as following:
        yield following

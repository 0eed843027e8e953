"""Lets several processes render at once: one that presses, and helpers that only render for it.

Only the press follows the log, writes files and its state; so the order in which things go and come is its alone, and
a helper that dies takes nothing with it but work that is done again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from hoaban.press.batch_rendering import BatchRenderer, Known, Pressed
from hoaban.press.pending import Task
from hoaban.press.rendering_process import begin, render_share

logger = logging.getLogger(__name__)
# Below this many addresses asking others costs more than it saves.
LEAST_TO_SHARE = 16
# After so many deaths in a row something is wrong with the machine, and the press goes on alone.
MOST_DEATHS = 5


class RenderingPool:
    """The renderer of the press's own process, and helpers beside it."""

    def __init__(self, processes: int = 1) -> None:
        self.own = BatchRenderer()
        self.helpers = processes - 1
        self.pool: ProcessPoolExecutor | None = None
        # Tells helpers apart what was computed before some news from what was computed after it.
        self.news = 0
        self.deaths = 0

    @property
    def processes(self) -> int:
        """How many processes render, this one among them."""
        return self.helpers + 1

    def forget(self) -> None:
        """There is news from the log: what own process and helpers remember of the database is right no more."""
        self.news += 1
        self.own.forget()

    def close(self) -> None:
        """Let the helpers end after the share in hand; the next batch would engage new ones."""
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)
            self.pool = None

    def render(self, tasks: Sequence[Task], known: Known) -> list[Pressed]:
        """Render addresses, in the order in which they came."""
        if not self.helpers or len(tasks) < LEAST_TO_SHARE:
            return self.own.render_all(tasks, known)
        shares = [tasks[start :: self.processes] for start in range(self.processes)]
        given = [(share, self.give(share, known)) for share in shares[1:]]
        done = self.own.render_all(shares[0], known)
        for share, future in given:
            done.extend(self.taken(share, future, known))
        place = {(task.folder, task.path): number for number, task in enumerate(tasks)}
        return sorted(done, key=lambda one: place[one.task.folder, one.task.path])

    def give(self, share: Sequence[Task], known: Known) -> Future[list[Pressed]] | None:
        """Give a helper its share; None where no helper can be had."""
        if self.pool is None:
            self.pool = ProcessPoolExecutor(self.helpers, mp_context=get_context("spawn"), initializer=begin)
        of_share = {key: known[key] for key in ((task.folder, task.path) for task in share) if key in known}
        try:
            return self.pool.submit(render_share, self.news, list(share), of_share)
        except BrokenProcessPool:
            return None

    def taken(self, share: Sequence[Task], future: Future[list[Pressed]] | None, known: Known) -> list[Pressed]:
        """What a helper rendered; where it died, the press does it itself and engages new helpers for the next."""
        try:
            if future is not None:
                done = future.result()
                self.deaths = 0
                return done
        except BrokenProcessPool:
            self.deaths += 1
            logger.warning("A helper of the press died; its work is done again.")
        self.close()
        if self.deaths >= MOST_DEATHS:
            logger.error("The helpers of the press die one after the other (%d); it goes on alone.", self.deaths)
            self.helpers = 0
        return self.own.render_all(share, known)

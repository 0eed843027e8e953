"""The press itself: renders what was asked for, compares, writes what differs, takes away what is gone."""

from __future__ import annotations

import time
from threading import Event

from django.conf import settings

from hoaban.front.directory import PublishedDirectory
from hoaban.front.layout import FILES
from hoaban.kit.progress import Progress, no_progress
from hoaban.press.directory_writer import Batch, DirectoryWriter
from hoaban.press.log_reader import LogReader
from hoaban.press.outbox import Outbox
from hoaban.press.rendering_pool import RenderingPool
from hoaban.press.state import PressState

# What is published now waits for the batch in hand: 0.1 s. Batches of a hundred would save 4 % and take half a second.
BATCH = 25


class Press:
    """One press with its directory and its state."""

    def __init__(self, directory: PublishedDirectory, state: PressState, processes: int = 1) -> None:
        self.directory = directory
        self.state = state
        self.pool = RenderingPool(processes)
        self.log = LogReader(directory, state, self.pool)
        self.is_clean = False
        self.outbox = Outbox(state, kept=settings.HOABAN_PURGE is not None)
        self.writer = DirectoryWriter(directory, state, self.log, self.outbox)

    # Pressing ---------------------------------------------------------------------------------------------------------

    def press_waiting(self, limit: int = BATCH) -> Batch:
        """Press the most urgent of what waits, at most `limit` addresses of one rank for each process that renders."""
        tasks = self.state.queue.next_tasks(limit * self.pool.processes, time.time())
        batch = Batch()
        # One rank at a time: what may have to go is gone, and what is urgent is there, before the next is rendered.
        first = [task for task in tasks if task.rank == tasks[0].rank]
        if not first:
            return batch
        known = self.state.records.digests_of(first)
        done = self.pool.render(first, known)
        batch.rendered = len(done)
        self.writer.note_failures([one for one in done if one.failure], batch)
        self.writer.put([one for one in done if not one.failure], batch)
        return batch

    def clean(self) -> None:
        """Take away what a press that was killed had noted as shown by nothing and had not taken away any more.

        Once, and only where nothing waits: before that, pages may lie there whose files the state does not know yet.
        """
        for folder in self.directory.folders():
            lying = {f"{folder}{address}" for address in self.directory.addresses(folder, below=FILES)}
            self.writer.drop_unshown(lying - self.state.records.still_shown(lying))
        self.is_clean = True

    # Until nothing is left --------------------------------------------------------------------------------------------

    def catch_up(self, progress: Progress = no_progress, stop: Event | None = None) -> Batch:
        """Follow the log and press until nothing waits that can be done now, or until told to stop."""
        total = Batch()
        while stop is None or not stop.is_set():
            read = self.log.follow()
            if read:
                self.drop_former_folders()
            batch = self.press_waiting()
            for name in ("written", "removed", "failed"):
                getattr(total, name).extend(getattr(batch, name))
            total.rendered += batch.rendered
            if batch.rendered:
                waiting = self.state.queue.count()
                progress(total.rendered, total.rendered + waiting, batch.written[-1] if batch.written else "")
                if not waiting and not self.state.fact("complete"):
                    # The first pressing is over even where somebody publishes without a pause.
                    self.settle()
            elif not read:
                self.settle()
                break
        return total

    def settle(self) -> None:
        """Nothing waits: what has no file now is nowhere. Tell the front so."""
        if not self.is_clean:
            self.clean()
        changed = self.directory.write_hosts(self.log.hosts(complete=True))
        with self.state.writing():
            self.state.set_fact("complete", "yes")
        if changed:
            self.writer.move_on()

    def drop_former_folders(self) -> None:
        """Take away the folders of hosts that no site has, before anything else is pressed."""
        former = set(self.directory.folders()) - set(self.log.sites)
        for folder in former:
            self.directory.remove_folder(folder)
            with self.state.writing():
                self.outbox.post_folder(folder)
                self.state.forget_folder(folder)
        if former:
            self.writer.move_on()

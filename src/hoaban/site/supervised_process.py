"""One process that its supervisor keeps running: when it starts, what its end means, what is said of it, its stop."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from hoaban.front.process_states import OK, ProcessState
from hoaban.kit.processes import end_with_parent
from hoaban.site.watchdog import LONGEST_AGE, Watchdog

SECONDS_TO_FINISH = 12.0
FIRST_BACK_OFF, LONGEST_BACK_OFF = 0.2, 10.0
# A process that lived this long did not die of its start.
SECONDS_OF_A_GOOD_LIFE = 10.0
# Who ended so often within so many seconds is told, even where it runs at this moment.
AGAIN_AND_AGAIN, SECONDS_OF_AGAIN = 3, 600.0
ENDS_AGAIN = "ends again and again"


@dataclass
class SupervisedProcess:
    """One process that is kept running.

    `after`: starts only when that one is done. `is_once`: it has work that ends, and is done with an exit code of 0.
    """

    name: str
    command: list[str]
    niceness: int = 0
    after: SupervisedProcess | None = None
    is_once: bool = False
    is_done: bool = False
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    back_off: float = FIRST_BACK_OFF
    was_silent: bool = False
    ends: deque[float] = field(default_factory=lambda: deque(maxlen=AGAIN_AND_AGAIN))

    def start_if_due(self, environment: dict[str, str], now: float) -> None:
        """Start it where it is not running, not done, waits for nobody, and its back-off is over."""
        if self.running is not None:
            code = self.running.poll()
            if code is None:
                return
            self.note_exit(code, now)
        if not self.is_done and now >= self.start_at and (self.after is None or self.after.is_done):
            self.running = subprocess.Popen(  # noqa: S603  a command of our own
                self.command,
                env=environment,
                start_new_session=True,
                preexec_fn=self.begin,  # noqa: PLW1509  this process has one thread
            )
            self.started_at = now

    def begin(self) -> None:
        """In the new process: end with the supervisor, and let others go first where that is told."""
        end_with_parent(signal.SIGTERM)
        os.nice(self.niceness)

    def note_exit(self, code: int, now: float) -> None:
        """Say that it died, and when it is started again; what it had started itself goes with it."""
        end_group(self.running)
        self.running = None
        if self.is_once and code == 0:
            self.is_done = True
            return
        lived_well = now - self.started_at >= SECONDS_OF_A_GOOD_LIFE and not self.was_silent
        self.was_silent = False
        self.back_off = FIRST_BACK_OFF if lived_well else min(self.back_off * 2, LONGEST_BACK_OFF)
        self.start_at = now + self.back_off
        self.ends.append(now)
        print(f"The {self.name} stopped (code {code}); it starts again in {self.back_off:.1f} s.", flush=True)

    def kill_if_silent(self, watchdog: Watchdog, now: float) -> float:
        """End it, with all that it started, where it answers nothing; for how many seconds it did not, else 0."""
        if self.running is None:
            return 0.0
        seconds = watchdog.silence(self.name, self.running.pid, self.started_at, now)
        if seconds:
            print(f"The {self.name} has answered nothing for {seconds:.0f} s and is ended.", flush=True)
            self.was_silent = True
            end_group(self.running)
            # Until it is gone, else it would be ended again and told twice.
            with suppress(subprocess.TimeoutExpired):
                self.running.wait(SECONDS_TO_FINISH)
        return seconds

    def state(self, watchdog: Watchdog, now: float) -> ProcessState:
        """How it is, for whoever asks."""
        if self.is_done:
            return ProcessState(OK)
        if self.after is not None and not self.after.is_done:
            return ProcessState(f"waits for the {self.after.name}")
        ends_again = len(self.ends) == AGAIN_AND_AGAIN and now - self.ends[0] < SECONDS_OF_AGAIN
        if self.running is None:
            return ProcessState(ENDS_AGAIN if ends_again else "starts again")
        age = watchdog.age_of_beat(self.name, self.running.pid, now)
        troubles = watchdog.troubles_of(self.name, self.running.pid)
        if ends_again:
            return ProcessState(ENDS_AGAIN, troubles)
        if age is None or age > LONGEST_AGE:
            return ProcessState("starts" if age is None else "answers nothing")
        return ProcessState("does not do all of its work" if troubles else OK, troubles)

    def stop(self) -> None:
        """Ask it with SIGTERM to finish what is under way."""
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()

    def end(self, deadline: float) -> None:
        """Wait until it has finished; end it where that takes too long."""
        if self.running is None:
            return
        try:
            self.running.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            end_group(self.running)
            self.running.wait()


def end_group(process: subprocess.Popen[bytes] | None) -> None:
    """End a process with all that it started."""
    if process is not None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

"""A process tells its supervisor once a second that it still turns; where there is no supervisor, nobody is told.

What beats is what answers: the loop of the front, a thread of the others that needs the interpreter for each beat.
Where that is held, or the process is stopped, no beat comes, and the supervisor, which stands outside, sees it.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

VARIABLE = "PORTAL_SUPERVISOR_SOCKET"
SECONDS_BETWEEN_BEATS = 1.0
MOST_TROUBLES, LONGEST_TROUBLE = 20, 300


class Heartbeat:
    """Sent in the name of a process.

    `state`: how many requests are under way and how many are done. `troubles`: what it cannot do, a sentence each.
    """

    def __init__(
        self,
        name: str,
        state: Callable[[], tuple[int, int]] = lambda: (0, 0),
        troubles: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self.name = name
        self.state = state
        self.troubles = troubles
        self.path = os.environ.get(VARIABLE, "")
        if self.path:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            # A supervisor that does not listen must not stop what it keeps.
            self.socket.setblocking(False)

    def send(self) -> None:
        """Send one heartbeat; a supervisor that is not there is no fault."""
        if self.path:
            busy, done = self.state()
            told = [" ".join(one.split())[:LONGEST_TROUBLE] for one in self.troubles()[:MOST_TROUBLES]]
            beat = "\n".join([f"{self.name} {os.getpid()} {busy} {done}", *told])
            with suppress(OSError):
                self.socket.sendto(beat.encode("utf-8", "replace"), self.path)

    def start(self) -> None:
        """Send one a second from now on, from a thread of its own."""
        if self.path:
            threading.Thread(target=self.for_ever, name="heartbeat", daemon=True).start()

    def for_ever(self) -> None:
        """Send heartbeats until the process ends."""
        while True:
            self.send()
            time.sleep(SECONDS_BETWEEN_BEATS)

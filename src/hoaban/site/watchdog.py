"""Sees from outside whether the processes of an installation still work, and remembers what had to be restarted."""

from __future__ import annotations

import json
import os
import select
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from hoaban.front.process_states import QUESTION

RESTARTS = "restarts.jsonl"
MOST_REMEMBERED = 50
# A process that has not begun to beat is still loading its program, on a small machine for long.
SECONDS_TO_BEGIN = 120.0
# All threads in the same requests for so much longer than a silence are stuck. Readers were told long before that the
# desk is away; uploads hold half of the threads at most, and an export sends while it works.
TIMES_LONGER = 10
# A supervisor that did not run itself for so long (a machine that slept) knows nothing of the others.
LONGEST_GAP = 5.0
# Between two heartbeats lies a second; a busy machine may lose some.
LONGEST_AGE = 5.0
LARGEST_BEAT = 32 * 1024


@dataclass(slots=True)
class LastHeartbeat:
    """When one process was heard last, what it could not do, how many requests it had, and since when none was done."""

    at: float
    busy: int
    done: int
    done_at: float
    troubles: tuple[str, ...] = ()


class Restart(NamedTuple):
    """One restart of a process that answered nothing."""

    at: datetime
    name: str
    seconds: int


class Watchdog:
    """Listens to heartbeats; all times are those of the supervisor's own clock.

    `seconds`: how long a process may say nothing, 0 for ever. `threads`: how many requests each process of the desk
    answers at once.
    """

    def __init__(self, path: Path, *, seconds: float, threads: int) -> None:
        self.path = path
        self.seconds = seconds
        self.threads = threads
        self.heartbeats: dict[tuple[str, int], LastHeartbeat] = {}
        # Nothing before this counts as silence.
        self.since = self.looked_at = time.monotonic()
        self.socket = self.opened()

    def opened(self) -> socket.socket:
        """The socket at its path, in place of one that a process before left there."""
        self.path.unlink(missing_ok=True)
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        opened.bind(str(self.path))
        self.path.chmod(0o600)
        opened.setblocking(False)
        return opened

    def wait(self, seconds: float) -> None:
        """Until somebody has sent something, for so long at most."""
        select.select([self.socket], [], [], seconds)

    def listen(self, now: float) -> list[str]:
        """Take in every beat that has come; returns the addresses of those who want to know how the processes are."""
        if not self.path.exists():
            # Somebody took it away: those who work well could not say so, and would be ended for it.
            with suppress(OSError):
                former, self.socket = self.socket, self.opened()
                former.close()
            self.since = now
        if now - self.looked_at > LONGEST_GAP:
            self.since = now
        self.looked_at = now
        asking = []
        with suppress(BlockingIOError):
            while True:
                said, address = self.socket.recvfrom(LARGEST_BEAT)
                if said == QUESTION:
                    asking.append(address)
                else:
                    self.note(said, now)
        return asking

    def answer(self, asking: Iterable[str], said: bytes) -> None:
        """Tell those who asked; who is gone, or takes nothing, is not waited for."""
        for address in asking:
            with suppress(OSError):
                self.socket.sendto(said, address)

    def note(self, beat: bytes, now: float) -> None:
        """Note one heartbeat as `front.heartbeat` sends it; what is none is passed over."""
        with suppress(ValueError, UnicodeDecodeError):
            first, *troubles = beat.decode().split("\n")
            name, *numbers = first.split()
            pid, busy, done = map(int, numbers)
            last = self.heartbeats.setdefault((name, pid), LastHeartbeat(now, busy, done, now))
            # Where a thread is free, nothing waits for those that are busy.
            if done != last.done or busy < self.threads:
                last.done_at = now
            last.at, last.busy, last.done, last.troubles = now, busy, done, tuple(troubles)

    def silence(self, name: str, group: int, started_at: float, now: float) -> float:
        """For how many seconds a process, or one that it started, has answered nothing; 0 where that is not long."""
        if not self.seconds:
            return 0.0
        since = max(started_at, self.since)
        heartbeats = self.heartbeats_of(name, group)
        if not heartbeats:
            return silence(since, now, max(self.seconds, SECONDS_TO_BEGIN))
        return max(
            max(
                silence(max(last.at, since), now, self.seconds),
                silence(max(last.done_at, since), now, self.seconds * TIMES_LONGER),
            )
            for last in heartbeats
        )

    def age_of_beat(self, name: str, group: int, now: float) -> float | None:
        """Seconds since the last beat of a process group, of its slowest process; None where none has come yet."""
        return max((now - last.at for last in self.heartbeats_of(name, group)), default=None)

    def troubles_of(self, name: str, group: int) -> tuple[str, ...]:
        """What the processes of a group say that they cannot do, each thing once."""
        return tuple(dict.fromkeys(one for last in self.heartbeats_of(name, group) for one in last.troubles))

    def heartbeats_of(self, name: str, group: int) -> list[LastHeartbeat]:
        """The last heartbeats of a process group; those of processes that have ended are forgotten."""
        found = []
        for key in [key for key in self.heartbeats if key[0] == name]:
            if group_of(key[1]) == group:
                found.append(self.heartbeats[key])
            else:
                del self.heartbeats[key]
        return found


def silence(since: float, now: float, allowed: float) -> float:
    """The seconds since then where they are more than allowed, else 0."""
    return now - since if now - since > allowed else 0.0


def group_of(pid: int) -> int:
    """The process group of a process; 0 where there is none."""
    with suppress(ProcessLookupError):
        return os.getpgid(pid)
    return 0


def note_restart(var: Path, name: str, seconds: float) -> None:
    """Remember a restart for the doctor; a disk that takes nothing is no reason to stop."""
    said = json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), "name": name, "seconds": round(seconds)})
    place = var / RESTARTS
    with suppress(OSError):
        before = place.read_text(encoding="utf-8").splitlines() if place.exists() else []
        beside = place.with_suffix(".new")
        beside.write_text("\n".join([*before[-MOST_REMEMBERED + 1 :], said]) + "\n", encoding="utf-8")
        beside.replace(place)


def restarts(var: Path) -> list[Restart]:
    """What is remembered, oldest first; a line that cannot be read is passed over."""
    found = []
    with suppress(OSError):
        for line in (var / RESTARTS).read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                found.append(Restart(datetime.fromisoformat(said["at"]), str(said["name"]), int(said["seconds"])))
    return found

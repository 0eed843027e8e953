"""Work on foreign files in a short child process with limits, so that no file can fill the memory or hold anybody up.

A child is a module that ends with `confined.work(act)`; `confined.run` starts it with a job and gives its answer. The
kernel holds the child to its memory (address space), its time on the processor and the size of what it writes; this
side holds it to a time on the clock. Where a system cannot limit the address space (macOS), the times alone hold.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import end_with_parent

OUT_OF_MEMORY = 99
# What a child may write: the largest picture that is taken in is written anew in far less.
LARGEST_FILE = 512 * 1024 * 1024
# A busy machine gives a child a part of its time only.
CLOCK_FOR_PROCESSOR, SECONDS_TO_START = 4, 10
LONGEST_COMPLAINT = 2000
NEARLY_ALL = 0.85
TOLD = frozenset({"PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TMPDIR", "TZ"})
# Memory is bounded in all, and threads of the desk stay free for others, when few children run at once.
_places = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes of address space, `seconds` of the processor."""

    memory: int
    seconds: int


class OverLimit(HoabanError):
    """A child that was ended; `reason` is "memory", "time", "died", or "busy" where it was never started."""

    def __init__(self, reason: str, told: str) -> None:
        self.reason = reason
        super().__init__(told)


class Failed(HoabanError):
    """A child that ended with an error of its own; the message is the last line that it wrote."""


def run(module: str, job: Mapping[str, Any], limits: Limits, *, niceness: int = 0) -> dict[str, Any]:
    """What a child answers to a job. Raises OverLimit and Failed."""
    told = json.dumps({**job, "limits": asdict(limits), "niceness": niceness})
    longest = CLOCK_FOR_PROCESSOR * limits.seconds + SECONDS_TO_START
    if not _places.acquire(timeout=limits.seconds):
        raise OverLimit("busy", f"{module} waited for {limits.seconds} seconds for others to end.")
    try:
        with tempfile.TemporaryFile() as complaints:
            command = [sys.executable, "-m", module, told]
            done = subprocess.run(  # noqa: S603  our own module
                command, stdout=subprocess.PIPE, stderr=complaints, timeout=longest, check=False, env=surroundings()
            )
            complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - LONGEST_COMPLAINT))
            last = (complaints.read().decode(errors="replace").strip().splitlines() or [""])[-1]
    except subprocess.TimeoutExpired as error:
        raise OverLimit("time", f"{module} was ended after {longest} seconds on the clock.") from error
    finally:
        _places.release()
    if done.returncode == 0:
        return dict(json.loads(done.stdout))
    raise why(module, done.returncode, last, limits)


def surroundings() -> dict[str, str]:
    """What a child is told of the machine: a file that takes it over finds no secret of the installation there."""
    return {name: value for name, value in os.environ.items() if name in TOLD or name.startswith("PYTHON")}


def why(module: str, code: int, last: str, limits: Limits) -> HoabanError:
    """What a child's code of exit says; `last` is the last line of its complaints."""
    megabytes = limits.memory >> 20
    if code == -signal.SIGXCPU:
        return OverLimit("time", f"{module} was ended after {limits.seconds} seconds of the processor.")
    # So C++ ends where it gets no memory.
    if code in (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGABRT):
        return OverLimit("memory", f"{module} needed more than {megabytes} MB.")
    if code < 0 or last.startswith("MemoryError"):
        return OverLimit("died", f"{module} died by signal {-code} within {megabytes} MB: {last}")
    return Failed(last or f"{module} ended with {code}.")


def work(act: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    """In the child: do the job of the command line within its limits, and print the answer."""
    job = json.loads(sys.argv[1])
    confine(Limits(**job["limits"]), job["niceness"])
    try:
        answer = act(job)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    json.dump(answer or {}, sys.stdout)


def confine(limits: Limits, niceness: int) -> None:
    """Hold this process to its limits, let others go first, and end it with the one that started it (Linux)."""
    os.nice(niceness)
    if sys.platform == "linux":
        end_with_parent(signal.SIGKILL)
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, LARGEST_FILE)
    lower(resource.RLIMIT_CPU, limits.seconds)
    with suppress(ValueError, OSError):  # macOS knows the name and refuses the value
        lower(resource.RLIMIT_AS, limits.memory)


def is_memory(error: BaseException) -> bool:
    """In the child: whether an error comes from too little memory; libraries of C often call it a damaged file."""
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if isinstance(error, MemoryError) or "memory" in str(error).lower():
        return True
    with suppress(OSError, ValueError):
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmPeak:"))
        return limit != resource.RLIM_INFINITY and int(peak.split()[1]) * 1024 > NEARLY_ALL * limit
    return False


def lower(what: int, most: int) -> None:
    """Set a limit, unless the process has a lower one already."""
    hard = resource.getrlimit(what)[1]
    given = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (given, hard))

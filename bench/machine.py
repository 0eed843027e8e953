"""What measuring needs of the machine: servers on one core, loads on the other, figures from the kernel."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hoaban.front.options import FrontOptions
from hoaban.site.options import Options

SERVERS, LOADS = "0", "1"
TICKS = os.sysconf("SC_CLK_TCK")


class NotMeasured(Exception):
    """Something that the figure needs is not on this machine; the message says what."""


def program(name: str) -> str:
    """Path of a program. Raises NotMeasured."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise NotMeasured(f"the program {name} is not on this machine")
    return found


def free_port() -> int:
    """A port at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def front_options(root: Path, port: int) -> FrontOptions:
    """A front without a desk over a published directory, with the limits that an installation has."""
    limits = Options()
    return FrontOptions(
        root=root,
        reads=root.parent / "reads",
        addresses=(("127.0.0.1", port),),
        desk_socket=Path("/nowhere"),
        desk_threads=limits.threads,
        desk_prefixes=(),
        https=False,
        time_zone=limits.time_zone,
        allowed_hosts=(),
        trusted_proxies=(),
        limit_memory=limits.front_memory,
        limit_form=limits.limit_form,
        limit_body=limits.limit_video,
    )


@contextlib.contextmanager
def running(command: Sequence[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server on its core, from when it takes connections until the end of the block."""
    on_core = ["taskset", "-c", SERVERS, *command]
    process = subprocess.Popen(on_core, env={**os.environ, **environment}, start_new_session=True)
    try:
        wait_for(port)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_for(port: int, seconds: float = 60) -> None:
    """Wait until something takes connections. Raises NotMeasured."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise NotMeasured(f"nothing listens at port {port} after {seconds:.0f} s")


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found.extend(int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all below it, in seconds."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


MAPPING = re.compile(
    r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+ *(?P<file>.*)\n(?:(?!Pss:)[A-Z].*\n)*Pss: +(?P<size>\d+) kB", re.MULTILINE
)


def proportional_megabytes(pid: int, *, mapped_from: Path | None = None) -> float:
    """Proportional set size of a process and all below it, in MB of 10^6 bytes.

    With `mapped_from`, only what is mapped from files of that folder: pages of a database or an index, which the
    kernel takes back whenever memory is wanted for something else.
    """
    kilobytes = 0
    for one in family(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            for mapping in MAPPING.finditer(Path(f"/proc/{one}/smaps").read_text()):
                if mapped_from is None or mapping["file"].startswith(f"{mapped_from.resolve()}/"):
                    kilobytes += int(mapping["size"])
    return kilobytes * 1024 / 1e6


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: answers that were not wrong, a second's worth, and the time in which 95 of 100 came, in ms."""

    answers: int
    per_second: float
    p95: float


# wrk's own summary knows no p95; its script may ask for any.
SCRIPT = """
wrk.headers["Accept-Encoding"] = "%(coding)s"
wrk.headers["Host"] = "%(host)s"
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %%d %%d %%d %%f\\n", summary.requests, e.status + e.read + e.write + e.timeout,
    summary.duration, latency:percentile(95)))
end
"""


def load(
    address: str, folder: Path, *, host: str, coding: str, seconds: int = 4, connections: int = 32, more: str = ""
) -> Load:
    """Ask for one address as fast as it goes, from the other core; `more` is what wrk's script says besides.

    Raises NotMeasured for wrong answers.
    """
    script = folder / "load.lua"
    script.write_text(SCRIPT % {"coding": coding, "host": host} + more)
    asking = ["taskset", "-c", LOADS, program("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
    said = subprocess.run([*asking, address], check=True, capture_output=True, text=True).stdout
    answers, wrong, micro, p95 = said.rpartition("FIGURES ")[2].split()
    if int(wrong):
        raise NotMeasured(f"{wrong} of {answers} answers of {address} were wrong")
    return Load(int(answers), int(answers) / int(micro) * 1e6, float(p95) / 1000)

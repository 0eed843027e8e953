"""Runs a command beside a PostgreSQL of its own, which is gone afterwards: with_postgresql.py COMMAND [WORD ...].

The command finds the address in HOABAN_DATABASE_URL. The server listens at a socket in a temporary folder only.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# What makes a database of a few minutes fast; nobody will want its rows after a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


def folder_of_programs() -> Path | None:
    """Where initdb and pg_ctl lie, the newest version first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = [str(path) for path in versions[-1:]] or [shutil.which("initdb") or ""]
    return Path(found[0]).parent if found[0] else None


def in_another_name() -> list[str]:
    """How to run as the user `postgres` where this process is root, whom PostgreSQL refuses."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


class Server:
    """A server in a folder; `address` is what HOABAN_DATABASE_URL takes.

    `durable` leaves it as careful as it comes, for what has to survive a kill.
    """

    def __init__(self, programs: Path, folder: Path, *, durable: bool = False) -> None:
        self.programs, self.folder, self.data = programs, folder, folder / "data"
        self.settings = f"{'' if durable else FAST} -c listen_addresses='' -c unix_socket_directories={folder}"
        self.address = f"postgresql://postgres@/hoaban?host={folder}"

    def make(self) -> None:
        """Make the cluster, in a folder that its user may write."""
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.call("pg_ctl", "-w", "-s", "-o", self.settings, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop at once, whoever is connected."""
        self.call("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def kill(self) -> None:
        """SIGKILL for all of its processes, as the kernel does when memory runs out."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        others = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for pid in (first, *map(int, others)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # A new server refuses to start while one of the old processes still holds the shared memory.
        while any(is_running(pid) for pid in (first, *map(int, others))):
            time.sleep(0.01)
        # Where nobody collects the dead, a new server would take them for living and refuse to start.
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def call(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs on the cluster, as a user whom it accepts."""
        command = [*in_another_name(), str(self.programs / program), "-D", str(self.data), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def is_running(pid: int) -> bool:
    """Whether a process is there and no mere entry that waits to be collected."""
    with contextlib.suppress(OSError):
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    return False


@contextlib.contextmanager
def server(programs: Path, *, durable: bool = False) -> Iterator[Server]:
    """A running server, gone afterwards."""
    # The path of a socket may have 107 characters, so the folder is short.
    with tempfile.TemporaryDirectory(prefix="hb-pg-", dir="/tmp") as name:
        running = Server(programs, Path(name), durable=durable)
        running.make()
        running.start()
        try:
            yield running
        finally:
            running.stop()


def main(command: list[str]) -> int:
    """Run the command; its exit code is ours."""
    programs = folder_of_programs()
    if programs is None:
        print("PostgreSQL is not on this machine. As root: apt install postgresql", file=sys.stderr)
        return 1
    with server(programs) as running:
        environment = {**os.environ, "HOABAN_DATABASE_URL": running.address}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

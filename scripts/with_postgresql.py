"""Runs a command beside a PostgreSQL of its own, which is gone afterwards: with_postgresql.py COMMAND [WORD ...].

The command finds the address in HOABAN_DATABASE_URL. The server listens at a socket in a temporary folder only.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
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


@contextlib.contextmanager
def server(programs: Path) -> Iterator[str]:
    """A running server; gives its address as HOABAN_DATABASE_URL takes it."""
    # The path of a socket may have 107 characters, so the folder is short.
    with tempfile.TemporaryDirectory(prefix="hb-pg-", dir="/tmp") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        run = in_another_name()

        def call(command: list[str]) -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

        initdb = ["initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        call([*run, str(programs / initdb[0]), *initdb[1:]])
        control = [*run, str(programs / "pg_ctl"), "-D", str(data), "-w", "-s"]
        settings = f"{FAST} -c listen_addresses='' -c unix_socket_directories={folder}"
        call([*control, "-o", settings, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgresql://postgres@/hoaban?host={folder}"
        finally:
            call([*control, "-m", "immediate", "stop"])


def main(command: list[str]) -> int:
    """Run the command; its exit code is ours."""
    programs = folder_of_programs()
    if programs is None:
        print("PostgreSQL is not on this machine. As root: apt install postgresql", file=sys.stderr)
        return 1
    with server(programs) as address:
        return subprocess.run(command, env={**os.environ, "HOABAN_DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

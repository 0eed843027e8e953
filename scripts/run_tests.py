"""Runs the tests on PostgreSQL and on SQLite; with arguments, only those that pytest is told, on SQLite."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from with_postgresql import folder_of_programs

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [str(ROOT / ".venv/bin/python"), "-m", "pytest"]
# Each process begins with a stretch of its own, so that what tests of a file share is started once; then it helps out.
ALL_CORES = ["-n", "auto", "--dist", "worksteal"]
# By itself: an open transaction in any database of a PostgreSQL server holds back the readers of the log in all others.
ON_POSTGRESQL = [sys.executable, str(ROOT / "scripts/with_postgresql.py"), *PYTEST, "-m", "databases"]


def main(arguments: list[str]) -> int:
    """Both at the same time; what SQLite says is shown last, so that the closing line is that of the whole suite."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], cwd=ROOT, check=False).returncode
    codes = []
    with tempfile.TemporaryFile() as said:
        on_sqlite = subprocess.Popen([*PYTEST, *ALL_CORES], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        if folder_of_programs() is not None:
            print("Tests of the database, on PostgreSQL; all others run beside them:", flush=True)
            codes.append(subprocess.run(ON_POSTGRESQL, cwd=ROOT, check=False).returncode)
        elif os.environ.get("CI") or os.environ.get("HOABAN_TESTS_MUST_RUN"):
            print("PostgreSQL is missing, and in CI nothing may be skipped.", file=sys.stderr)
            codes.append(1)
        else:
            print("PostgreSQL is not on this machine: its tests are skipped (as root: apt install postgresql).")
        print("All tests, on SQLite:", flush=True)
        codes.append(on_sqlite.wait())
        said.seek(0)
        sys.stdout.buffer.write(said.read())
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

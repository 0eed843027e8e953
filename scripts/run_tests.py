"""Runs the tests on PostgreSQL and on SQLite; with arguments, only those that pytest is told, on SQLite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from with_postgresql import folder_of_programs

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [str(ROOT / ".venv/bin/python"), "-m", "pytest"]
# In the order of one process: what rolls the database back comes before what empties it.
ALL_CORES = ["-n", "auto", "--dist", "load"]


def main(arguments: list[str]) -> int:
    """PostgreSQL first, so that the closing line of the whole suite comes last."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], cwd=ROOT, check=False).returncode
    codes = []
    if folder_of_programs() is not None:
        print("Tests of the database, on PostgreSQL:", flush=True)
        beside = [sys.executable, str(ROOT / "scripts/with_postgresql.py")]
        codes.append(
            subprocess.run([*beside, *PYTEST, *ALL_CORES, "-m", "databases"], cwd=ROOT, check=False).returncode
        )
    elif os.environ.get("CI") or os.environ.get("HOABAN_TESTS_MUST_RUN"):
        print("PostgreSQL is missing, and in CI nothing may be skipped.", file=sys.stderr)
        codes.append(1)
    else:
        print("PostgreSQL is not on this machine: its tests are skipped (as root: apt install postgresql).")
    print("All tests, on SQLite:", flush=True)
    codes.append(subprocess.run([*PYTEST, *ALL_CORES], cwd=ROOT, check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

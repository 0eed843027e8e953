"""Which program this is: its version, and the commit that it was built from or runs from."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import hoaban

# Written when the package is built (setup.py); a checkout asks its repository instead.
BUILT_FROM = "built_from"
LENGTH = 12


def commit(package: Path = Path(hoaban.__file__).parent) -> str:
    """The commit in twelve signs, with `+` behind it where files differ from it; empty where nobody knows."""
    with suppress(FileNotFoundError):
        return (package / BUILT_FROM).read_text("ascii").strip()
    checkout = package.parent.parent
    git = shutil.which("git")
    if git is None or not (checkout / ".git").exists():
        return ""
    command = [git, "-C", str(checkout), "describe", "--always", "--exclude=*", "--dirty=+", f"--abbrev={LENGTH}"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  a command of our own
    return told.stdout.strip()


def version() -> str:
    """The version with its commit, `0.1.0 (1d35c7d0a4be)`."""
    known = commit()
    return f"{hoaban.__version__} ({known})" if known else hoaban.__version__

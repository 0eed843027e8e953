"""What the tests ask of the machine: a program that is missing skips a test on a desk and fails it in CI."""

import os
import shutil
from pathlib import Path

import pytest

MUST_RUN = bool(os.environ.get("CI") or os.environ.get("HOABAN_TESTS_MUST_RUN"))
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def program(name: str) -> str:
    """Path of a program; the test is skipped without it, and fails where nothing may be skipped."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        message = f"The program {name} is missing; scripts/system_packages.sh installs it where it may."
        if MUST_RUN:
            pytest.fail(message)
        pytest.skip(message)
    return found


def shared(path: str) -> Path:
    """A file or folder of the shared test data; the test is skipped where it is not there, also in CI."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"The shared test data are not beside the project ({path}).")
    return found

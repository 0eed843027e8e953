"""Everything about the code that needs no running portal; runs every check and tells every failure, not the first."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
PYTHON = str(BIN / "python")
CHECKS = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "style": [str(BIN / "ruff"), "check", "--output-format", "concise", "."],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "floors": [str(BIN / "lint-imports"), "--no-logo"],
    "Django": [PYTHON, "-m", "django", "check", "--fail-level", "WARNING"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "scripts/translations.py"],
    "settings page": [PYTHON, "scripts/settings_page_is_fresh.py"],
    "picture of the rooms": [PYTHON, "scripts/structure.py", "--check"],
    "known weaknesses": [PYTHON, "scripts/audit.py"],
}
# What a check answers where it could not be made at all; it is told on every run, and never passes for a success.
COULD_NOT = 3
# The tools find `tests.settings` from the project's folder.
ENVIRONMENT = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}


def passes(name: str, command: list[str]) -> bool:
    """Run one check; show what it says only if it fails or could not be made."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    good = done.returncode == 0
    word = {0: "ok     ", COULD_NOT: "SKIPPED"}.get(done.returncode, "FAILED ")
    print(f"{word} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if not good:
        print(done.stdout + done.stderr, flush=True)
    return good or done.returncode == COULD_NOT


def main() -> int:
    """All checks; 0 only if each passes."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Fails where `docs/settings.md` says something else than the options do."""

import sys
from pathlib import Path

from hoaban.site.settings_page import page

PAPER = Path(__file__).resolve().parent.parent / "docs/settings.md"

if __name__ == "__main__":
    if PAPER.read_text(encoding="utf-8") != page():
        sys.exit("docs/settings.md is out of date. Write it anew with: make docs")

"""Who builds on the rooms writes through their actions, never past them into their tables."""

import re

from tests.machine import ROOT

ABOVE = [ROOT / "src/hoaban/importer", ROOT / "src/hoaban/demo", ROOT / "src/hoaban/site", ROOT / "bench"]
WRITES = re.compile(
    r"\.add_child\(|\.save_revision\(|\.bulk_create\(|\.unpublish\("
    r"|\.objects\.(?:\w+\([^()]*\)\.)*(?:create\w*|update\w*|get_or_create|delete)\("
)
# Never add, only take away: what is written here with no action of its own, and why.
WITHOUT_ACTION = {
    "bench/reports.py": "three years of invented counts, twenty million rows",
    "bench/tally.py": "a site of its own, gone afterwards",
    "src/hoaban/importer/imported_pages.py": "the importer's own memory",
    "src/hoaban/site/worker.py": "results of tasks, which belong to django-tasks",
}


def test_only_actions_write():
    modules = [path for folder in ABOVE for path in folder.rglob("*.py") if "migrations" not in path.parts]
    assert len(modules) > 40
    found = {path.relative_to(ROOT).as_posix() for path in modules if WRITES.search(path.read_text(encoding="utf-8"))}
    assert found <= set(WITHOUT_ACTION)

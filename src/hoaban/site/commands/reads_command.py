"""`hoaban reads`: says how far the reads of this machine are counted."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.counting.condition import condition
from hoaban.front.journal import FOLDER


def run(_arguments: argparse.Namespace) -> int:
    """Print it; the exit code is 0 whatever it says."""
    found = condition(settings.VAR / FOLDER)
    if not found.machine:
        print("Nothing was counted on this machine yet. The worker counts; it begins when the portal is started.")
    else:
        print(f"This machine is called {found.machine}; {found.machines} count into this database.")
    late = f"; the oldest waits for {found.oldest:.0f} s" if found.waiting else ""
    print(f"{found.segments} segments lie in the journal. {found.waiting} records are not counted yet{late}.")
    if found.damaged:
        print(f"{found.damaged} records could not be read and are not counted; the log named each segment.")
    return 0

"""`hoaban doctor`: looks at everything and tells every problem at once, each with its remedy."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.site import readiness


def run(arguments: argparse.Namespace) -> int:
    """Print what was looked at and what was found; 0 only where nothing was."""
    if arguments.mend:
        readiness.mend_listings()
    print(f"ok       options (mode {settings.HOABAN.mode}, state folder {settings.VAR})")
    count = 0
    for name, problems in readiness.findings():
        count += len(problems)
        if not problems:
            print(f"ok       {name}")
        for problem in problems:
            print(f"problem  {name}: {problem}")
    if count:
        print(f"{count} problem{'s' if count > 1 else ''} found.")
    return 1 if count else 0

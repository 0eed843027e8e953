"""`hoaban renditions`: makes the sizes of photos that are missing."""

from __future__ import annotations

import argparse

from hoaban.media import actions
from hoaban.site.progress import shown


def run(_arguments: argparse.Namespace) -> int:
    """Make them, with progress; 0 only where every photo has its sizes then."""
    with shown("Sizes of photos") as progress:
        made, failed = actions.make_missing_sizes(progress)
    print(f"{made} sizes of photos made.")
    for reason in failed:
        print(f"failed  {reason}")
    return 1 if failed else 0

"""`hoaban renditions`: makes the sizes of photos that are missing and deletes those that belong to no photo."""

from __future__ import annotations

import argparse

from hoaban.media import actions, queries
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """Make and delete, with progress; 0 only where every photo has its sizes then."""
    failed: list[str] = []
    if arguments.dry_run:
        print(f"{queries.count_missing()} sizes of photos would be made.")
    else:
        with shown("Sizes of photos") as progress:
            made, failed = actions.make_missing_sizes(progress)
        print(f"{made} sizes of photos made.")
    for name in actions.delete_orphaned_sizes(dry_run=arguments.dry_run):
        print(f"{'would be deleted' if arguments.dry_run else 'deleted'}  {name}: belongs to no photo")
    for reason in failed:
        print(f"failed  {reason}")
    return 1 if failed else 0

"""`hoaban search`: says what the search indexes hold, or builds them anew."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.publication.queries import how_many_after, is_of_this_log
from hoaban.search import actions
from hoaban.search.engine import DamagedIndex
from hoaban.search.indexer import DESK, PUBLIC
from hoaban.search.verify import whole_index
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """0 only where both indexes can be asked."""
    if arguments.rebuild:
        with actions.open_indexers(settings.VAR) as both, shown("Indexing") as progress:
            counts = actions.rebuild(both, progress)
        for which, count in counts.items():
            print(f"The {which} index holds {count} things now.")
        return 0
    return max([say(which) for which in (PUBLIC, DESK)])


def say(which: str) -> int:
    """Say what one index holds; 1 where it cannot be read."""
    try:
        index = whole_index(settings.VAR, which)
    except DamagedIndex as reason:
        print(f"{reason} The worker builds it, or run: hoaban search --rebuild")
        return 1
    position = index.position
    if not is_of_this_log(position):
        print(f"The {which} index follows another log than the database has now. The worker builds it anew.")
        return 1
    behind = how_many_after(position)
    print(f"The {which} index holds {len(index)} things; {behind} entries of the log lie behind it.")
    return 0

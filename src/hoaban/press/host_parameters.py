"""Gathers which query parameters mean something where, in the form in which `hosts.json` says it to the front."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from wagtail.models import Site

from hoaban.publication.models import Entry
from hoaban.publication.parameters import Meaning, deciding_tables, meanings

logger = logging.getLogger(__name__)
# The front holds them in memory and reads them with every batch: a site with more has addresses that only a redirect
# can tell apart, and those work without being named here wherever no page stands at their path.
MOST_PATHS = 1000
MOST_NAMES = 40
NamesByPath = dict[str, list[str]]


@dataclass(frozen=True)
class HostParameters:
    """Folder to path to names: `of_desk` for what the desk answers, `of_old` for addresses of an old portal."""

    of_desk: dict[str, NamesByPath] = field(default_factory=dict)
    of_old: dict[str, NamesByPath] = field(default_factory=dict)


class KnownHostParameters:
    """What was gathered last; gathered anew after a change of a table that decides about it."""

    def __init__(self) -> None:
        self.gathered: HostParameters | None = None
        self.folders: frozenset[str] = frozenset()

    def notice(self, entry: Entry) -> None:
        """Forget what was gathered where an entry of the log may have changed it."""
        if entry.table in deciding_tables() or entry.table == "wagtailcore_site":
            self.gathered = None

    def of(self, sites: Mapping[str, Site]) -> HostParameters:
        """The parameters of all sites by the names of their folders."""
        if self.gathered is None or self.folders != frozenset(sites):
            self.gathered, self.folders = gather(sites), frozenset(sites)
        return self.gathered


def gather(sites: Mapping[str, Site]) -> HostParameters:
    """Ask every room; what is too much for the file is left out and said in the log."""
    found = HostParameters()
    for folder, site in sites.items():
        every = list(meanings(site))
        for target, is_old in ((found.of_desk, False), (found.of_old, True)):
            names = bounded(folder, [meaning for meaning in every if meaning.is_old is is_old])
            if names:
                target[folder] = names
    return found


def bounded(folder: str, every: list[Meaning]) -> NamesByPath:
    """The names of the heaviest paths; the same choice whatever the order in which they come."""
    kept = sorted(every, key=lambda meaning: (-meaning.weight, meaning.path))
    if len(kept) > MOST_PATHS:
        logger.warning(
            "%s has query parameters at %d paths; those of %d are not told to the front and work only where no page "
            "stands at the path itself, the first of them %s.",
            folder,
            len(kept),
            len(kept) - MOST_PATHS,
            kept[MOST_PATHS].path,
        )
    return {meaning.path: sorted(meaning.names[:MOST_NAMES]) for meaning in kept[:MOST_PATHS]}

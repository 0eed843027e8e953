"""What reports must know of the rooms above, which declare it here: names of sections and authors, and neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Kin:
    """The pages with which one page is compared: those of its section that appeared nearest to it in time."""

    section: str
    page_numbers: tuple[int, ...]


class Newsroom(Protocol):
    """What the room that holds the pages implements."""

    def body(self, site: Any) -> str:
        """The name of the body that publishes a site."""

    def labels(self, kind: str, names: Sequence[str]) -> dict[str, str]:
        """How groups of a kind are called, by the name that stands for each; those that are gone are left out."""

    def kin(self, page_number: int, limit: int) -> Kin | None:
        """At most `limit` pages to compare a page with, the page itself not among them; None without a section."""


class NoNewsroom:
    """Stands for the newsroom where no room is one."""

    def body(self, site: Any) -> str:
        """The site's own name."""
        return str(site.site_name or site.hostname)

    def labels(self, kind: str, names: Sequence[str]) -> dict[str, str]:
        """Every group by the name that is kept of it."""
        return {name: name for name in names}

    def kin(self, page_number: int, limit: int) -> Kin | None:
        """No page has a section."""
        return None


_declared: list[Newsroom] = []


def declare(newsroom: Newsroom) -> None:
    """Register the newsroom; to be called from a room's `AppConfig.ready`."""
    _declared[:] = [newsroom]


def newsroom() -> Newsroom:
    """The newsroom that was declared."""
    return _declared[0] if _declared else NoNewsroom()

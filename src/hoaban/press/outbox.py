"""What the press has written or taken away and a cache before the portal has not yet been told.

A row is written in the transaction in which the press remembers its result, so that a kill loses none. It is handed
out only after the counter of the published directory has moved: a cache that is told sooner could fetch from the
front what the front still holds.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from hoaban.press.state import PressState

RELEASED = "outbox_released"


@dataclass(frozen=True, slots=True)
class Posted:
    """One address that a cache has to forget; `gone` where readers must not see it any more."""

    id: int
    folder: str
    path: str
    gone: bool


class Outbox:
    """The outbox in the state file of a press; `kept` is False where no cache is told anything."""

    def __init__(self, state: PressState, *, kept: bool = True) -> None:
        self.state = state
        self.connection = state.connection
        self.kept = kept

    # For the press ----------------------------------------------------------------------------------------------------

    def post(self, folder: str, paths: Iterable[str], *, gone: bool) -> None:
        """Note addresses, within a transaction of the press."""
        if self.kept:
            self.connection.executemany(
                "INSERT INTO outbox (folder, path, gone, since) VALUES (?, ?, ?, ?)",
                [(folder, path, gone, time.time()) for path in paths],
            )

    def post_names(self, names: Iterable[str]) -> None:
        """Note files and parts that are taken away; each as folder and address in one text."""
        for name in names:
            folder, slash, rest = name.partition("/")
            self.post(folder, [slash + rest], gone=True)

    def post_folder(self, folder: str) -> None:
        """Note everything of a host that is taken away as a whole."""
        if self.kept:
            self.connection.execute(
                "INSERT INTO outbox (folder, path, gone, since) SELECT folder, path, 1, ? FROM address "
                "WHERE folder = ? UNION SELECT ?, substr(file, length(?) + 1), 1, ? FROM shows "
                "WHERE substr(file, 1, length(?) + 1) = ? || '/'",
                (time.time(), folder, folder, folder, time.time(), folder, folder),
            )

    def release(self) -> None:
        """Hand out what was posted: readers at the front see it by now."""
        if self.kept:
            self.connection.execute(
                "INSERT INTO fact SELECT ?, coalesce(max(id), 0) FROM outbox WHERE true "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (RELEASED,),
            )

    # For whoever tells the caches -------------------------------------------------------------------------------------

    @property
    def released(self) -> int:
        """The last row that may be told."""
        return int(self.state.fact(RELEASED) or 0)

    def waiting(self, limit: int) -> list[Posted]:
        """What is to be told, what must not be seen any more first."""
        rows = self.connection.execute(
            "SELECT id, folder, path, gone FROM outbox WHERE id <= ? ORDER BY gone DESC, id LIMIT ?",
            (self.released, limit),
        )
        return [Posted(pk, folder, path, bool(gone)) for pk, folder, path, gone in rows]

    def crowded(self, many: int) -> list[tuple[str, int]]:
        """(folder, last row) of the hosts of which more than `many` addresses wait."""
        rows = self.connection.execute(
            "SELECT folder, max(id) FROM outbox WHERE id <= ? GROUP BY folder HAVING count(*) > ?",
            (self.released, many),
        )
        return [(folder, int(newest)) for folder, newest in rows]

    def done(self, posted: Iterable[Posted]) -> None:
        """Forget what every cache was told: the position of purging is what the outbox still holds."""
        with self.state.writing():
            self.connection.executemany("DELETE FROM outbox WHERE id = ?", [(one.id,) for one in posted])

    def done_until(self, folder: str, newest: int) -> None:
        """Forget everything of a host up to a row."""
        with self.state.writing():
            self.connection.execute("DELETE FROM outbox WHERE folder = ? AND id <= ?", (folder, newest))

"""Addresses of which it is known that no file stands there, so that neither disk nor desk is asked again."""

from __future__ import annotations

MOST_HELD = 20_000
LONGEST_HELD = 300


class NegativeCache:
    """What is nowhere in this generation, in bounded memory; emptied when the generation moves."""

    def __init__(self) -> None:
        # Of a host's folder and a target, whether the desk has nothing there either.
        self.held: dict[tuple[str, bytes], bool] = {}

    def asked_desk(self, folder: str, target: bytes) -> bool | None:
        """Whether the desk said that nothing is there; None for a target of which nothing is known."""
        return self.held.get((folder, target))

    def note(self, folder: str, target: bytes, *, asked_desk: bool) -> None:
        """Remember that there is no file, or that the desk has nothing there either."""
        if len(target) > LONGEST_HELD:
            return
        if len(self.held) >= MOST_HELD:
            self.held.clear()
        self.held[folder, target] = asked_desk

    def clear(self) -> None:
        """Begin anew with a new generation, in which any of it may be there."""
        self.held.clear()

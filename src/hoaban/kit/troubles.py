"""What a process cannot do at present, by the part that fails: its supervisor hears of it with each heartbeat."""

from __future__ import annotations

_troubles: dict[str, str] = {}


def begin(part: str, reason: str) -> None:
    """Note that a part of this process fails, and why."""
    _troubles[part] = reason


def end(part: str) -> None:
    """Note that a part works again; nothing where it did all the time."""
    _troubles.pop(part, None)


def told() -> tuple[str, ...]:
    """A sentence for each part that fails."""
    return tuple(f"{part}: {reason}" for part, reason in sorted(_troubles.items()))

"""How a room gives the portal public addresses of its own, beside those of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PublicUrls:
    """URL patterns of a room: those that are the same in every language, and those that each has under its prefix."""

    everywhere: tuple[Any, ...] = ()
    in_each_language: tuple[Any, ...] = ()

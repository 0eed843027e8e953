"""Finds at start what would let a change pass the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from hoaban.publication.triggers import faulty


@register(Tags.database)
def triggers_are_there(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Each tracked table has its triggers; asked only where the database may be asked."""
    if not databases:
        return []
    return [
        Error(
            f"The trigger {name} is missing or differs: changes of its table would not reach the published pages.",
            hint="Run: hoaban manage migrate",
            id="hoaban.publication.E001",
        )
        for name in faulty()
    ]

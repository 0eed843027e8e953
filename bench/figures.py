"""A figure with what to reach and what a peer does, and the table and file that `make bench` leaves."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value."""

    name: str
    value: float
    unit: str
    reach: float
    peer: str = ""
    peer_value: float | None = None
    note: str = ""
    date: str = dataclasses.field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%d"))


def write(figures: list[Figure]) -> None:
    """Write the figures of this run."""
    RESULTS.write_text(
        json.dumps([dataclasses.asdict(figure) for figure in figures], ensure_ascii=False, indent=1), encoding="utf-8"
    )


def shown(value: float) -> str:
    """A value with the digits that say something."""
    return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"


def table(figures: list[Figure]) -> str:
    """The figures as lines of a terminal."""
    head = f"{'figure':28}{'value':>12}  {'unit':24}{'reach':>10}{'peer':>12}  peer is / note"
    lines = [
        f"{figure.name:28}{shown(figure.value):>12}  {figure.unit:24}{shown(figure.reach):>10}"
        f"{'' if figure.peer_value is None else shown(figure.peer_value):>12}  {figure.peer} {figure.note}"
        for figure in figures
    ]
    return "\n".join([head, *lines])

"""What a hand-written story of the demo holds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Story:
    """One article: `extras` are further blocks as (block name, value), `{file}` and `{photo}` filled in later."""

    section: str
    title: str
    lead: str
    paragraphs: list[str]
    byline: str
    scene: str
    caption: str
    alt: str
    tags: list[str]
    days_ago: int
    reads: int = 0
    extras: list[tuple[str, object]] = field(default_factory=list)
    correction: str = ""
    source: str = ""

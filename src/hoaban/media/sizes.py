"""The sizes in which pages show photos, as rooms declare them; nothing else is ever made.

A room declares a use with its sizes (`PhotoUse("column", "width-400", ...)`); its templates offer that use
(`{% offer photo "column" as offered %}`). A size is made when the photo comes, so a page never waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hoaban.kit.rooms import declared

PHOTO = ("webp", "avif")
"""Formats of a photo on a page: one that every browser of these years reads, and one that is smaller."""
# Chosen by looking and measuring: see docs/decisions/0017.
QUALITIES = {"webp": 76, "avif": 50, "jpeg": 76}


@dataclass(frozen=True, slots=True)
class Size:
    """One size in one format.

    `crop` is Wagtail's specification without the format. `wider_than`: pixels that a photo must be wide for this size
    to show more than the next smaller one. `used_by`: the model (label in small letters) by whose rows a photo must
    be used, for what is rare; empty for every photo.
    """

    crop: str
    format: str
    wider_than: int = 0
    used_by: str = ""

    @property
    def specification(self) -> str:
        """Wagtail's specification, by which the rendition is stored."""
        quality = f"|{self.format}quality-{QUALITIES[self.format]}" if self.format in QUALITIES else ""
        return f"{self.crop}|format-{self.format}{quality}"

    @property
    def quality(self) -> int | None:
        """Quality of the format, from 0 to 100; None for one that loses nothing."""
        return QUALITIES.get(self.format)

    @property
    def is_slow(self) -> bool:
        """Whether it costs so much that everything else is made before."""
        return self.format == "avif"

    def shows_more_of(self, photo: Any) -> bool:
        """Whether a photo is wide enough for this size to be worth its place."""
        return bool(photo.width > self.wider_than)


class PhotoUse:
    """A use of photos on pages, by the name that templates give it, with its sizes in the order of their width."""

    def __init__(self, name: str, *crops: str, formats: tuple[str, ...] = PHOTO, used_by: str = "") -> None:
        self.name = name
        self.sizes = tuple(size for crop_format in formats for size in sizes_in(crop_format, crops, used_by.lower()))


def sizes_in(crop_format: str, crops: tuple[str, ...], used_by: str) -> Iterator[Size]:
    """The sizes of a use in one format, smallest first."""
    narrower = 0
    for crop in crops:
        yield Size(crop, crop_format, narrower, used_by)
        # Only a width keeps the photo's own shape, so only there a small photo looks the same twice.
        narrower = int(crop.removeprefix("width-")) if crop.startswith("width-") else 0


def sizes_of(use: str) -> tuple[Size, ...]:
    """The sizes of a use; raises KeyError for one that no room declares."""
    return uses()[use]


@cache
def uses() -> dict[str, tuple[Size, ...]]:
    """Every declared use."""
    return {use.name: use.sizes for use in declared(PhotoUse)}


def all_sizes() -> list[Size]:
    """Every declared size once, the cheap ones first."""
    return sorted({size for sizes in uses().values() for size in sizes}, key=lambda size: (size.is_slow, str(size)))


def users() -> set[str]:
    """Labels of the models whose rows ask for sizes of their own."""
    return {size.used_by for size in all_sizes() if size.used_by}

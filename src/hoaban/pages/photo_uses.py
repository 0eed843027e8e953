"""The sizes in which a site's emblem is its icon."""

from __future__ import annotations

ICON_SIZES = (32, 180, 192, 512)


def icon_use(size: int) -> str:
    """The use of the emblem as an icon of so many pixels."""
    return f"icon-{size}"

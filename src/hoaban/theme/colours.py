"""The site's colours: what an accent colour becomes in light and dark, and whether it can be read (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import colorsys

from django.utils.translation import gettext as _

READABLE = 4.5
WHITE = "#ffffff"
# The grounds on which `portal.css` puts the accent colour: page, soft parts and notes.
LIGHT_GROUNDS = (WHITE, "#f7f5f1", "#fdf6e3")
DARK_PAGE = "#15181d"
DARK_GROUNDS = (DARK_PAGE, "#1f232a", "#2b2616")
Channels = tuple[float, float, float]


def channels(colour: str) -> Channels:
    """Red, green and blue from 0 to 1; raises ValueError for what is not `#rrggbb`."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"Not a colour of the form #rrggbb: {colour!r}")
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, from 0 to 1."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def check_contrast(accent: str) -> list[str]:
    """What is wrong with an accent colour; empty when it can be read on white and white on it."""
    try:
        ratio = contrast(accent, WHITE)
    except ValueError:
        return []  # the field's own validator says how a colour is written
    if ratio >= READABLE:
        return []
    values = {"colour": accent, "ratio": f"{ratio:.1f}", "wanted": READABLE, "better": darker(accent)}
    message = _(
        "White text on %(colour)s has a contrast of %(ratio)s to 1, and at least %(wanted)s is needed to read it. "
        "A darker shade such as %(better)s will do."
    )
    return [message % values]


def darker(accent: str) -> str:
    """The nearest darker shade that can be read on every light ground."""
    return shade(accent, LIGHT_GROUNDS, step=-0.01)


def lighter(accent: str) -> str:
    """The nearest lighter shade that can be read on every dark ground."""
    return shade(accent, DARK_GROUNDS, step=0.01)


def shade(accent: str, grounds: tuple[str, ...], step: float) -> str:
    """Move the lightness of a colour until it can be read on each of the grounds."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*channels(accent))
    colour = accent
    while min(contrast(colour, ground) for ground in grounds) < READABLE and 0 < lightness + step < 1:
        lightness += step
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return colour

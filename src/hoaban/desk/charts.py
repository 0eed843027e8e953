"""Charts drawn on the server as SVG, for readers' pages, for the desk and for paper; without script, style or Django.

A chart takes the width that it is given: places along it are shares of it, while letters and strokes keep their size,
so that the same drawing can be read at 320 pixels and on paper. What it looks like say the classes `chart`, `grid`,
`scale`, `bar`, `open`, `mark` and `spare` in a style sheet; `spare` marks are for wide screens alone. The numbers of
the scale stand in the padding of `chart`, which the style sheet gives: 3.4rem before it, 1.2rem behind.
Whoever shows a chart puts a table with the same figures behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hoaban.kit.formats import format_number

HEIGHT, TOP, BOTTOM = 220, 14, 26
"""Pixels: of the whole, above the highest line, below the lowest one."""
MOST_STEPS = 5
MARKS, MARKS_ON_WIDE_SCREENS = 6, 12
# What one bar leaves free of its place, as a share of it.
GAP = 0.24
MILLION = 1_000_000
MILLIONS = {"vi": "tr", "en": "M"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `mark` stands below it (`18/01`), `name` says in full what it counts, `value` is never below 0.

    `is_open`: its time is not over yet, so that it may still grow.
    """

    mark: str
    name: str
    value: int
    is_open: bool = False


def bar_chart(bars: Sequence[Bar], *, key: str, title: str, description: str, language: str = "vi") -> str:
    """The chart as one `<svg>` element, safe to put into a page.

    `key` tells the charts of one page apart; `title` and `description` are read out in the place of the drawing;
    numbers are written as `language` does.
    """
    steps = axis(max((bar.value for bar in bars), default=0))
    words = f'role="img" aria-labelledby="{escape(key)}-title {escape(key)}-desc"'
    parts = [
        f'<svg class="chart" width="100%" height="{HEIGHT}" overflow="visible" {words}>',
        f'<title id="{escape(key)}-title">{escape(title)}</title>',
        f'<desc id="{escape(key)}-desc">{escape(description)}</desc>',
        *(line(step, steps[-1], language) for step in steps),
        *drawn(bars, steps[-1], language),
        "</svg>",
    ]
    return "".join(parts)


def axis(highest: int) -> list[int]:
    """Round numbers from 0 up to the first one that is not below the highest value, at most six of them.

    >>> axis(0), axis(7), axis(1234)
    ([0, 1], [0, 2, 4, 6, 8], [0, 500, 1000, 1500])
    """
    step = power = 1
    while step * MOST_STEPS < highest:
        step, power = next_step(step, power)
    count = max(1, -(-highest // step))
    return [step * number for number in range(count + 1)]


def next_step(step: int, power: int) -> tuple[int, int]:
    """The step after this one in 1, 2, 5, 10, 20, 50 ..., with its power of ten."""
    if step == power:
        return 2 * power, power
    if step == 2 * power:
        return 5 * power, power
    return 10 * power, 10 * power


def height_of(value: int, top: int) -> float:
    """Pixels from the lowest line up to a value."""
    return round((HEIGHT - TOP - BOTTOM) * value / top, 1)


def line(step: int, top: int, language: str) -> str:
    """A line across the chart with its number before it."""
    y = round(HEIGHT - BOTTOM - height_of(step, top), 1)
    return (
        f'<line class="grid" x1="0" x2="100%" y1="{y:g}" y2="{y:g}"/>'
        f'<text class="scale" x="-8" y="{y:g}" dy=".35em" text-anchor="end">{short_number(step, language)}</text>'
    )


def short_number(value: int, language: str) -> str:
    """A number that fits beside a chart: `800.000`, `1,5 tr` (millions).

    >>> short_number(800_000, "vi"), short_number(1_500_000, "vi"), short_number(20_000_000, "en")
    ('800.000', '1,5 tr', '20 M')
    """
    if value < MILLION:
        return format_number(value, language)
    places = 0 if value % MILLION == 0 else 1
    return f"{format_number(value / MILLION, language, places)} {MILLIONS['en' if language == 'en' else 'vi']}"


def drawn(bars: Sequence[Bar], top: int, language: str) -> list[str]:
    """The bars with their marks."""
    share = 100 / len(bars) if bars else 0
    found = []
    for number, bar in enumerate(bars):
        height = height_of(bar.value, top)
        left, width = number * share + share * GAP / 2, share * (1 - GAP)
        found.append(
            f'<rect class="bar{" open" if bar.is_open else ""}" x="{left:.2f}%" width="{width:.2f}%" '
            f'y="{HEIGHT - BOTTOM - height:g}" height="{height:g}">'
            f"<title>{escape(bar.name)}: {format_number(bar.value, language)}</title></rect>"
        )
        kind = kind_of_mark(len(bars) - 1 - number, len(bars))
        if kind:
            found.append(
                f'<text class="{kind}" x="{left + width / 2:.2f}%" y="{HEIGHT - 6}" text-anchor="middle">'
                f"{escape(bar.mark)}</text>"
            )
    return found


def kind_of_mark(place: int, count: int) -> str:
    """The class of the mark below a bar, counted from the last one so that this has one; empty where it has none.

    >>> [kind_of_mark(place, 12) for place in range(4)], [kind_of_mark(place, 30) for place in range(3)]
    (['mark', 'mark spare', 'mark', 'mark spare'], ['mark', '', ''])
    """
    wide = -(-count // MARKS_ON_WIDE_SCREENS)
    narrow = wide * -(-count // (wide * MARKS))
    if place % narrow == 0:
        return "mark"
    return "mark spare" if place % wide == 0 else ""

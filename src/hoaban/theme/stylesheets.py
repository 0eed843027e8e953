"""The stylesheet as readers get it: in the site's colours, without remarks, and with what old browsers need beside it.

The source stays in logical properties and custom properties. Browsers without them (Opera Mini, Chrome under 57 and 87,
Safari under 12) would be left without colours and measures, so each declaration goes out with its plain form.
"""

from __future__ import annotations

import re

from hoaban.theme.colours import DARK_PAGE, darker, lighter

SPACE = re.compile(r"\s+")
# No space is kept beside these: spaces around a colon mean something in a selector.
BESIDE = re.compile(r" ?([{};,]) ?")
END = re.compile(r"([{};])")
CUSTOM = re.compile(r"(--[a-z-]{1,40}):([^;}]*)")
VARIABLE = re.compile(r"var\((--[a-z-]+)\)")
FIRST_OF_CLAMP = re.compile(r"clamp\(([^,()]*),[^()]*\)")
SIDES = {"block-start": "top", "block-end": "bottom", "inline-start": "left", "inline-end": "right"}
PAIRS = {"block": ("top", "bottom"), "inline": ("left", "right")}
CORNERS = {"start-start": "top-left", "start-end": "top-right", "end-start": "bottom-left", "end-end": "bottom-right"}
# Of these, two values may follow, the first for the start and the second for the end.
WITH_PAIRS = ("margin", "padding", "inset", "border")
PLAIN_NAMES = {
    **{
        f"{bound}{logical}-size": f"{bound}{plain}"
        for bound in ("", "min-", "max-")
        for logical, plain in (("inline", "width"), ("block", "height"))
    },
    **{
        f"{kind}-{side}": f"{kind}-{place}" for kind in ("margin", "padding", "border") for side, place in SIDES.items()
    },
    **{f"inset-{side}": place for side, place in SIDES.items()},
    **{f"border-{corner}-radius": f"border-{place}-radius" for corner, place in CORNERS.items()},
}
# Set by `portal.js`, once in the stylesheet.
BY_SCRIPT = "--size"
OWN_LIGHT = "--accent:#8a1c2b;--on-accent:#fff;--band:#8a1c2b"
OWN_DARK = "--accent:#f09aa6;--on-accent:#15181d"


def for_readers(style: str, accent: str = "", base: str = "") -> str:
    """The stylesheet that goes out, in the colours of an accent (`#rrggbb`) or its own.

    `base`: the stylesheet that stands before it on a page and sets the custom properties, where it sets none itself.
    """
    plain, values = without_constants(compact(in_colours(style, accent)), compact(base))
    pieces, made = END.split(plain), []
    for text, end in zip(pieces[::2], pieces[1::2], strict=False):
        # Before an opening brace stands a selector or a condition.
        made.append((text if end == "{" or ":" not in text else declarations(text, values)) + end)
    return "".join(made)


def compact(style: str) -> str:
    """A stylesheet without remarks and without space that means nothing."""
    before, *rest = style.split("/*")
    words = before + "".join(piece.partition("*/")[2] for piece in rest)
    return BESIDE.sub(r"\1", SPACE.sub(" ", words)).replace(";}", "}").strip()


def in_colours(style: str, accent: str) -> str:
    """The stylesheet with its own accent replaced, shaded for light and dark so that it can be read."""
    if not accent:
        return style
    light = darker(accent)
    style = style.replace(OWN_LIGHT, f"--accent:{light};--on-accent:#fff;--band:{light}")
    return style.replace(OWN_DARK, f"--accent:{lighter(accent)};--on-accent:{DARK_PAGE}")


def without_constants(style: str, base: str) -> tuple[str, dict[str, str]]:
    """The stylesheet with custom properties that nothing changes put in, and what the others are at first."""
    values: dict[str, str] = {}
    changed = {BY_SCRIPT}
    for name, value in CUSTOM.findall(base + style):
        if name in values:
            changed.add(name)
        values.setdefault(name, value)
    style = CUSTOM.sub(lambda found: found[0] if found[1] in changed else "", style)
    style = VARIABLE.sub(lambda found: found[0] if found[1] in changed else values.get(found[1], found[0]), style)
    return re.sub(r";{2,}", ";", style).replace("{;", "{"), values


def declarations(text: str, values: dict[str, str]) -> str:
    """One declaration as all browsers take it: the plain value first where the present one is new."""
    name, _colon, value = text.partition(":")
    if name.startswith("--"):
        return text
    return ";".join(f"{plain}:{form}" for plain, part in physical(name, value) for form in forms(part, values))


def forms(value: str, values: dict[str, str]) -> list[str]:
    """A value for browsers that know neither custom properties nor `clamp()`, then as it is written; once if equal."""
    plain = FIRST_OF_CLAMP.sub(r"\1", VARIABLE.sub(lambda found: values.get(found[1], found[0]), value))
    return [plain, value] if plain != value else [value]


def physical(name: str, value: str) -> list[tuple[str, str]]:
    """(property, value) with the sides of the screen: every language of the product is written from left to right.

    >>> physical("padding-block", "1rem 2rem"), physical("inset-inline-start", "0"), physical("max-inline-size", "9em")
    ([('padding-top', '1rem'), ('padding-bottom', '2rem')], [('left', '0')], [('max-width', '9em')])
    """
    kind, _hyphen, side = name.partition("-")
    if name in PLAIN_NAMES:
        return [(PLAIN_NAMES[name], value)]
    if name == "inset":
        return [(place, value) for place in ("top", "right", "bottom", "left")]
    if kind not in WITH_PAIRS or side not in PAIRS:
        return [(name, value)]
    # A border has one value for both sides, of several words.
    words = [value] if kind == "border" else value.split(" ")
    both = zip(PAIRS[side], (words[0], words[-1]), strict=True)
    return [(place if kind == "inset" else f"{kind}-{place}", word) for place, word in both]

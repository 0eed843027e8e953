"""Which published address somebody meant who typed, copied or clicked one that is nowhere.

Messengers and mail programs take the full stop, the bracket or the quotation mark behind a link with it, telephones
begin with a capital, texts carry blanks that nobody sees. The front answers 301 where one of a few spellings is there.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from hoaban.front.layout import LONGEST

ENTITY = re.compile(r"&(?:nbsp|quot|apos|amp|lt|gt|raquo|laquo|hellip|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5});?$")
SLASHES = re.compile(r"/{2,}")
# Shown by no browser: joiners, marks of direction, soft hyphens, byte order marks.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffd"))
UNSEEN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10)))
# What ends a sentence or closes what stands around a link, and never a published address.
BEHIND = ".,;:!?\"'`´()[]{}<>«»‹›“”‘’„‚…*|\\^、。，；：！？（）【】《》「」"
FRONT_DOORS = frozenset(
    f"{name}.{kind}" for name in ("index", "default") for kind in ("html", "htm", "php", "asp", "aspx", "jsp")
)
MOST_ENTITIES = 4
# What stands where bytes were no text.
DAMAGED = "\ufffd"
PLAIN = str.maketrans("đĐ", "dd")


def meant_by(path: str) -> list[str]:
    """What a path that is nowhere may have been meant to be, the likeliest first; at most twelve, none of them itself.

    Each begins with exactly one slash, so none can name another host.

    >>> meant_by("/tin-tuc/)."), meant_by("/Tin-tuc%20")[1], meant_by("//evil.example")
    (['/tin-tuc/', '/tin-tuc'], '/Tin-tuc/', ['/evil.example', '/evil.example/'])
    """
    if len(path) > LONGEST:
        return []
    plain = without_additions(unquote(path))
    if plain == "/" and DAMAGED in unquote(path):
        # Of bytes that are no text nothing is left, and that is not the home page.
        return []
    lower = plain.lower()
    folded = "".join(sign for sign in unicodedata.normalize("NFD", lower) if not unicodedata.combining(sign))
    found, doors = [], []
    for form in (plain, lower, folded.translate(PLAIN)):
        folder, _slash, name = form.rpartition("/")
        if name.lower() in FRONT_DOORS:
            doors.append(f"{folder}/")
        bare = form.rstrip("/")
        found += [form, f"{bare}/"] if not form.endswith("/") else [form, bare or "/"]
    # A file of that name, or a redirect, goes before the folder whose first page it was.
    return [form for form in dict.fromkeys([*found, *doors]) if form != path]


def without_unseen(text: str) -> str:
    """A text without signs that no browser shows."""
    return text.translate(UNSEEN)


def without_additions(text: str) -> str:
    """A decoded path without what no address has: blanks, unseen signs, double slashes, signs at its end."""
    text = "".join(without_unseen(text).split())
    for mark in "?#":
        text = text.partition(mark)[0]
    for _time in range(MOST_ENTITIES):
        text = ENTITY.sub("", text.rstrip(BEHIND))
    return SLASHES.sub("/", "/" + unicodedata.normalize("NFC", text.rstrip(BEHIND)))

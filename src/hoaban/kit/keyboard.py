"""What keyboards leave of Vietnamese words where no program puts the marks: Telex (`tieengs`), VNI (`tie61ng`)."""

from __future__ import annotations

from collections.abc import Iterator

from hoaban.kit.vietnamese import is_syllable, with_tone

LONGEST_TYPED = 12
VOWELS = frozenset("aăâeêioôơuưy")
TELEX_TONES = dict(zip("frxsj", range(1, 6), strict=True))
VNI_TONES = {"2": 1, "3": 2, "4": 3, "1": 4, "5": 5}
HATS = dict(zip("aeo", "âêô", strict=True))
HORNS = dict(zip("uo", "ươ", strict=True))
BREVE = {"a": "ă"}
STROKE = {"d": "đ"}
# Which letters a sign changes; the last of them in the word.
VNI_SIGNS = {"6": HATS, "7": HORNS, "8": BREVE, "9": STROKE}


def typed_as(word: str) -> str:
    """The syllable that somebody typed whose keyboard put no marks; empty where the word is none.

    >>> typed_as("tieengs"), typed_as("vieetj"), typed_as("dduwowngf"), typed_as("tie61ng"), typed_as("house")
    ('tiếng', 'việt', 'đường', 'tiếng', '')
    """
    if not word.isascii() or not 2 <= len(word) <= LONGEST_TYPED or not word[0].isalpha():
        return ""
    lowered = word.lower()
    # As programs for keyboards do: what is nearest to the signs typed goes before what is only possible.
    for plain, tone in readings(lowered):
        for form in (plain, plain.replace("ưo", "ươ"), plain.replace("ươ", "uơ")):
            if form != lowered and form.isalpha() and not VOWELS.isdisjoint(form):
                found = with_tone(form, tone)
                if is_syllable(found):
                    return found
    return ""


def readings(lowered: str) -> Iterator[tuple[str, int]]:
    """What the signs may mean, as letters without their tone and the tone."""
    if any(sign.isdigit() for sign in lowered):
        yield vni(lowered)
    else:
        yield telex(lowered, is_free=False)
        yield telex(lowered, is_free=True)


def telex(word: str, *, is_free: bool) -> tuple[str, int]:
    """(letters without their tone, tone) of a word in Telex: doubled letters, `w` and a letter for the tone.

    `is_free`: a letter may be doubled at the end of the word, too.
    """
    letters: list[str] = []
    tone = 0
    for sign in word:
        if sign in TELEX_TONES and not VOWELS.isdisjoint(letters):
            tone = TELEX_TONES[sign]
        elif sign == "w":
            if not change_last(letters, HORNS | BREVE):
                letters.append("ư")
        elif sign == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        elif not (sign in HATS and (is_free or letters[-1:] == [sign]) and change_last(letters, {sign: HATS[sign]})):
            letters.append(sign)
    return "".join(letters), tone


def vni(word: str) -> tuple[str, int]:
    """(letters without their tone, tone) of a word in VNI: a figure for each mark; empty where one has no letter."""
    letters: list[str] = []
    tone = 0
    for sign in word:
        if sign in VNI_TONES:
            tone = VNI_TONES[sign]
        elif sign not in VNI_SIGNS:
            letters.append(sign)
        elif not change_last(letters, VNI_SIGNS[sign]):
            return "", 0
    return "".join(letters), tone


def change_last(letters: list[str], change: dict[str, str]) -> bool:
    """Put a mark on the last letter that takes it, on both of `uo`; whether there was one."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in change:
            if letters[place] == "o" and change.get("o") == "ơ" and letters[place - 1 : place] == ["u"]:
                letters[place - 1] = "ư"
            letters[place] = change[letters[place]]
            return True
    return False

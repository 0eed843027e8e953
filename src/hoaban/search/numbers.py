"""Numbers of official documents and dates, as keys that are equal however they are written.

`42/2022/NĐ-CP` (Decree 30/2020, appendix VI) and `36-HD/VPTW` (Guideline 36-HD/VPTW of the Party) lead to keys
without separators: the whole number, the number without its year, number and kind, number and year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hoaban.kit.vietnamese import fold
from hoaban.search.normalise import plain, printed

# Kinds of documents by the abbreviation that their numbers carry.
KINDS = {
    "nd": "nghị định",
    "qd": "quyết định",
    "nq": "nghị quyết",
    "ct": "chỉ thị",
    "kh": "kế hoạch",
    "bc": "báo cáo",
    "tb": "thông báo",
    "cv": "công văn",
    "hd": "hướng dẫn",
    "tt": "thông tư",
    "ttr": "tờ trình",
    "qc": "quy chế",
    "qy": "quy định",
    "ctr": "chương trình",
    "da": "đề án",
    "kl": "kết luận",
    "gm": "giấy mời",
    "l": "luật",
}
NAMES = {fold(name): kind for kind, name in KINDS.items()}
LETTERS = r"[A-ZĐa-zđ]{1,8}"
# Behind blanks only capital letters go on a number, for a dash may begin a sentence there. A council adds its term.
SYMBOL = rf"{LETTERS}(?:[-/]{LETTERS}|\s?[-/]\s?[A-ZĐ]{{1,8}}){{0,3}}\d{{0,2}}"
# Begun with a class of characters instead of `\b`, a search leaps from digit to digit: books are searched for these.
FULL = re.compile(
    rf"([0-9](?<!\w[0-9])[0-9]{{0,4}})(?:\s?/\s?(\d{{4}}))?\s?[/-]\s?({SYMBOL})(?:\s?/\s?(\d{{4}}))?(?![\w/])"
)
YEARED = re.compile(r"([0-9](?<!\w[0-9])[0-9]{0,4})/(\d{4})\b(?!\s?[/-]\s?\w)")
SPOKEN = re.compile(rf"\b({'|'.join(sorted(NAMES, key=len, reverse=True))}|[a-z]{{1,5}})\s*(?:so\s*)?(\d{{1,5}})\b")
TYPED = re.compile(
    rf"^\s*(\d{{1,5}})[\s/.-]*+((?:19|20)\d{{2}})?[\s/.-]*+"
    rf"((?:{'|'.join(KINDS)})(?:[\s/.-]*+[a-z]{{1,8}}){{0,3}})\s*$"
)
DIGITS = "0123456789"
HAS_DIGIT = re.compile(r"\d")
DAY = re.compile(r"([0-9](?<!\w[0-9])[0-9]?)\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?((?:19|20)\d{2})\b")
MONTH_IN_WORDS = re.compile(r"tháng\s+(\d{1,2})\s?(?:năm|[/.,-])?\s?((?:19|20)\d{2})\b")
DAY_IN_WORDS = re.compile(rf"ngày\s+(\d{{1,2}})\s+{MONTH_IN_WORDS.pattern}")
MONTH = re.compile(r"([0-9](?<![\w/.,-][0-9])[0-9]?)[/.-]((?:19|20)\d{2})\b(?!\s?[/-]\s?\w)")


def letters(text: str) -> str:
    """Letters and digits alone, folded."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))


def kind_of(symbol: str) -> str:
    """What stands for the kind of document in a symbol: its first letters."""
    return re.split(r"[-/\s.]", symbol.strip())[0]


def is_number(year: str, symbol: str) -> bool:
    """Whether it is one as it is written in print, or one in small letters that nothing else is written like."""
    if any(sign.isupper() for sign in symbol):
        return True
    kind = letters(kind_of(symbol))
    return len(kind) > 1 and kind in KINDS and bool(year or len(symbol) > len(kind_of(symbol)))


def keys_of_number(number: str, year: str, symbol: str) -> set[str]:
    """Every key under which one number is found."""
    number, signs = str(int(number)), letters(symbol)
    kind = letters(kind_of(symbol))
    keys = {f"{number}{part}{form}" for part in (year, "") for form in (signs, signs.rstrip(DIGITS))}
    if kind:
        keys.add(f"{kind}:{number}")
    if year:
        keys.add(f"{number}/{year}")
    return keys


def keys_in_text(text: str) -> set[str]:
    """Keys of all numbers that stand in a text, however their signs are written."""
    return keys_in_printed(printed(text))


def keys_in_printed(text: str) -> set[str]:
    """Keys of all numbers in a text that is `printed` already, for whoever needs that form anyway."""
    found: set[str] = set()
    for number, year, symbol, year_behind in FULL.findall(text):
        if is_number(year or year_behind, symbol):
            found |= keys_of_number(number, year or year_behind, symbol)
    for number, year in YEARED.findall(text):
        if int(number) > 12:  # up to twelve it is a month
            found.add(f"{int(number)}/{year}")
    return found


def asked_numbers(question: str) -> list[str]:
    """Keys of the number for which a reader asks, the most exact first; empty where none is asked for."""
    folded = " ".join(fold(plain(question)).split())
    if DAY.search(question):
        return []
    typed = TYPED.match(folded)
    if typed:
        number, year, symbol = typed[1], typed[2] or "", typed[3]
        signs = letters(symbol)
        kind = next((kind for kind in sorted(KINDS, key=len, reverse=True) if signs.startswith(kind)), "")
        # A kind alone is all that is asked; more letters name the issuer, which must then be right.
        return [f"{kind}:{int(number)}"] if signs == kind and not year else [f"{int(number)}{year}{signs}"]
    full = FULL.search(printed(question))
    if full and (full[2] or any(sign.isupper() for sign in full[3]) or letters(full[3]) in KINDS):
        return [f"{int(full[1])}{full[2] or full[4] or ''}{letters(full[3])}"]
    yeared = YEARED.search(folded)
    if yeared and int(yeared[1]) > 12:
        return [f"{int(yeared[1])}/{yeared[2]}"]
    spoken = SPOKEN.search(folded)
    if spoken and (spoken[1] in NAMES or spoken[1] in KINDS):
        return [f"{NAMES.get(spoken[1], spoken[1])}:{int(spoken[2])}"]
    return []


def is_only_a_number(question: str) -> bool:
    """Whether nothing but a document's number is asked for."""
    folded = " ".join(fold(plain(question)).split())
    spoken = SPOKEN.fullmatch(folded)
    return bool(
        TYPED.match(folded)
        or FULL.fullmatch(printed(question).strip())
        or YEARED.fullmatch(folded)
        or (spoken and (spoken[1] in NAMES or spoken[1] in KINDS))
    )


def dates_in(text: str) -> Iterator[str]:
    """Keys of the days and months that a text names: `d20240118`, `m202401`."""
    return dates_in_plain(plain(text))


def dates_in_plain(lowered: str) -> Iterator[str]:
    """Keys of the days and months in a text that is `plain` already, for whoever needs that form anyway."""
    months = [("", *found) for found in MONTH_IN_WORDS.findall(lowered)]
    days = (*DAY.findall(lowered), *(DAY_IN_WORDS.findall(lowered) if months else ()))
    for day, month, year in (*days, *months, *(("", *found) for found in MONTH.findall(lowered))):
        if 1 <= int(month) <= 12:
            yield f"m{year}{int(month):02}"
            if day and 1 <= int(day) <= 31:
                yield f"d{year}{int(month):02}{int(day):02}"


def without_dates(text: str) -> str:
    """A question without the dates that it names, which are asked for as keys."""
    left = plain(text)
    for date in (DAY, DAY_IN_WORDS, MONTH_IN_WORDS, MONTH):
        left = date.sub(" ", left)
    return left


def keys_of_title(title: str) -> set[str]:
    """Keys of the number that a title begins with or names as its own: the first one that stands in it."""
    found = FULL.search(printed(title))
    if found is None or not is_number(found[2] or found[4] or "", found[3]):
        return set()
    return keys_of_number(found[1], found[2] or found[4] or "", found[3])

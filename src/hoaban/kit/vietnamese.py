"""Vietnamese text: one Unicode form, folding for slugs and search, tone placement, the order of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining tone marks in the order of Vietnamese dictionaries: huyền, hỏi, ngã, sắc, nặng; no mark is 0."""

# Eth and the D of African languages, which old keyboards and converters wrote for Đ; A with a caron, as Chinese ones
# have it; D with a stroke laid over it.
LOOK_ALIKES = dict(zip("ÐðƉɖǍǎ", "ĐđĐđĂă", strict=True)) | {
    f"{plain}{stroke}": letter for plain, letter in ("DĐ", "dđ") for stroke in "\u0335\u0336"
}
"""Letters and pairs of signs that look like a letter of Vietnamese and were meant for it, with that letter."""
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_UNSEEN = (
    r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    # Half of a sign that was cut in two, and what is no sign: no file and no XML takes them.
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)
INVISIBLE = re.compile(
    # The zero-width joiner is left between the signs that it makes one: a family, a flag.
    f"(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])|[{_UNSEEN}]"
)
NO_WORDS = re.compile(f"[{_UNSEEN}\u200d]")
"""What cannot be seen, and every joiner: none is part of a word. Found four times as fast."""
LETTERS = re.compile(r"[^\W\d_]+")

ONSETS = ("", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split())
RIMES = tuple(
    """a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uynh uyên uyêt uyt
    uyn uyu uơ ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y ych yêm yên yêng yêt yêu ynh yt""".split()
)
STOPPED = ("c", "ch", "p", "t")

_SYLLABLE = re.compile(
    "^(?:"
    + "|".join(sorted(ONSETS, key=len, reverse=True))
    + ")(?:"
    + "|".join(sorted(RIMES, key=len, reverse=True))
    + ")$"
)
_FRONT = tuple("eêiy")


def nfc(text: str) -> str:
    """The text in Unicode's composed form, the only one that the product stores."""
    return unicodedata.normalize("NFC", text)


def as_vietnamese(text: str) -> str:
    """The text composed, with the letters of Vietnamese in the place of those that only look like them."""
    if text.isascii():
        return text
    text = nfc(text)
    for other, letter in LOOK_ALIKES.items():
        text = text.replace(other, letter)
    # What had stood over the other letter belongs to this one now.
    return nfc(text)


def clean_text(text: str) -> str:
    """Text of several lines without what cannot be seen: controls, direction overrides, zero-width characters.

    Lines and the blanks inside them are kept, so that an imported text stays what it was.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    # A next line, and Word's break inside a paragraph.
    text = INVISIBLE.sub("", text.replace("\u0085", "\n").replace("\v", "\n"))
    lines = [line.strip() for line in nfc(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shortened(text: str, length: int) -> str:
    """The text where it has at most `length` characters, else its beginning up to a word's end and an ellipsis.

    >>> shortened("Chợ phiên vùng cao", 10), shortened("Chợ phiên", 10)
    ('Chợ phiên…', 'Chợ phiên')
    """
    text = nfc(text)
    if len(text) <= length:
        return text
    beginning, _space, rest = text[:length].rpartition(" ")
    return (beginning.rstrip(" ,;:.") or rest[: length - 1]) + "…"


def clean_line(text: str) -> str:
    """Text made clean by `clean_text`, on one line with single blanks, as titles and names want it."""
    return " ".join(clean_text(text).split())


def split_tone(text: str) -> tuple[str, int]:
    """(text without its tone marks, the last tone in it from 0 to 5)."""
    tone, kept = 0, []
    for character in unicodedata.normalize("NFD", text):
        if character in TONES:
            tone = TONES[character]
        else:
            kept.append(character)
    return nfc("".join(kept)), tone


def fold(text: str) -> str:
    """Lower case without any mark, đ as d: what somebody types who leaves the marks out."""
    lowered = as_vietnamese(text).casefold().replace("đ", "d")
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def slug(text: str, max_length: int = 100) -> str:
    """Part of an address: ASCII letters, digits and single hyphens, cut at a word; empty if nothing is left."""
    ascii_only = fold(text).encode("ascii", "ignore").decode()
    whole = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(whole) <= max_length:
        return whole
    cut = whole[: max_length + 1].rpartition("-")[0]
    return (cut or whole[:max_length]).strip("-")


def same_tone_place(text: str) -> str:
    """The text with tone marks where the old style puts them, so that `hoà` and `hòa` become equal.

    Only syllables written in either style change: those that end in oa, oe or uy without a final consonant.
    """
    return LETTERS.sub(lambda found: _old_style(found.group()), nfc(text))


def _old_style(word: str) -> str:
    plain, tone = split_tone(word)
    ending = plain[-2:].lower()
    open_rime = ending in ("oa", "oe") or (ending == "uy" and plain[-3:-2].lower() != "q")
    if not tone or not open_rime or unicodedata.normalize("NFD", word).count(_mark(tone)) != 1:
        return word
    if split_tone(word[:-2])[1]:
        return word
    return plain[:-2] + nfc(plain[-2] + _mark(tone)) + plain[-1]


def _mark(tone: int) -> str:
    return next(mark for mark, number in TONES.items() if number == tone)


def same_word(one: str, other: str) -> bool:
    """Whether two texts are the same words, whatever their Unicode form, case and tone style."""
    return same_tone_place(one).casefold() == same_tone_place(other).casefold()


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word is built like a Vietnamese syllable, in any case, with its tone in either style."""
    plain, tone = split_tone(word.lower())
    if unicodedata.normalize("NFD", word).count(_mark(tone)) > 1 if tone else False:
        return False
    if not _SYLLABLE.match(plain):
        return False
    return tone in (0, 4, 5) or not plain.endswith(STOPPED)


def share_of_syllables(text: str) -> float:
    """Share of the words of a text that are built like Vietnamese syllables, from 0.0 to 1.0."""
    words = LETTERS.findall(nfc(text))
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def syllables() -> Iterator[str]:
    """Every syllable that the grammar allows, tone marks in the old style: for tests over all of them."""
    for onset in ONSETS:
        for rime in RIMES:
            if not _may_follow(onset, rime):
                continue
            for tone in (4, 5) if rime.endswith(STOPPED) else range(6):
                yield with_tone(onset + rime, tone)


def _may_follow(onset: str, rime: str) -> bool:
    front = rime.startswith(_FRONT)
    if onset in ("gh", "ngh", "k"):
        return front
    if onset in ("g", "ng", "c"):
        return not front
    if onset == "qu":
        return rime.startswith(tuple("aăâeêiôơy"))
    if rime in ("ych", "ynh", "yt"):
        return False
    if onset == "gi":
        return not rime.startswith("i")
    return True


def with_tone(plain: str, tone: int) -> str:
    """The syllable with a tone (0 to 5) put where the old style has it."""
    if not tone:
        return plain
    start = 2 if plain.startswith(("gi", "qu")) and len(plain) > 2 and plain[2] in "aăâeêioôơuưy" else 0
    vowels = [place for place in range(start, len(plain)) if plain[place] in "aăâeêioôơuưy"]
    marked = [place for place in vowels if plain[place] in "ăâêôơư"]
    if marked:
        place = marked[-1]
    elif len(vowels) == 1:
        place = vowels[0]
    elif len(vowels) >= 3 or vowels[-1] < len(plain) - 1:
        place = vowels[1]
    else:
        place = vowels[0]
    return nfc(plain[:place] + plain[place] + _mark(tone) + plain[place + 1 :])


def alphabetical(text: str) -> tuple[tuple[int, ...], ...]:
    """Sort key in the order of the Vietnamese alphabet: letters first, then tones, word by word."""
    return tuple(_word_key(word) for word in nfc(text).lower().split())


def _word_key(word: str) -> tuple[int, ...]:
    plain, tone = split_tone(word)
    letters = [ALPHABET.find(letter) + 1 if letter in ALPHABET else 100 + ord(letter) for letter in plain]
    return (*letters, -1, tone)


def name_order(name: str) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Sort key of a person's full name: given name (the last word), then family name, then middle names."""
    words = nfc(name).split()
    if not words:
        return ((), (), ())
    given, family, middle = words[-1], words[0] if len(words) > 1 else "", " ".join(words[1:-1])
    return alphabetical(given), alphabetical(family), alphabetical(middle)

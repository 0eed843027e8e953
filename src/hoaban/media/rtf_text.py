"""The text in RTF: its words of control are read one by one, and what no reader sees is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,9})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>.)"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]{1,4096})|.",
    re.DOTALL,
)
NOT_SHOWN = frozenset(
    b"colortbl stylesheet info pict object themedata datastore listtable listoverridetable rsidtbl generator xmlnstbl "
    b"filetbl revtbl fldinst template".split()
)
"""Groups that hold no text of the document."""
SIGNS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": "\n", b"nestcell": "\n",
    b"tab": "\t", b"emspace": " ", b"enspace": " ", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}",
    b"\n": "\n", b"\r": "\n",
}  # fmt: skip
VIETNAMESE = 163
"""What a font says of itself that has the letters of windows-1258."""
CODE_PAGES = range(1250, 1259)


@dataclass(frozen=True, slots=True)
class Group:
    """What holds inside a pair of braces; `stand_ins`: signs that older programs read instead of one in Unicode."""

    is_shown: bool = True
    is_deleted: bool = False
    names_fonts: bool = False
    stand_ins: int = 1
    charset: str = ""


@dataclass
class Rtf:
    """Reads one document."""

    group: Group = Group()
    outer: list[Group] = field(default_factory=list)
    charset: str = "cp1252"
    charsets: dict[int, str] = field(default_factory=dict)
    font: int = 0
    # Signs that stand for one that was read already.
    to_skip: int = 0

    def texts_of(self, data: bytes) -> Iterator[str]:
        """The text in small pieces."""
        place = 0
        while found := TOKEN.match(data, place):
            place = found.end()
            word, number = found["word"], int(found["number"] or 1)
            if found["brace"]:
                self.turn(found["brace"])
            elif word == b"bin":
                place += max(0, number)
            elif word == b"u":
                yield self.shown(chr(number % 0x10000))
                self.to_skip = self.group.stand_ins
            elif word:
                self.obey(word, number)
                yield self.shown(SIGNS.get(word, ""))
            elif found["sign"] == b"*":
                self.group = replace(self.group, is_shown=False)
            elif found["sign"]:
                yield self.shown(SIGNS.get(found["sign"], ""))
            else:
                plain = found["text"] or bytes.fromhex((found["byte"] or b"").decode("ascii"))
                skipped = min(self.to_skip, len(plain))
                self.to_skip -= skipped
                yield self.shown(plain[skipped:].decode(self.group.charset or self.charset, errors="replace"))

    def turn(self, brace: bytes) -> None:
        """A group begins or ends."""
        self.to_skip = 0
        if brace == b"{":
            self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()

    def obey(self, word: bytes, number: int) -> None:
        """Take in what a word of control says of what comes."""
        if word in NOT_SHOWN:
            self.group = replace(self.group, is_shown=False)
        elif word == b"fonttbl":
            self.group = replace(self.group, is_shown=False, names_fonts=True)
        elif word == b"deleted":
            self.group = replace(self.group, is_deleted=number != 0)
        elif word == b"uc":
            self.group = replace(self.group, stand_ins=number)
        elif word == b"ansicpg" and number in CODE_PAGES:
            self.charset = f"cp{number}"
        elif word == b"f":
            self.font = number
            self.group = replace(self.group, charset=self.charsets.get(number, ""))
        elif word == b"fcharset" and self.group.names_fonts and number == VIETNAMESE:
            self.charsets[self.font] = "cp1258"

    def shown(self, text: str) -> str:
        """The text where readers see it, else nothing."""
        return text if self.group.is_shown and not self.group.is_deleted else ""

"""The text in documents of Office: archives of XML, read as a stream, so that none is ever held as a whole.

What a format calls a paragraph or a letter is a vocabulary; names are taken without their prefix, which each program
chooses for itself.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import filter as filter_names
from typing import IO
from xml.parsers import expat

from hoaban.media.unread import LockedFile

CHUNK = 1 << 16
MOST_BLANKS = 100
MANIFEST = "META-INF/manifest.xml"
LONGEST_MANIFEST = 1 << 20
# How a property says that it does not hold (ECMA-376, 17.17.4).
NO = frozenset({"0", "false", "off"})
NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the elements of a format mean.

    `letters`: text stands in them. `ends`: a line ends with them. `boxes`: stand inside a paragraph and hold paragraphs
    of their own. `left_out`: nothing in them is read. `signs`: stand for a sign. `runs`: their text looks alike;
    `hiding`: says of a run that nobody is to see it.
    """

    letters: frozenset[str]
    ends: frozenset[str]
    boxes: frozenset[str]
    left_out: frozenset[str]
    signs: Mapping[str, str]
    runs: frozenset[str] = frozenset()
    hiding: frozenset[str] = frozenset()


OFFICE = Vocabulary(
    letters=frozenset({"t"}),
    ends=frozenset({"p"}),
    boxes=frozenset({"txbxContent"}),
    # Properties, what was deleted or moved away while changes were tracked, the same box once more for older programs.
    left_out=frozenset({"pPr", "rPr", "del", "moveFrom", "Fallback"}),
    signs={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    runs=frozenset({"r"}),
    hiding=frozenset({"vanish", "webHidden"}),
)
OPEN_DOCUMENT = Vocabulary(
    letters=frozenset({"p", "h"}),
    ends=frozenset({"p", "h"}),
    boxes=frozenset({"text-box", "note-body"}),
    left_out=frozenset({"tracked-changes", "annotation", "note-citation"}),
    signs={"tab": "\t", "line-break": "\n", "s": " "},
)
STRINGS = Vocabulary(frozenset({"t"}), frozenset({"si"}), frozenset(), frozenset({"rPh"}), {})
CELLS = Vocabulary(frozenset({"v", "t"}), frozenset({"c"}), frozenset(), frozenset({"f", "rPh"}), {})


@dataclass
class Lines:
    """Hears the elements of one part and makes lines of them; what stands in a box follows the paragraph around it."""

    words: Vocabulary
    keeps_blank: bool = False
    done: list[str] = field(default_factory=list)
    boxed: list[str] = field(default_factory=list)
    # Paragraphs that have begun, one inside the other.
    open: list[list[str]] = field(default_factory=lambda: [[]])
    inside: int = 0
    left_out: int = 0
    is_hidden: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = local(name)
        if name in self.words.runs:
            self.is_hidden = False
        elif name in self.words.hiding and value_of(attributes) not in NO:
            self.is_hidden = True
        if self.left_out or name in self.words.left_out:
            self.left_out += 1
            return
        if name in self.words.boxes:
            self.open.append([])
        self.inside += name in self.words.letters
        if name in self.words.signs:
            given = next((value for key, value in attributes.items() if local(key) == "c" and value.isdecimal()), "1")
            self.open[-1].append(self.words.signs[name] * min(int(given[:4]), MOST_BLANKS))

    def end(self, name: str) -> None:
        """An element ends."""
        name = local(name)
        if self.left_out:
            self.left_out -= 1
            return
        self.inside -= name in self.words.letters
        if name in self.words.ends:
            self.end_line()
        if name in self.words.boxes:
            self.open.pop()

    def text(self, text: str) -> None:
        """Some text, of an element or between two."""
        if self.inside and not self.left_out and not self.is_hidden:
            self.open[-1].append(text)

    def end_line(self) -> None:
        """What was collected is a line; a blank one is none."""
        line = "".join(self.open[-1]).strip()
        self.open[-1].clear()
        (self.boxed if len(self.open) > 1 else self.done).append(line)
        if len(self.open) == 1:
            self.done.extend(self.boxed)
            self.boxed.clear()

    def take(self) -> Iterator[str]:
        """The lines that are done, which are forgotten then."""
        done, self.done = self.done, []
        yield from done if self.keeps_blank else filter(None, done)


@dataclass
class Cells(Lines):
    """A sheet: each cell that holds something is a line; some hold the number of a string."""

    strings: list[str] = field(default_factory=list)
    kind: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if local(name) == "c":
            self.kind = attributes.get("t", "")
        super().start(name, attributes)

    def end_line(self) -> None:
        """A cell ends."""
        if self.kind == "s":
            number = "".join(self.open[-1]).strip()
            known = number.isdecimal() and int(number) < len(self.strings)
            self.open[-1][:] = [self.strings[int(number)]] if known else []
        super().end_line()


def value_of(attributes: Mapping[str, str]) -> str:
    """What a property says of itself; mostly nothing, and it holds by standing there."""
    return next((value for key, value in attributes.items() if local(key) == "val"), "")


def local(name: str) -> str:
    """A name without the address of its vocabulary, which stands before it."""
    return name.rpartition(" ")[2]


def texts_of(file: IO[bytes], ending: str) -> Iterator[str]:
    """The lines of a document. Raises LockedFile, and errors of ZIP and XML for what is damaged."""
    with zipfile.ZipFile(file) as archive:
        yield from LINES_OF[ending](archive)


def lines_of_word(archive: zipfile.ZipFile) -> Iterator[str]:
    """Headers, text with tables and boxes, notes, footers; headers of first, odd and even pages mostly say the same."""
    yield from dict.fromkeys(lines_of(archive, "word/header*.xml"))
    for pattern in ("word/document*.xml", "word/footnotes.xml", "word/endnotes.xml"):
        yield from lines_of(archive, pattern)
    yield from dict.fromkeys(lines_of(archive, "word/footer*.xml"))


def lines_of_sheets(archive: zipfile.ZipFile) -> Iterator[str]:
    """What stands in the cells of a workbook, sheet by sheet, then what stands in its drawings."""
    strings = list(lines_of(archive, "xl/sharedStrings.xml", lambda: Lines(STRINGS, keeps_blank=True)))
    yield from lines_of(archive, "xl/worksheets/sheet*.xml", lambda: Cells(CELLS, strings=strings))
    yield from lines_of(archive, "xl/drawings/drawing*.xml")


def lines_of_slides(archive: zipfile.ZipFile) -> Iterator[str]:
    """Slides, the drawings on them, and what the speaker has beside them."""
    for pattern in ("ppt/slides/slide*.xml", "ppt/diagrams/data*.xml", "ppt/notesSlides/notesSlide*.xml"):
        yield from lines_of(archive, pattern)


def lines_of_open_text(archive: zipfile.ZipFile) -> Iterator[str]:
    """Headers and footers, which stand among the styles, then the text."""
    yield from dict.fromkeys(lines_of(archive, "styles.xml", lambda: Lines(OPEN_DOCUMENT)))
    yield from lines_of_open_document(archive)


def lines_of_open_document(archive: zipfile.ZipFile) -> Iterator[str]:
    """The text, cells or slides of an OpenDocument. Raises LockedFile."""
    if MANIFEST in archive.namelist():
        with archive.open(MANIFEST) as manifest:
            if b"encryption-data" in manifest.read(LONGEST_MANIFEST):
                raise LockedFile("The parts of the document are encrypted.")
    yield from lines_of(archive, "content.xml", lambda: Lines(OPEN_DOCUMENT))


def office_lines() -> Lines:
    """Hears a part of a document of Office."""
    return Lines(OFFICE)


def lines_of(archive: zipfile.ZipFile, pattern: str, hearer: Callable[[], Lines] = office_lines) -> Iterator[str]:
    """The lines of all parts whose names match, in the order of the numbers in them."""
    names = filter_names(archive.namelist(), pattern)
    for name in sorted(names, key=lambda name: [int(number) for number in NUMBERS.findall(name)]):
        with archive.open(name) as part:
            yield from lines_of_part(part, hearer())


def lines_of_part(part: IO[bytes], lines: Lines) -> Iterator[str]:
    """The lines of one part, as it is read."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = lines.start, lines.end
    parser.CharacterDataHandler = lines.text
    parser.EntityDeclHandler = refuse
    while chunk := part.read(CHUNK):
        parser.Parse(chunk)
        yield from lines.take()
    parser.Parse(b"", True)
    yield from lines.take()


def refuse(name: str, *_more: object) -> None:
    """No document declares entities, but those that are made to unpack without an end. Raises ValueError."""
    raise ValueError(f"The document declares the entity {name[:50]}.")


LINES_OF = {
    ".docx": lines_of_word,
    ".xlsx": lines_of_sheets,
    ".pptx": lines_of_slides,
    ".odt": lines_of_open_text,
    ".ods": lines_of_open_document,
    ".odp": lines_of_open_document,
}

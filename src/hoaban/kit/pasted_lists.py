"""Lists on their way from a clipboard to a text: items keep their level, and their number where our lists have none.

A list of ours begins at 1, and two that follow each other are numbered as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, groupby

from hoaban.kit.pasted_tables import number

# The editor shows no deeper ones.
DEEPEST_LEVEL = 4
LARGEST_NUMBER = 9_999


@dataclass
class OpenList:
    """A list that is being read: its tag, a name of its own, and the number of its next item."""

    tag: str
    name: int
    next: int = 1

    def take(self, value: str) -> int:
        """The number of an item that begins, which may say one itself."""
        taken = number(value, LARGEST_NUMBER) if value else self.next
        self.next = taken + 1
        return taken


@dataclass
class Line:
    """A line of text: the tag that it gets, what stands in it, and for an item its list, its level and its number."""

    tag: str = "p"
    list_tag: str = ""
    parts: list[str] = field(default_factory=list)
    has_text: bool = False
    level: int = 0
    number: int = 0
    lists: tuple[int, ...] = ()
    """The names of the outermost list around an item and of the one that it is in; one name for an item of Word."""
    has_break: bool = False


class Lists:
    """The lists that are open."""

    def __init__(self) -> None:
        self.open: list[OpenList] = []
        self.names = count(1)

    def begin(self, tag: str, start: str) -> None:
        """Begin a list inside those that are open."""
        self.open.append(OpenList(tag, next(self.names), number(start, LARGEST_NUMBER)))

    def end(self) -> None:
        """End the innermost list, where one is open."""
        self.open[-1:] = []

    def item(self, value: str) -> Line:
        """The line of an item that begins; outside of a list it is a paragraph."""
        if not self.open:
            return Line("p")
        last = self.open[-1]
        names = (self.open[0].name, last.name)
        return Line("li", last.tag, level=len(self.open) - 1, number=last.take(value), lists=names)


def written_lines(lines: list[Line]) -> str:
    """Lines as HTML, items of one list in one list, those of a list in an item inside that item."""
    parts: list[str] = []
    inside: list[str] = []
    for line in with_numbers(lines):
        if not line.list_tag:
            parts.append(closing(inside, 0))
            parts.append("<hr/>" if line.tag == "hr" else f"<{line.tag}>{said(line)}</{line.tag}>")
            continue
        level = min(line.level, len(inside), DEEPEST_LEVEL)
        parts.append(closing(inside, level + 1))
        if len(inside) > level:
            parts.append("</li>")
            if inside[-1] != line.list_tag:
                parts.append(f"</{inside.pop()}>")
        if len(inside) == level:
            parts.append(f"<{line.list_tag}>")
            inside.append(line.list_tag)
        parts.append(f"<li>{said(line)}")
    return "".join([*parts, closing(inside, 0)])


def said(line: Line) -> str:
    """What stands in a line."""
    return "".join(line.parts).rstrip()


def closing(inside: list[str], level: int) -> str:
    """What ends the lists that are open below a level; they are open no longer."""
    closed = list(reversed(inside[level:]))
    del inside[level:]
    return "".join(f"</li></{tag}>" for tag in closed)


def with_numbers(lines: list[Line]) -> Iterator[Line]:
    """The lines, with the number as text before each item of a list that would show another."""
    before = 0
    for name, run in groupby(lines, lambda line: line.lists[0] if line.lists else 0):
        items = list(run)
        wrong = wrongly_numbered(items)
        is_first_numbered = bool(name) and any(item.list_tag == "ol" and item.level == 0 for item in items)
        if is_first_numbered and before:
            wrong.add(name)
        for item in items:
            yield as_shown(item, wrong)
        before = name if is_first_numbered and name not in wrong else 0


def wrongly_numbered(items: list[Line]) -> set[int]:
    """The names of the lists whose items are not numbered from 1 on."""
    last: dict[int, int] = {}
    wrong = set()
    for item in items:
        if item.list_tag == "ol":
            name = item.lists[-1]
            last[name] = last.get(name, 0) + 1
            if item.number != last[name]:
                wrong.add(name)
    return wrong


def as_shown(item: Line, wrong: set[int]) -> Line:
    """A line as it is written where some lists would show wrong numbers: without the list, or in one of signs."""
    if not item.lists:
        return item
    level = item.level - (item.lists[0] in wrong)
    if item.list_tag != "ol" or item.lists[-1] not in wrong:
        return replace(item, level=max(level, 0))
    tags = ("li", "ul") if level >= 0 else ("p", "")
    return replace(item, tag=tags[0], list_tag=tags[1], level=max(level, 0), parts=[f"{item.number}. ", *item.parts])

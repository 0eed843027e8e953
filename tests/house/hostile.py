"""Hostile strings for a regular expression, and what running it on them costs; `python -m tests.house.hostile` judges.

The strings are made of the expression's own alphabet: what every repeat repeats, said thousands of times behind what
leads to it and before an end at which it fails; beginnings that never end; whole matches one behind the other.
A linear expression needs a few hundredths of a microsecond for each character of them, a quadratic one seconds.
"""

from __future__ import annotations

import itertools
import json
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from re import _constants as sre  # type: ignore[attr-defined]  the only description of an expression that there is
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

# Screened at the first length; what takes longer there than any quick expression is judged at the second.
SHORT, LONG = 3_000, 48_000
SECONDS_TO_SCREEN = 0.001
# Four microseconds for each character. A quadratic expression needs at least half a nanosecond for each pair: 0.6 s.
SECONDS_ALLOWED = 0.2
PROBES = "aAzZ015 \t\n\r-_./:;,!?<>\"'()[]{}=&%#@|\\*+~^$\0éĐàỸ•»–\u00a0"
MOST_CHARACTERS, MOST_UNITS, MOST_SEGMENTS, MOST_ENDS = 18, 30, 6, 9
CHOICES = 3
CLASSES = (sre.IN, sre.NOT_LITERAL, sre.ANY)
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


class Expression(NamedTuple):
    """A regular expression with where it stands and how it is run: match, fullmatch, or search for all of a text."""

    where: str
    pattern: str
    flags: int
    is_bytes: bool
    method: str

    def compiled(self) -> re.Pattern[Any]:
        """The expression as the product has it."""
        return re.compile(self.pattern.encode("latin-1") if self.is_bytes else self.pattern, self.flags)


def is_member(character: str, items: list[Any]) -> bool:
    """Whether a character belongs to a class as the parser describes it; case aside."""
    negated = items[0][0] is sre.NEGATE
    found = any(is_one(character, kind, value) for kind, value in items)
    return found != negated


def is_one(character: str, kind: Any, value: Any) -> bool:
    """Whether a character is what one item of a class names."""
    if kind is sre.LITERAL:
        return ord(character) == value
    if kind is sre.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    if kind is sre.CATEGORY:
        name = str(value).lower()
        belongs = {
            "space": character.isspace(),
            "digit": character.isdigit(),
            "word": character.isalnum() or character == "_",
        }[name.rpartition("_")[2]]
        return belongs != ("_not_" in name)
    return False


def members_of(operation: Any, value: Any) -> list[str]:
    """Some characters of a class: its own literals and the ends of its ranges, and those that are probed."""
    if operation is sre.ANY:
        return ["a", " ", "<"]
    items = value if operation is sre.IN else [(sre.NEGATE, None), (sre.LITERAL, value)]
    own = [chr(item) for kind, item in items if kind is sre.LITERAL]
    own += [chr(end) for kind, item in items if kind is sre.RANGE for end in item]
    return [character for character in dict.fromkeys([*own, *PROBES]) if is_member(character, items)]


class Samples:
    """Texts that parts of one expression match, and the characters that it names.

    `choice` is the alternative that is taken of several; `optional` whether what may be left out is there.
    """

    def __init__(self, expression: Expression, choice: int, *, optional: bool) -> None:
        self.choice, self.optional = choice, optional
        self.groups: dict[int, str] = {}
        self.characters: dict[str, None] = {}
        self.excluded: dict[str, None] = {}
        # What leads to a repeat, with what it repeats.
        self.repeats: list[tuple[str, list[str]]] = []
        self.beginnings: dict[str, None] = {}
        self.whole = self.of(parser.parse(expression.compiled().pattern, expression.flags), "")

    def of(self, tree: Any, before: str) -> str:
        """A text that a sequence matches; notes on the way what every part of it begins with and repeats."""
        text = ""
        for operation, value in tree:
            text += self.of_one(operation, value, before + text)
            self.beginnings[before + text] = None
        return text

    def of_one(self, operation: Any, value: Any, before: str) -> str:
        """A text that one element matches."""
        ways = {
            sre.LITERAL: self.of_literal,
            sre.BRANCH: lambda value, before: self.of(value[1][self.choice % len(value[1])], before),
            sre.SUBPATTERN: self.of_group,
            sre.ATOMIC_GROUP: self.of,
            sre.GROUPREF: lambda value, _before: self.groups.get(value, ""),
            # What stands before or behind is looked at, not taken; its characters are hostile too.
            sre.ASSERT: lambda value, before: self.of(value[1], before) and "",
            sre.ASSERT_NOT: lambda value, before: self.of(value[1], before) and "",
            sre.AT: lambda _value, _before: "",
            **dict.fromkeys(REPEATS, self.of_repeat),
            **{kind: partial(self.of_class, kind) for kind in CLASSES},
        }
        if operation not in ways:
            raise NotImplementedError(f"{operation} in an expression: teach this test what it matches.")
        return str(ways[operation](value, before))

    def of_literal(self, value: int, _before: str) -> str:
        """One character."""
        self.characters[chr(value)] = None
        return chr(value)

    def of_group(self, value: Any, before: str) -> str:
        """What a group matches, remembered for those that refer to it."""
        self.groups[value[0]] = self.of(value[3], before)
        return self.groups[value[0]]

    def of_class(self, operation: Any, value: Any, _before: str) -> str:
        """One character of a class; all that were tried are remembered."""
        found = members_of(operation, value)
        if operation is not sre.ANY and (operation is sre.NOT_LITERAL or value[0][0] is sre.NEGATE):
            items = [(sre.LITERAL, value)] if operation is sre.NOT_LITERAL else value
            self.excluded |= dict.fromkeys(chr(item[1]) for item in items if item[0] is sre.LITERAL)
        self.characters |= dict.fromkeys(found[:6])
        # Once a blank where there may be one: a word that begins behind it is met otherwise than in a longer word.
        picks = [found[0], " " if " " in found else found[-1], found[-1]] if found else [""]
        return picks[self.choice % len(picks)]

    def of_repeat(self, value: Any, before: str) -> str:
        """What a repeat matches at its shortest, or once."""
        least, most, inside = value
        once = self.of(inside, before)
        if most > 1:
            alone = inside[0] if len(inside) == 1 else (None, None)
            fresh = members_of(*alone)[:7] if alone[0] in CLASSES else []
            self.repeats.append((before, list(dict.fromkeys([once, *fresh]))))
        return once * max(int(self.optional), min(least, 50))


def units_of(expression: Expression, samples: Samples) -> Iterator[tuple[str, str, str]]:
    """(what leads to it, what is said again and again, how it ends) of the strings of one set of samples."""
    ends = list(dict.fromkeys(["", "\0", "1", "\n\n", *samples.excluded, samples.whole]))[:MOST_ENDS]
    for before, units in samples.repeats:
        # Also from one repeat on to the next: each of them may begin where the other could.
        others = [*(other for other, _units in samples.repeats), samples.whole]
        longer = {other[len(before) :] for other in others if other.startswith(before)}
        for unit in [*units, *sorted(longer, key=len)[:MOST_SEGMENTS]]:
            yield from ((before, unit, end) for end in ends)
    # A search begins again at every place: so beginnings that lead nowhere, again and again.
    if expression.method == "search":
        begun = [*samples.beginnings, *(before + unit for before, units in samples.repeats for unit in units[:3])]
        last = next(reversed(samples.characters), "")
        for unit in sorted(set(begun), key=len)[-MOST_UNITS:]:
            yield from (("", unit, ""), ("", unit + " ", ""), ("", unit, last * (SHORT // 2) + "\0"))
    characters = list(samples.characters)[:MOST_CHARACTERS]
    for character, end in itertools.product(characters, ends[:5]):
        yield "", character, end
    for one, other in itertools.permutations(characters[:8], 2):
        yield "", one + other, "\0"


def hostile(expression: Expression) -> Iterator[tuple[str, str, str]]:
    """Everything that is said to an expression, once."""
    told = set()
    for choice, optional in itertools.product(range(CHOICES), (True, False)):
        for parts in units_of(expression, Samples(expression, choice, optional=optional)):
            if parts[1] and parts not in told:
                told.add(parts)
                yield parts


def said(parts: tuple[str, str, str], length: int) -> str:
    """The string of a length that its parts make; an end that is long grows too."""
    before, unit, end = parts
    end *= length // SHORT if len(end) > SHORT // 4 else 1
    return before + unit * ((length - len(end)) // len(unit)) + end


class TooLong(Exception):
    """A run that took more than its time of the processor."""


def cost(expression: re.Pattern[Any], method: str, text: Any) -> float:
    """Seconds of the processor that a run takes, at most SECONDS_ALLOWED; the engine is stopped there."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS_ALLOWED)
    try:
        if method == "search":
            for _found in expression.finditer(text):
                pass
        else:
            getattr(expression, method)(text)
    except TooLong:
        return SECONDS_ALLOWED
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - started


def worst(expression: Expression) -> str:
    """The beginning of a string on which an expression is not linear, or nothing."""
    compiled = expression.compiled()
    for parts in hostile(expression):
        if took_too_long(compiled, expression, said(parts, SHORT), SECONDS_TO_SCREEN) and took_too_long(
            compiled, expression, said(parts, LONG), SECONDS_ALLOWED
        ):
            return " ... ".join(repr(part[:60]) for part in parts)
    return ""


def took_too_long(compiled: re.Pattern[Any], expression: Expression, text: str, allowed: float) -> bool:
    """Whether a run takes too long, twice: once may be the machine's fault."""
    given = text.encode("latin-1", "ignore") if expression.is_bytes else text
    return all(cost(compiled, expression.method, given) >= allowed for _ in range(2))


def interrupted(_number: int, _frame: Any) -> None:
    """What the timer of the processor does."""
    raise TooLong


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (150, 160))
    signal.signal(signal.SIGPROF, interrupted)
    given = [Expression(*row) for row in json.load(sys.stdin)]
    json.dump([worst(expression) for expression in given], sys.stdout)

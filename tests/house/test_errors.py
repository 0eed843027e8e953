"""The drawing of the exceptions in `kit/errors.py` is the code's: every class, below its base, with its room."""

from __future__ import annotations

import ast
import builtins
import re

from hoaban.kit import errors
from tests.machine import ROOT

PACKAGE = ROOT / "src/hoaban"
DRAWN = re.compile(r"^(?P<lines>[│ ]*)(?:├|└)── (?P<name>\w+) +(?P<room>\w+) {2,}\S")
OF_PYTHON = {name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)}


def drawn(drawing):
    """(room, name, base) of every class of a drawing."""
    found, above = set(), []
    for line in drawing.splitlines():
        match = DRAWN.match(line)
        if match:
            depth = len(match["lines"]) // 4 + 1
            found.add((match["room"], match["name"], above[depth - 1]))
            above[depth:] = [match["name"]]
        elif re.match(r"[A-Z]\w+(?=$|[,:] )", line):
            above = [re.match(r"\w+", line)[0]]
    return found


def written(files):
    """(room, name, base) of every class of exceptions in some files; `files`: by room the texts of its modules."""
    classes = [
        (room, node.name, ast.unparse(node.bases[0]))
        for room, texts in files.items()
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and node.bases
    ]
    known = set(OF_PYTHON)
    while more := {name for _room, name, base in classes if name not in known and is_error(base, known)}:
        known |= more
    return {one for one in classes if one[1] in known and is_error(one[2], known)}


def is_error(base, known):
    """Whether a base is a class of exceptions: a known one, or one of a library by its name."""
    return base in known or base.endswith(("Error", "Exception"))


def test_the_drawing_shows_every_class_of_exceptions_below_its_base():
    files = {}
    for path in PACKAGE.rglob("*.py"):
        files.setdefault(path.relative_to(PACKAGE).parts[0], []).append(path.read_text(encoding="utf-8"))
    found = {one for one in written(files) if one[1] != "HoabanError"}
    assert drawn(errors.__doc__) == found


def test_a_class_that_nobody_drew_would_be_noticed():
    text = (
        "class Outer(Exception): ...\nclass Inner(Outer): ...\nclass Other(Plain): ...\nclass OfDjango(db.Error): ...\n"
    )
    found = written({"room": [text]})
    assert found == {("room", "Outer", "Exception"), ("room", "Inner", "Outer"), ("room", "OfDjango", "db.Error")}
    assert drawn("Exception\n└── Outer   room  one\n    └── Inner   room  two\n") == found - {
        ("room", "OfDjango", "db.Error")
    }

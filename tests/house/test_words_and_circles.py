"""Modules of a room import in one direction, classes stay small, docstrings say something.

The list of larger classes may only shrink: an entry that is no longer needed has to go.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.machine import ROOT

PACKAGE = ROOT / "src/hoaban"
LONGEST_CLASS = 200
# Fillers that a docstring may add to a name without saying more.
FILLERS = frozenset("a an the its of for to this that one is are all in on and by with".split())
# With their lines of today.
LARGER_CLASSES = {"front.proxy::Front": 223}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """(name below the package, syntax) of every module of the product except migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    words = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(words[:-1] if words[-1] == "__init__" else words)


def imports_within_rooms() -> dict[str, set[str]]:
    """What each module imports of its own room, for types alone too; imports within functions are left out."""
    trees = dict(modules())
    found = {}
    for name, tree in trees.items():
        in_functions = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            for inner in ast.walk(node)
        }
        targets = set()
        for node in ast.walk(tree):
            if node in in_functions or not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            targets |= set(targets_of(node, trees))
        found[name] = {target for target in targets if target.split(".")[0] == name.split(".")[0] and target != name}
    return found


def targets_of(node: ast.Import | ast.ImportFrom, known: dict[str, ast.Module]) -> Iterator[str]:
    """The modules of the product that a statement imports, or imports from."""
    if isinstance(node, ast.Import):
        wanted = [alias.name for alias in node.names]
    else:
        below = [f"{node.module}.{alias.name}" for alias in node.names]
        wanted = [name if name.removeprefix("hoaban.") in known else str(node.module) for name in below]
    yield from (name.removeprefix("hoaban.") for name in wanted if name.removeprefix("hoaban.") in known)


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules of which each reaches every other."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for target in graph.get(waiting.pop(), set()) - seen:
                seen.add(target)
                waiting.append(target)
        return seen

    within = {name: reached(name) for name in graph}
    groups = {frozenset({name, *(other for other in within[name] if name in within[other])}) for name in graph}
    return [set(group) for group in groups if len(group) > 1]


def definitions() -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    """(module::name, definition) of every class and function of the product."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}::{node.name}", node


def words(text: str) -> set[str]:
    """The words of a name or a sentence, without fillers and endings of the plural."""
    parts = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").lower())
    return {part.rstrip("s") for part in parts} - {filler.rstrip("s") for filler in FILLERS}


def says_nothing(name: str, docstring: str) -> bool:
    """Whether a docstring only repeats the name, or leans on a neighbour."""
    return docstring.startswith("The same") or words(docstring.split("\n", maxsplit=1)[0]) <= words(name)


def silent_docstrings() -> set[str]:
    """Where a docstring says nothing."""
    told = ((place, node.name, ast.get_docstring(node)) for place, node in definitions())
    return {place for place, name, docstring in told if docstring and says_nothing(name, docstring)}


def test_no_new_circle_of_imports():
    in_circles = set().union(*circles(imports_within_rooms()))
    assert in_circles == set()


def test_a_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_class_is_too_long():
    sizes = {
        place: node.end_lineno - node.lineno + 1 for place, node in definitions() if isinstance(node, ast.ClassDef)
    }
    long = {place: size for place, size in sizes.items() if size > LONGEST_CLASS}
    assert {place: size for place, size in long.items() if size > LARGER_CLASSES.get(place, 0)} == {}
    assert LARGER_CLASSES.keys() - long.keys() == set(), "These are short enough: take them from the list."


def test_every_docstring_says_more_than_the_name():
    assert silent_docstrings() == set()


def test_a_docstring_that_says_nothing_is_found():
    assert says_nothing("address_of_page", "The address of the page.")
    assert says_nothing("IPv6Network", "The same for IPv6.")
    assert not says_nothing("address_of_page", "Where readers find it, without the host.")


def test_no_test_leans_on_another_test():
    """What several tests need stands in `tests/support/`, `tests/builders.py` or the example room, or beside them."""
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        room = path.relative_to(ROOT / "tests").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            if not module or not module.startswith("tests."):
                continue
            _tests, *place = module.split(".")
            is_test = place[-1].startswith("test_") or place[-1] == "conftest"
            if is_test or (len(place) > 1 and place[0] not in {room, "support", "example_room"}):
                found.append(f"{path.relative_to(ROOT)}: {module}")
    assert found == []

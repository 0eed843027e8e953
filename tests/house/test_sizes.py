"""Files, functions, migrations and templates stay small; what is larger stands in a list that may only shrink."""

import ast
import itertools
from pathlib import Path

import pytest

from tests.machine import ROOT

PACKAGE = ROOT / "src/hoaban"
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_MIGRATION = 400, 40, 200
LONGEST_PAGE, LONGEST_COMPONENT = 80, 40
# What is larger than it should be, with its size of today. Never add, never raise: only take away and lower.
LARGER_FILES: dict[str, int] = {}
LARGER_FUNCTIONS: dict[str, int] = {}
LARGER_TEMPLATES: dict[str, int] = {}


def modules():
    return [path for folder in ("src", "scripts", "bench", "tests") for path in (ROOT / folder).rglob("*.py")]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name(path)}::{node.name}", node.end_lineno - node.lineno + 1


def over(sizes, limit, known):
    """What is over the limit and not known, or has outgrown what is known of it."""
    return {thing: size for thing, size in sizes if size > max(limit, known.get(thing, 0))}


def test_no_file_is_too_long():
    code = [path for path in modules() if "migrations" not in path.parts]
    assert over(((name(path), lines(path)) for path in code), LONGEST_FILE, LARGER_FILES) == {}


def test_no_migration_is_too_long():
    migrations = [path for path in modules() if "migrations" in path.parts]
    assert over(((name(path), lines(path)) for path in migrations), LONGEST_MIGRATION, LARGER_FILES) == {}


def test_no_function_is_too_long():
    found = list(itertools.chain.from_iterable(functions(path) for path in modules()))
    assert len(found) > 100
    assert over(found, LONGEST_FUNCTION, LARGER_FUNCTIONS) == {}


def test_no_template_is_too_long():
    templates = list(PACKAGE.rglob("templates/**/*.html"))
    components = [path for path in templates if {"components", "blocks"} & set(path.parts)]
    pages = [path for path in templates if path not in components]
    assert over(((name(path), lines(path)) for path in components), LONGEST_COMPONENT, LARGER_TEMPLATES) == {}
    assert over(((name(path), lines(path)) for path in pages), LONGEST_PAGE, LARGER_TEMPLATES) == {}


@pytest.mark.parametrize("known", [LARGER_FILES, LARGER_FUNCTIONS, LARGER_TEMPLATES])
def test_the_lists_only_shrink(known):
    """An entry that is no longer needed, or larger than what it stands for, has to go."""
    sizes = {name(path): lines(path) for path in [*modules(), *PACKAGE.rglob("templates/**/*.html")]}
    sizes |= dict(itertools.chain.from_iterable(functions(path) for path in modules()))
    limits = {**dict.fromkeys(LARGER_FILES, LONGEST_FILE), **dict.fromkeys(LARGER_FUNCTIONS, LONGEST_FUNCTION)}
    stale = {thing: size for thing, size in known.items() if not limits.get(thing, 0) < sizes.get(thing, 0) == size}
    assert stale == {}

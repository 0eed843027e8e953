"""No regular expression of the product costs more than a text is long, whatever the text."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import hoaban
from tests.house.hostile import Expression
from tests.machine import ROOT

PACKAGE = ROOT / "src/hoaban"
FUNCTIONS = frozenset({"compile", "sub", "subn", "match", "fullmatch", "search", "findall", "finditer", "split"})
# What Django makes expressions of.
OF_DJANGO = frozenset({"RegexValidator", "RegexField", "re_path"})
# Made while running, with an example of what is made: nothing else may be.
MADE_WHILE_RUNNING = {
    "press/link_rewriting.py": re.escape("https://portal.example.vn") + r"(?![\w:.-])(?P<path>/[A-Za-z0-9._~/-]*)?",
}
MODES = {"match": "match", "fullmatch": "fullmatch"}


def modules() -> Iterator[ModuleType]:
    """Every module of the product except migrations."""
    for found in pkgutil.walk_packages(hoaban.__path__, "hoaban."):
        if ".migrations" not in found.name and not found.name.endswith(("__main__", ".wsgi")):
            yield importlib.import_module(found.name)


def patterns_in(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The compiled expressions in a value: itself, in collections, in what our own classes and objects hold."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth < 4:
        for key, held in parts_of(value):
            yield from patterns_in(held, f"{name}{key}"[:120], depth + 1)


def parts_of(value: Any) -> list[tuple[str, Any]]:
    """(how it is named, what it is) of all that a value holds."""
    if isinstance(value, dict):
        return [(f"[{key!r}]", held) for key, held in value.items()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [(f"[{place}]", held) for place, held in enumerate(value)]
    owner = value if isinstance(value, type) else type(value)
    ours = str(getattr(owner, "__module__", "")).startswith("hoaban.") and hasattr(value, "__dict__")
    return [(f".{key}", held) for key, held in vars(value).items()] if ours else []


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """The syntax of every module of the product except migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call that makes or runs an expression: (file, call, name of the function)."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            of_re = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
            if of_re and function.value.id == "re" and function.attr in FUNCTIONS:
                yield path, node, function.attr
            elif isinstance(function, ast.Name) and function.id in OF_DJANGO:
                yield path, node, "search"


def methods() -> dict[tuple[str, str], set[str]]:
    """By module and name of an expression, the methods that the product calls of it."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, tree in trees():
        module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        home = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                home |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found[home.get(node.value.id, (module, node.value.id))].add(node.attr)
    return found


def compiled() -> dict[tuple[str, int], list[Expression]]:
    """What the modules hold, by pattern and flags; each in every way in which it is run."""
    called, found = methods(), defaultdict(list)
    for module in modules():
        for name, value in list(vars(module).items()):
            for where, pattern in patterns_in(value, name):
                own = called.get((module.__name__, where), set()) & (FUNCTIONS - {"compile"})
                text = pattern.pattern
                is_bytes = isinstance(text, bytes)
                text = text.decode("latin-1") if is_bytes else text
                for method in {MODES.get(used, "search") for used in own or {"search"}}:
                    found[text, pattern.flags].append(
                        Expression(f"{module.__name__}.{where}", text, pattern.flags & ~re.DEBUG, is_bytes, method)
                    )
    return found


def written() -> Iterator[Expression]:
    """The expressions that stand where they are run, without a name."""
    for path, call, function in calls():
        first = call.args[0] if call.args else None
        if function == "compile" or not (isinstance(first, ast.Constant) and isinstance(first.value, (str, bytes))):
            continue
        is_bytes = isinstance(first.value, bytes)
        text = first.value.decode("latin-1") if is_bytes else first.value
        where = f"{path.relative_to(PACKAGE)}:{call.lineno}"
        flags = int(re.IGNORECASE) if any("IGNORECASE" in ast.dump(arg) for arg in (*call.args, *call.keywords)) else 0
        yield Expression(where, text, flags, is_bytes, MODES.get(function, "search"))


def judged(expressions: list[Expression]) -> dict[str, str]:
    """By where it stands, a string on which each expression that is not linear costs too much."""
    command = [sys.executable, "-m", "tests.house.hostile"]
    done = subprocess.run(command, input=json.dumps(expressions), capture_output=True, text=True, check=True, cwd=ROOT)
    told = json.loads(done.stdout)
    named = zip(expressions, told, strict=True)
    return {f"{one.where} ({one.method}) {one.pattern[:90]}": text for one, text in named if text}


def test_every_expression_of_the_product_is_linear():
    held = [expression for same in compiled().values() for expression in same]
    example = Expression("press/link_rewriting.py", MADE_WHILE_RUNNING["press/link_rewriting.py"], 0, False, "search")
    expressions = list({(e.pattern, e.flags, e.method): e for e in [*held, *written(), example]}.values())
    assert len(expressions) > 80
    assert judged(expressions) == {}


def test_no_expression_escapes_the_collection():
    """What is compiled from a literal stands in a module's globals; what is put together stands there or in a list."""
    held = {text for text, _flags in compiled()}
    missing = []
    for path, call, function in calls():
        place, first = f"{path.relative_to(PACKAGE)}:{call.lineno}", call.args[0] if call.args else None
        literal = first.value if isinstance(first, ast.Constant) else None
        if isinstance(literal, bytes):
            literal = literal.decode("latin-1")
        if function == "compile" and literal is not None and literal not in held:
            missing.append(place)
        if literal is None and not is_held(path, first, call, held):
            missing.append(place)
    assert missing == []


def is_held(path: Path, first: ast.expr | None, call: ast.Call, held: set[str]) -> bool:
    """Whether an expression that is no literal is one of a module's globals, or of the list above."""
    if path.relative_to(PACKAGE).as_posix() in MADE_WHILE_RUNNING:
        return True
    module = importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    if isinstance(first, ast.Name):
        value = getattr(module, first.id, None)
        return isinstance(value, str) and (value in held or len(judged_alone(value)) == 0)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return any(call.lineno >= node.lineno and call.end_lineno <= node.end_lineno for node in top)


def judged_alone(pattern: str) -> dict[str, str]:
    """The same for one expression that a name stands for."""
    return judged([Expression("a name", pattern, 0, False, "search")])


def test_nothing_hides_the_engine_behind_another_name():
    for path, tree in trees():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            renamed = isinstance(node, ast.Import) and any(a.name == "re" and a.asname for a in node.names)
            hidden = isinstance(node, ast.ImportFrom) and node.module in ("re", "regex")
            assert not any((hidden, renamed, "regex" in names)), path


def test_the_test_finds_what_it_looks_for():
    """The name of a person as it was until November 2026, and the classics; and it lets quick ones pass."""
    bad = {
        r"^(?:[A-ZĐÀ-ỸĂÂÊÔƠƯ][^\W\d_]*\s*){2,5}$": "match",
        r"(a+)+$": "match",
        r"(?:a|a)*b": "fullmatch",
        r"\s+$": "search",
        r"<!--.*?-->": "search",
        r"^\(?\s*(?:photo)\s+([^:]+?)\)?$": "match",
        r"([a-z]+)-([a-z]+)=": "search",
        r"\s*(?:,|;|\s-\s)\s*": "search",
        r"(\w+)\1x": "search",
    }
    bad[r'<link\b[^>]*\brel="icon"[^>]*\bhref="/'] = "match"
    good = {
        r"[^\W_]+": "search",
        r"(?<!\s)\s+$": "search",
        r"<!--.*?(?:-->|\Z)": "search",
        r"([a-z]{1,20})-([a-z]{1,20})": "search",
        r"(?<!\w)[a-z]++-": "search",
    }
    told = judged([Expression(pattern, pattern, int(re.DOTALL), False, how) for pattern, how in (bad | good).items()])
    assert sorted(told) == sorted(f"{pattern} ({method}) {pattern[:90]}" for pattern, method in bad.items())

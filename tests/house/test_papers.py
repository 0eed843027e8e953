"""What stands in papers is what the code does: modules, options, commands, links, requirement files."""

import ast
import re
import subprocess

import pytest

from hoaban.site.command import parser
from hoaban.site.options import Options
from hoaban.site.settings_page import page
from tests.machine import ROOT

PACKAGE = ROOT / "src/hoaban"
ROOMS = [path for path in sorted(PACKAGE.iterdir()) if (path / "__init__.py").exists()]
FORBIDDEN_NAMES = {"base", "core", "common", "utils", "helpers", "main", "misc", "v1"}
MARKDOWN_LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def committed() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("This copy of the project is no git working tree.")
    return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]


def text_files():
    for path in committed():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")


def test_every_module_says_why_it_exists():
    modules = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    silent = [
        path.relative_to(PACKAGE).as_posix()
        for path in modules
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_has_a_short_readme(room):
    lines = (room / "README.md").read_text(encoding="utf-8").splitlines()
    assert 8 <= len(lines) <= 40


def test_nothing_is_called_after_nothing():
    named = [path for path in committed() if set(re.split(r"[/.]", path)) & FORBIDDEN_NAMES]
    assert [path for path in named if path.startswith(("src/", "tests/", "scripts/"))] == []


def test_every_option_is_in_its_paper():
    paper = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert paper == page(), "Write it anew with: make docs"
    assert all(f"`HOABAN_{name.upper()}`" in paper for name in Options.__dataclass_fields__)


def test_every_command_is_in_its_paper():
    paper = (ROOT / "docs/operator/commands.md").read_text(encoding="utf-8")
    choices = next(action.choices for action in parser()._actions if hasattr(action, "choices") and action.choices)
    for command, its_parser in choices.items():
        assert f"hoaban {command}" in paper
        for action in its_parser._actions:
            for word in action.option_strings:
                assert word in {"-h", "--help"} or f"`{word}" in paper, f"{command} {word}"


def test_every_make_command_is_listed_with_its_purpose():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z]+):.*## .+$", makefile, re.MULTILINE))
    assert listed >= {"setup", "serve", "test", "check", "bench", "demo", "docs", "lock"}


def test_links_between_papers_lead_somewhere():
    papers = [(path, text) for path, text in text_files() if path.endswith(".md")]
    links = [(path, target) for path, text in papers for target in MARKDOWN_LINK.findall(text)]
    assert [link for link in links if not (ROOT / link[0]).parent.joinpath(link[1]).exists()] == []


def test_requirement_files_name_versions_and_hashes_and_no_address():
    for name in ("runtime", "develop"):
        text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9.-]+(?:\[[a-z,]+\])?==\S+", text, re.MULTILINE)
        assert len(pinned) > 30
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(pinned)
        assert "://" not in text
        assert "index-url" not in text


def test_the_tree_names_no_registry_and_no_place_of_work():
    # Spelt in parts, so that this file is not found by itself.
    words = ["/" + "work/", "/" + "farm/", "py" + "pi.org/simple", "files.python" + "hosted.org", "index" + "-url="]
    found = [f"{path}: {word}" for path, text in text_files() for word in words if word in text]
    assert found == []


def test_nothing_generated_is_committed():
    generated = [path for path in committed() if path.endswith((".mo", ".pyc", ".sqlite3")) or path.startswith("var/")]
    assert generated == []

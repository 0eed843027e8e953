"""The floors hold: import-linter's contracts, proved to be able to fail."""

import subprocess
import sys
import tomllib

from django.apps import apps

from tests.machine import ROOT

LINTER = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as run; run()"]


def lint(*words):
    return subprocess.run([*LINTER, "--no-cache", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_contracts_are_kept():
    done = lint()
    assert done.returncode == 0, done.stdout


def test_a_contract_that_the_code_breaks_is_noticed(tmp_path):
    upside_down = tmp_path / "upside_down.toml"
    upside_down.write_text(
        """
        [tool.importlinter]
        root_package = "hoaban"
        [[tool.importlinter.contracts]]
        name = "upside down"
        type = "layers"
        layers = ["hoaban.kit", "hoaban.pages"]
        """,
        encoding="utf-8",
    )
    done = lint("--config", str(upside_down))
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_every_room_stands_on_a_floor():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    floors = {room.strip() for layer in contracts[0]["layers"] for room in layer.split("|")}
    rooms = {path.parent.name for path in (ROOT / "src/hoaban").glob("*/__init__.py")}
    assert rooms == floors


def test_every_room_with_an_app_is_installed():
    """A room that is not in INSTALLED_APPS would silently declare nothing."""
    installed = {config.name for config in apps.get_app_configs()}
    rooms = {f"hoaban.{path.parent.name}" for path in (ROOT / "src/hoaban").glob("*/apps.py")}
    assert rooms <= installed

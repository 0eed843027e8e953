"""The commit that the program was built from, or runs from."""

import subprocess

import pytest

from hoaban import __version__
from hoaban.site import version as told
from tests.machine import ROOT


@pytest.fixture
def checkout(tmp_path):
    """The folder of a package in a repository with one commit."""
    package = tmp_path / "src/hoaban"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True)
    return package


def test_a_checkout_is_asked_and_what_differs_from_its_commit_is_told(checkout):
    clean = told.commit(checkout)
    assert len(clean) == told.LENGTH
    (checkout / "__init__.py").write_text("changed")
    assert told.commit(checkout) == f"{clean}+"


def test_what_was_built_knows_it_by_a_file_and_nothing_else_is_guessed(checkout, tmp_path):
    (checkout / told.BUILT_FROM).write_text("0123456789ab\n")
    assert told.commit(checkout) == "0123456789ab"
    elsewhere = tmp_path / "lib/python3/site-packages/hoaban"
    elsewhere.mkdir(parents=True)
    assert told.commit(elsewhere) == "", "it lies below a repository that is not its own"


@pytest.mark.parametrize(("known", "shown"), [("", __version__), ("abc", f"{__version__} (abc)")])
def test_without_a_commit_there_is_the_version_alone(monkeypatch, known, shown):
    monkeypatch.setattr(told, "commit", lambda: known)
    assert told.version() == shown


def test_this_checkout_has_a_commit():
    if not (ROOT / ".git").exists():
        pytest.skip("This copy of the project is no git working tree.")
    assert told.commit()

"""The `hoaban` command within the process of the tests, and a state folder of its own."""

import os
from typing import NamedTuple

import pytest

from hoaban.site import command


class Told(NamedTuple):
    """What a command line came to: its exit code, and what it printed to whom."""

    code: int
    out: str
    err: str


@pytest.fixture
def var(settings, tmp_path):
    """A new state folder, which the settings name."""
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    return settings.VAR


@pytest.fixture
def hoaban(capsys, monkeypatch):
    """Calls what the command `hoaban` calls, and puts back what that does to the process."""
    # Django is set up already; a second time would let the log write to what pytest closes behind a test.
    monkeypatch.setattr(command.django, "setup", lambda: None)
    umask = os.umask(0o022)

    def typed(*words):
        capsys.readouterr()
        try:
            code = command.run([str(word) for word in words])
        except SystemExit as leaving:
            code = leaving.code
        said = capsys.readouterr()
        return Told(code, said.out, said.err)

    yield typed
    os.umask(umask)

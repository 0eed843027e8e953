"""What attacks start: a front and a desk of the tests with a site, and a whole portal."""

import subprocess
from types import SimpleNamespace

import pytest

from tests.attacks.portal import SETTINGS
from tests.machine import ROOT
from tests.support.command import HOABAN, environment, free_port, get
from tests.support.fronts import desk, site
from tests.support.installation import a_small_portal, read
from tests.support.press import press
from tests.support.wire import until

__all__ = ["desk", "press", "site"]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """Front, desk and worker of a portal; what its supervisor says stands in `log`."""
    var, port = tmp_path_factory.mktemp("portal"), free_port()
    a_small_portal(var)
    log = tmp_path_factory.mktemp("log") / "log"
    said = environment(var, {"HOABAN_MODE": "development", **SETTINGS})
    command = [*HOABAN, "serve", "--port", str(port), "--empty"]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=said, stdout=out, stderr=subprocess.STDOUT) as supervisor,
    ):
        until(lambda: '"complete": true' in read(var / "published/hosts.json"), 90)
        until(lambda: get(port, "/quan-tri/login/").status_code == 200, 90)
        yield SimpleNamespace(var=var, port=port, supervisor=supervisor, log=log, seen=0)
        supervisor.terminate()
        assert supervisor.wait(30) == 0

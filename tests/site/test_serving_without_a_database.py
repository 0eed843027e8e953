"""A whole portal whose database is no database: readers read, the rest waits and says so, and goes on by itself."""

import json
import os
import shutil
import signal
import subprocess
from contextlib import contextmanager

from tests.machine import ROOT
from tests.support.command import HOABAN, environment, free_port, get, hoaban, state
from tests.support.installation import a_small_portal, children, until

TRIAL = {"HOABAN_MODE": "development"}


@contextmanager
def ended(process):
    """A process that is stopped and waited for, whatever the test finds."""
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


def parts(port):
    status, said = state(port)
    return status, json.loads(said)


def test_readers_have_the_portal_whatever_is_the_matter_with_the_database(tmp_path):
    var, port, log = tmp_path / "var", free_port(), tmp_path / "log"
    a_small_portal(var)
    assert hoaban(var, "press", "--all", **TRIAL).returncode == 0
    database = var / "hoaban.sqlite3"
    shutil.copy(database, tmp_path / "whole")
    for beside in var.glob("hoaban.sqlite3-*"):
        beside.unlink()
    database.write_bytes(b"nothing that SQLite knows. " * 400)
    command = [*HOABAN, "serve", "--port", str(port), "--empty"]
    with (
        log.open("wb") as out,
        ended(subprocess.Popen(command, cwd=ROOT, env=environment(var, TRIAL), stdout=out, stderr=out)) as served,
    ):
        until(lambda: b"desk and worker wait" in log.read_bytes(), 60)
        assert get(port, "/tin-tuc/bai-0/").status_code == 200
        assert (state(port, "/_live")[0], state(port, "/_health")[0]) == (200, 200)
        status, said = parts(port)
        assert (status, said["front"], said["published"]) == (503, "ok", "ok")
        assert (said["desk"], said["worker"]) == ("waits for the preparation", "waits for the preparation")
        assert said["database"] != "ok"
        assert b"not a database" in log.read_bytes()
        assert str(var) not in json.dumps(said), "what every reader may ask tells nothing of the inside"
        # Another one on the same folder takes nothing from this one, whatever its port.
        second = hoaban(var, "serve", "--port", str(free_port()), **TRIAL)
        assert second.returncode == 1
        assert f"The process {served.pid} serves the state folder {var} already." in second.stderr
        told = hoaban(var, "doctor", **TRIAL)
        assert "waits for the preparation" in told.stdout
        assert "Traceback" not in told.stderr
        # Mended: it goes on by itself.
        shutil.copy(tmp_path / "whole", database)
        until(lambda: state(port)[0] == 200, 120)
        assert parts(port)[1] == dict.fromkeys(("front", "published", "desk", "worker", "database"), "ok")
        # A desk that does not live is no part that is well.
        os.killpg(children(served.pid)["desk"], signal.SIGSTOP)
        until(lambda: parts(port)[1]["desk"] == "answers nothing", 60)
    assert served.returncode == 0

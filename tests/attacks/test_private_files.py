"""No file of the state folder is ever born that another user of the machine can read, but what is published.

While a whole portal is made and runs, `tests/site/test_first_start.py` looks.
"""

import stat
import subprocess
import sys

from tests.machine import ROOT
from tests.support.command import PRODUCTION, environment, hoaban
from tests.support.private_files import readable


def test_the_database_is_private_from_the_first_migration_on(tmp_path, careless):
    var = tmp_path / "var"
    var.mkdir(mode=0o755)
    done = hoaban(var, "manage", "migrate", "contenttypes", "--verbosity", "0", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    made = list(var.glob("*.sqlite3*"))
    assert made
    assert readable(var) == {}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


def test_another_web_servers_way_in_is_private_too(tmp_path, careless):
    command = [sys.executable, "-c", "import hoaban.site.wsgi, os; print(oct(os.umask(0)))"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(tmp_path, {"HOABAN_MODE": "development"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("0o77"), done.stderr

"""The product's own settings in the mode `test`, with all state in a folder that is gone afterwards."""

import atexit
import os
import shutil
import tempfile

os.environ["HOABAN_MODE"] = "test"
# Processes that test side by side share nothing, though each gets the environment of the one that started them.
if "HOABAN_VAR" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["HOABAN_VAR"] = tempfile.mkdtemp(prefix="hoaban-test-")
    atexit.register(shutil.rmtree, os.environ["HOABAN_VAR"], ignore_errors=True)

from hoaban.site.settings import *  # noqa: F403  the environment above must be set first

# A room as somebody would add it: this line and its folder are all that the house is told.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.example_room"]  # noqa: F405

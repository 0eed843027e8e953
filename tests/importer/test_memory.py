"""A source is never held in memory: what an import needs does not grow with what it reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.machine import ROOT
from tests.support.old_portals import a_source_of

IMPORT = """
import json, resource, sys
from pathlib import Path
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from wagtail.models import Site
from hoaban.importer.actions import run_import
outcome = run_import(Path(sys.argv[2]), job=Path(sys.argv[3]), site=Site.objects.get(), dry_run=True)
print(json.dumps([outcome.exit_code, outcome.inputs, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
SMALL, LARGE = 1, 20
# Twenty megabytes of pages as a list of records would take some seventy; what a run needs anyway differs by a few.
MOST_MORE = 20


@pytest.mark.django_db
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="The unit of ru_maxrss is another one elsewhere.")
def test_a_large_source_needs_no_more_memory_than_a_small_one(tmp_path):
    peaks = {}
    for megabytes in (SMALL, LARGE):
        source, job = tmp_path / f"source-{megabytes}", tmp_path / f"job-{megabytes}"
        count = a_source_of(source, megabytes)
        words = [sys.executable, "-c", IMPORT, str(connection.settings_dict["NAME"]), str(source), str(job)]
        paths = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
        done = subprocess.run(words, env={**os.environ, **paths}, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        code, inputs, peaks[megabytes] = json.loads(done.stdout.splitlines()[-1])
        assert (code, inputs) == (0, count)
        assert sum(1 for _line in (job / "records.jsonl").open(encoding="utf-8")) == count
    assert peaks[LARGE] - peaks[SMALL] < MOST_MORE, peaks

"""The same database gives the same bytes, in whichever process they are rendered."""

from __future__ import annotations

import subprocess

from tests.machine import ROOT
from tests.support.installation import a_small_portal, python

HASHES = """
import hashlib
import django; django.setup()
from hoaban.press.address_rendering import render, sites
from hoaban.publication.addresses import everything
(site,) = sites()
for published in sorted(everything(site), key=lambda one: one.path):
    rendered = render(site, published.path)
    digest = hashlib.sha256(rendered.body).hexdigest()
    print(published.path, rendered.status, rendered.location, digest, *sorted(rendered.reading.files))
"""


def rendered_in_a_process(var, seed):
    command, settings = python(var, "-c", HASHES, PYTHONHASHSEED=seed)
    done = subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_two_processes_render_the_same_bytes(tmp_path):
    a_small_portal(tmp_path)
    first, second = (rendered_in_a_process(tmp_path, seed) for seed in ("1", "4242"))
    assert len(first) > 20
    assert [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []

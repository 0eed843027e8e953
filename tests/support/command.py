"""The `hoaban` command as a process of its own, and what its server answers."""

import contextlib
import os
import signal
import socket
import subprocess
import sys

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from tests.machine import ROOT

HOABAN = [sys.executable, "-m", "hoaban.site.command"]


PRODUCTION = {
    "HOABAN_MODE": "production",
    "HOABAN_SECRET_KEY": "k3-Zq9_Xw7-Tb5_" * 5,
    "HOABAN_HOSTS": "portal.hoaban.example",
}


SECONDS = 120


def environment(var, options):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOABAN_", "DJANGO_"))}
    return {**kept, "HOABAN_VAR": str(var), "PYTHONUNBUFFERED": "1", **options}


def hoaban(var, *words, **options):
    return subprocess.run(
        [*HOABAN, *words],
        cwd=ROOT,
        env=environment(var, options),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(var, port, *words, **more):
    """A running `hoaban serve`; gives the process and what it said until it listened."""
    command = [*HOABAN, "serve", "--port", str(port), *words]
    options = environment(var, {"HOABAN_MODE": "development", **more})
    with subprocess.Popen(command, cwd=ROOT, env=options, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = []
            for line in process.stdout:
                said.append(line)
                if f"127.0.0.1:{port}/ (stop" in line:
                    break
            yield process, "".join(said)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def get(port, path, host="127.0.0.1"):
    """An answer of the server, waited for while its worker starts."""
    with requests.Session() as session:
        patient = Retry(total=60, connect=60, read=0, backoff_factor=0.05, backoff_max=0.5)
        session.mount("http://", HTTPAdapter(max_retries=patient))
        return session.get(f"http://{host}:{port}{path}", timeout=30)

"""The `hoaban` command as a process of its own, and what its server answers."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from tests.machine import ROOT
from tests.support.wire import until

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
    """A running `hoaban serve` that is ready in all of its parts; gives the process and what it said until then."""
    command = [*HOABAN, "serve", "--port", str(port), *words]
    options = environment(var, {"HOABAN_MODE": "development", **more})
    with subprocess.Popen(command, cwd=ROOT, env=options, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = []
            listener = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
            listener.start()
            until(lambda: process.poll() is not None or state(port)[0] == 200, SECONDS)
            yield process, "".join(said)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
            listener.join()


def get(port, path, host="127.0.0.1"):
    """An answer of the server, waited for while its worker starts."""
    with requests.Session() as session:
        patient = Retry(total=60, connect=60, read=0, backoff_factor=0.05, backoff_max=0.5)
        session.mount("http://", HTTPAdapter(max_retries=patient))
        return session.get(f"http://{host}:{port}{path}", timeout=30)


def state(port, path="/_ready"):
    """(status, what is said) at an address of those who watch, at once; 0 and nothing where nobody answers."""
    try:
        answer = requests.get(f"http://127.0.0.1:{port}{path}", timeout=10)
    except requests.RequestException:
        return 0, ""
    return answer.status_code, answer.text

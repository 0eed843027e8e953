"""A whole installation as processes, with somebody who publishes and somebody who reads: for tests of bad days."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.machine import ROOT
from tests.support import template, wire
from tests.support.command import environment, free_port, get, serving
from tests.support.postgresql import a_postgresql, keep

ARTICLES = 5
NUMBERS = re.compile(r"Số (\d+)</h1>.*?Mở đầu (\d+)\..*?Thân bài (\d+)\.", re.DOTALL)
MAKE = f"""
import django; django.setup()
from tests.builders import a_photo, a_portal, a_section, an_article
from hoaban.pages.models import SideBlocks
from hoaban.media.actions import store_file
from hoaban.site import trial
from wagtail.models import Site
from django.conf import settings
trial.make_ready(settings.HOABAN)
section = a_section(a_portal())
for number in range({ARTICLES}):
    an_article(section, "Số 0", slug=f"bai-{{number}}", lead="Mở đầu 0.", text="Thân bài 0.")
photo = {{"image": a_photo(), "caption": "", "credit": "", "alt": "", "file_name": ""}}
form = store_file(b"%PDF-1.4\\n%%EOF", name="mau-don.pdf", title="Mẫu đơn")
an_article(section, "Có ảnh", slug="co-anh", body=[("photo", photo), ("files", [form])])
SideBlocks.objects.create(site=Site.objects.get(), blocks=[("newest", {{"title": "Mới", "count": 5}})])
"""


def python(var, *words, **options):
    settings = {"HOABAN_MODE": "development", "DJANGO_SETTINGS_MODULE": "hoaban.site.settings", **options}
    return [sys.executable, *words], {**environment(var, settings), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


def a_small_portal(var):
    """A portal with a few articles on SQLite, in a folder of state: a copy of the one that a run of tests makes."""
    shutil.copytree(template.made_once("small-portal", make_a_small_portal), var, dirs_exist_ok=True)


@contextmanager
def a_small_portal_on_postgresql(var):
    """A durable server with a small portal, whose state lies in a folder: a copy of one that a run of tests makes."""
    made = template.made_once("small-portal-on-postgresql", make_a_small_portal_on_postgresql)
    shutil.copytree(made / "var", var, dirs_exist_ok=True)
    with a_postgresql(kept=made / "cluster") as server:
        yield server


def make_a_small_portal_on_postgresql(folder):
    (folder / "var").mkdir(mode=0o711, parents=True)
    with a_postgresql() as server:
        make_a_small_portal(folder / "var", HOABAN_DATABASE_URL=server.address)
        keep(server, folder / "cluster")


def make_a_small_portal(var, **options):
    if "HOABAN_DATABASE_URL" not in options:
        template.begin(var)
    command, settings = python(var, "-c", MAKE, **options)
    subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True)


def until(happens, seconds=180):
    """Wait until something of a whole installation is true; fail where it does not become so."""
    return wire.until(happens, seconds)


def children(pid):
    """By name (front, desk, worker) the processes that the supervisor keeps."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it died in this moment
        names = {b"hoaban.front.server": "front", b"hoaban.site.desk_process": "desk", b"hoaban.site.worker": "worker"}
        found.update({names[word]: int(child) for word in words if word in names})
    return found


class Publisher:
    """The process that publishes: what it was told is safe, and the hash of every page as it was at any time."""

    def __init__(self, var, **options):
        self.var, self.options, self.acknowledged, self.addresses, self.next = var, options, {}, {}, 1
        self.published = set()
        self.start()

    def start(self):
        words = ["tests/support/publisher.py", str(self.next)]
        command, settings = python(self.var, *words, **self.options)
        self.process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)
        self.listener = threading.Thread(target=self.listen, args=(self.process,), daemon=True)
        self.listener.start()

    def listen(self, process):
        for line in process.stdout:
            if not line.endswith("\n"):
                break  # killed in the middle of a line
            kind, *words = line.split()
            if kind == "hash":
                self.published.add(tuple(words))
                continue
            pk, number, address = words
            self.acknowledged[int(pk)] = int(number)
            self.addresses[int(pk)] = address
            self.next = max(self.next, int(number) + 1)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.listener.join()
        self.next += 1

    def again(self):
        self.kill()
        self.start()

    def finish(self):
        """Let it say what lies there now, and end: an act of which it could not tell any more is told too."""
        self.kill()
        command, settings = python(self.var, "tests/support/publisher.py", "none", **self.options)
        self.process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)
        self.listen(self.process)
        assert self.process.wait() == 0


class Reader(threading.Thread):
    """Reads published pages all the time; whatever is answered must be one whole version."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.done, self.read, self.refused, self.faults = port, threading.Event(), 0, 0, []
        self.seen = set()

    def run(self):
        while not self.done.is_set():
            path = f"/tin-tuc/bai-{self.read % ARTICLES}/"
            try:
                answer = requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=20)
            except requests.RequestException:
                self.refused += 1
                continue
            self.read += 1
            self.seen.add((path, hashlib.sha256(answer.content).hexdigest()))
            found = NUMBERS.search(answer.text)
            whole = answer.status_code == 200 and found and len(set(found.groups())) == 1
            if not whole or not answer.text.rstrip().endswith("</html>"):
                self.faults.append((answer.status_code, found and found.groups(), answer.text[-60:]))

    def finish(self):
        self.done.set()
        self.join()


@contextmanager
def a_running_portal(var, **options):
    """A small portal whose first pages are published; on PostgreSQL the one whose state lies in the folder already."""
    if "HOABAN_DATABASE_URL" not in options:
        a_small_portal(var)
    port = free_port()
    with serving(var, port, "--empty", **options) as (supervisor, _said):
        until(lambda: '"complete": true' in read(var / "published/hosts.json"))
        yield supervisor, port


def read(path):
    return path.read_text() if path.exists() else ""


def shown(port, address):
    """The number that the published page carries."""
    return int(NUMBERS.search(get(port, address).text)[1])

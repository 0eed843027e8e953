"""Figures of the counting: reports of reads that one core takes, and what a page costs together with its report."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from pathlib import Path

from bench import machine, tally
from bench.figures import Figure
from hoaban.front.directory import Outgoing, PublishedDirectory
from hoaban.front.hosts import Hosts
from hoaban.front.journal import JOURNAL, RECORD, SUFFIX
from hoaban.front.limits import Limits

HOST, ADDRESS = "localhost", "/tin-tuc/bai/"
RUNS = 3
MICRO = 1e6
# NukeViet 4.5 with PHP-FPM, MariaDB and its own cache on: an article page, which counts itself, in CPU of all
# processes; measured for the design on this kind of machine.
NUKEVIET_PAGE = 17_000
LESS_THAN_NUKEVIET = 400
# A thousand networks, each with one of forty browsers, so that every memory of the front has to work.
REPORTS = """
local asked = {}
for number = 1, 1000 do
  local headers = {
    ["Host"] = "%(host)s", ["Content-Type"] = "text/plain;charset=UTF-8", ["Origin"] = "http://%(host)s",
    ["Sec-Fetch-Site"] = "same-origin", ["Accept"] = "*/*", ["Accept-Language"] = "vi-VN,vi;q=0.9",
    ["Accept-Encoding"] = "gzip, deflate, br", ["Referer"] = "http://%(host)s%(address)s",
    ["X-Forwarded-For"] = "10." .. number %% 200 .. "." .. number %% 250 .. ".7",
    ["User-Agent"] = "Mozilla/5.0 (Linux; Android " .. number %% 40 ..
      "; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
  }
  asked[number] = wrk.format("POST", "/_reads", headers, "%(address)s\\nwww.example.vn")
end
local next = 0
request = function()
  next = next %% 1000 + 1
  return asked[next]
end
"""


def measure() -> list[Figure]:
    """All figures of this group."""
    with tempfile.TemporaryDirectory() as name:
        return [*reports(Path(name)), *tally.measure()]


def reports(folder: Path) -> list[Figure]:
    """Reports a second on one core, and the CPU of a page with its report."""
    publish(folder / "published")
    script = REPORTS % {"host": HOST, "address": ADDRESS}
    runs = [(loaded(folder, "/_reads", script), loaded(folder, ADDRESS, "")) for _run in range(RUNS)]
    per_second = max(report[0] for report, _page in runs)
    report, page = (min(run[which][1] for run in runs) for which in (0, 1))
    note = f"page {page:.1f} + report {report:.1f} microseconds"
    return [
        Figure("reads.reports_per_s", per_second, "answered/s, one core", 20_000, note="each in the journal, whole"),
        Figure("reads.cpu_per_report", report, "microseconds of CPU", 50),
        Figure(
            "reads.cpu_page_and_report",
            page + report,
            "microseconds of CPU",
            NUKEVIET_PAGE / LESS_THAN_NUKEVIET,
            "NukeViet",
            NUKEVIET_PAGE,
            note,
        ),
    ]


def publish(root: Path) -> None:
    """A published directory with one page of the usual size."""
    rows = "".join(f"<p>Đoạn văn số {number} của bài viết về bản làng.</p>\n" for number in range(400))
    page = f'<!doctype html>\n<html lang="vi" data-page="1.7">\n<title>Bài</title>\n{rows}'
    directory = PublishedDirectory(root)
    directory.write_hosts(Hosts(folders={HOST: HOST}, default=HOST, complete=True))
    directory.write([Outgoing(HOST, ADDRESS, page.encode())])
    directory.move_on()


def loaded(folder: Path, address: str, script: str) -> tuple[float, float]:
    """Answers a second at one address and microseconds of CPU for each. Raises NotMeasured where one is not kept."""
    port = machine.free_port()
    url = f"http://127.0.0.1:{port}{address}"
    with machine.running(front_command(folder, port), port) as server:
        machine.load(url, folder, host=HOST, coding="br", seconds=1, more=script)
        before, kept = machine.cpu_seconds(server.pid), records(folder)
        seen = machine.load(url, folder, host=HOST, coding="br", more=script)
        spent = machine.cpu_seconds(server.pid) - before
        if script and records(folder) - kept < seen.answers:
            raise machine.NotMeasured(f"{seen.answers} reports were answered, {records(folder) - kept} are written")
    return seen.per_second, spent / seen.answers * MICRO


def records(folder: Path) -> int:
    """How many records lie in the journal."""
    return sum(each.stat().st_size for each in (folder / JOURNAL).rglob(f"*{SUFFIX}")) // RECORD.size


def front_command(folder: Path, port: int) -> list[str]:
    """The front over a published directory, behind a proxy on this machine that may send what it likes."""
    options = dataclasses.replace(
        machine.front_options(folder / "published", port),
        reads=folder,
        trusted_proxies=("127.0.0.1",),
        limits=Limits(reads_a_minute=10**9, beacons_a_minute=10**9),
    )
    return [sys.executable, "-m", "hoaban.front.server", options.as_json()]

"""Figures of publishing: the front beside nginx and beside Wagtail, the press, publish to visible, memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from bench import machine, portal
from bench.figures import Figure
from hoaban.accounts.actions import add_administrator
from hoaban.front.directory import PublishedDirectory
from hoaban.news.actions import publish_article
from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import Section
from hoaban.press import actions
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.publication.addresses import Rank
from hoaban.search import actions as search

RUNS = 3
PUBLISHES = 50
PAGES_TO_PRESS = 3000
UNKNOWN = 10_000
PATIENCE = 30
# Seconds at rest: followers look every fraction of one, schedules every fifteen.
REST = 30
MICRO = 1e6


def measure() -> list[Figure]:
    """All figures of this group, on the database of the group `portal`; presses it whole first."""
    section = portal.filled()
    get_user_model().objects.filter(username="bench").exists() or add_administrator("bench")
    pressed = press_whole()
    article = next(iter(Article.objects.filter(listed_in_id=section.pk).order_by("pk")))
    figures = [pressed, *cost_of_acts(section)]
    for part in (lambda: front(article), lambda: installation(section)):
        try:
            figures.extend(part())
        except machine.NotMeasured as reason:
            print(f"Not measured: {reason}.")
    return figures


# The press ------------------------------------------------------------------------------------------------------------


def press_whole() -> Figure:
    """Press what waits, then measure article pages in a directory of their own, on one core, compressed and written."""
    with actions.open_press(settings.VAR) as press:
        actions.press_again_if_made_anew(press)
        press.catch_up(lambda done, total, _what: print(f"pressed {done} of {total}", end="\r", flush=True))
    os.sched_setaffinity(0, {int(machine.SERVERS)})
    with tempfile.TemporaryDirectory(dir=settings.VAR) as name:
        state = PressState(Path(name) / "press.sqlite3")
        press = Press(PublishedDirectory(Path(name) / "published"), state)
        press.pool.forget()
        (folder, _site), *_others = press.log.sites.items()
        with actions.open_press(settings.VAR) as real:
            rows = real.state.connection.execute(
                "SELECT path FROM address WHERE folder = ? AND rank = ? AND status = 200 ORDER BY id DESC LIMIT ?",
                (folder, int(Rank.PAGE), PAGES_TO_PRESS),
            ).fetchall()
        with state.writing():
            state.connection.executemany(
                "INSERT INTO pending (folder, path, rank, since) VALUES (?, ?, ?, 0)",
                [(folder, path, int(Rank.PAGE)) for (path,) in rows],
            )
        begun, done = sum(os.times()[:2]), 0
        while done < len(rows):
            done += press.press_waiting().rendered
        took = sum(os.times()[:2]) - begun
        state.close()
    os.sched_setaffinity(0, {0, 1})
    return Figure("press.pages_per_s", done / took, "pages/s/core, br and gzip", 200, note=f"{done} articles")


def cost_of_acts(section: Section) -> list[Figure]:
    """How many files one publish rewrites, and how many addresses the worst act on one article renders."""
    elsewhere = Section.objects.live().exclude(pk=section.pk).filter(holds=section.holds).first()
    acts: dict[str, Callable[[Article], object]] = {
        "publishing": publish,
        "a new title": lambda article: save_and_publish(article, title=f"{article.title} (sửa)"),
        "moving": lambda article: article.move(elsewhere, pos="last-child"),
        "withdrawing": lambda article: withdraw_page(article, note="Đo"),
        "deleting": lambda article: article.delete(),
    }
    rendered, written = {}, {}
    with actions.open_press(settings.VAR) as press:
        press.catch_up()
        for name, act in acts.items():
            act(Article.objects.filter(listed_in_id=section.pk, live=True).order_by("-posted_at").first())
            batch = press.catch_up()
            rendered[name], written[name] = batch.rendered, len(batch.written)
    worst = max(rendered, key=lambda name: rendered[name])
    return [
        Figure("publish.files_rewritten_100k", written["publishing"], "files", 30),
        Figure("press.rendered_per_act", rendered[worst], "addresses", 60, note=f"the worst of {len(acts)}: {worst}"),
    ]


def save_and_publish(article: Article, **changes: str) -> None:
    """Publish an article with some fields changed."""
    for name, value in changes.items():
        setattr(article, name, value)
    publish_article(article, user=get_user_model().objects.get(username="bench"))


def publish(article: Article) -> str:
    """Publish an article with a word that no version had before; returns the word."""
    word = f"Bản{time.time_ns()}"
    save_and_publish(article, lead=f"{word} {article.lead.partition(' ')[2][:200]}")
    return word


# The front ------------------------------------------------------------------------------------------------------------

NGINX = """
%(module)s
worker_processes 1; pid %(folder)s/nginx.pid; error_log stderr error; daemon off; user root;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 100000000; open_file_cache max=10000 inactive=60s; sendfile on;
  types { text/html html; } default_type application/octet-stream;
  client_body_temp_path %(folder)s/b; proxy_temp_path %(folder)s/p; fastcgi_temp_path %(folder)s/f;
  uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  server { listen 127.0.0.1:%(port)d; root %(root)s/localhost; index index.html; gzip_static on; %(brotli)s }
}
"""


def brotli_module() -> Path | None:
    """Nginx's module for files that are compressed with brotli."""
    return next(iter(Path("/usr/lib/nginx/modules").glob("ngx_http_brotli_static_module.so")), None)


def nginx_command(folder: Path, port: int) -> list[str]:
    """Nginx over the published directory, as it is set up for speed."""
    module = brotli_module()
    text = NGINX % {
        "module": f"load_module {module};" if module else "",
        "brotli": "brotli_static on;" if module else "",
        "folder": folder,
        "root": settings.VAR / actions.DIRECTORY,
        "port": port,
    }
    (folder / "nginx.conf").write_text(text)
    return [machine.program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def front_command(port: int) -> list[str]:
    """The front over the published directory, without a desk."""
    options = machine.front_options(settings.VAR / actions.DIRECTORY, port)
    return [sys.executable, "-m", "hoaban.front.server", options.as_json()]


def front(article: Article) -> list[Figure]:
    """CPU per answered article page: the front, nginx with the same file, Wagtail that renders it."""
    path = article.url
    coding = "br" if brotli_module() else "gzip"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = [], []
        for _run in range(RUNS):
            ours.append(cpu_per_answer(front_command, path, folder, coding))
            theirs.append(cpu_per_answer(lambda port: nginx_command(folder, port), path, folder, coding))
    our, nginx = min(ours), min(theirs)
    client = Client(HTTP_HOST="localhost")
    client.get(path)
    begun = time.process_time()
    for _run in range(40):
        client.get(path)
    wagtail = (time.process_time() - begun) / 40 * MICRO
    note = f"front {our:.1f}, nginx {nginx:.1f}, rendered {wagtail:,.0f} microseconds of CPU; {coding}"
    return [
        Figure("front.cpu_vs_nginx", our / nginx, "ratio", 1.3, "nginx", 1.0, note=note),
        Figure("front.times_less_than_wagtail", wagtail / our, "ratio", 500, "rendered anew", 1.0, note=note),
    ]


def cpu_per_answer(command: Callable[[int], list[str]], path: str, folder: Path, coding: str) -> float:
    """Microseconds of a server's CPU for each answer of one address."""
    port = machine.free_port()
    with machine.running(command(port), port) as server:
        machine.load(f"http://127.0.0.1:{port}{path}", folder, host="localhost", coding=coding, seconds=1)
        before = machine.cpu_seconds(server.pid)
        seen = machine.load(f"http://127.0.0.1:{port}{path}", folder, host="localhost", coding=coding)
        return (machine.cpu_seconds(server.pid) - before) / seen.answers * MICRO


# The whole installation -----------------------------------------------------------------------------------------------


def installation(section: Section) -> list[Figure]:
    """Publish to visible, memory, and a crawler, with front, desk and worker running as an operator runs them."""
    build_indexes()
    port = machine.free_port()
    command = [sys.executable, "-m", "hoaban.site.command", "serve", "--port", str(port)]
    served = subprocess.Popen(command, env={**os.environ, "HOABAN_LOG_LEVEL": "WARNING"}, start_new_session=True)
    try:
        machine.wait_for(port)
        read(port, f"/{settings.DESK_PATH}login/", ok=(200,))
        visible_after(port, newest(section)[0])  # the worker is up only then
        shown = [visible_after(port, article) for article in newest(section)]
        at_rest, mapped = memory(served.pid)
        idle = busy_at_rest(served.pid)
        alone, beside = crawled(port, section.url)
        loaded, mapped_in_load = memory(served.pid)
    finally:
        served.terminate()
        served.wait(30)
    shown.sort()
    crawler = f"{UNKNOWN} unknown paths: readers' p95 {alone:.2f} ms alone, {beside:.2f} ms beside the crawler"
    return [
        Figure("publish.visible_p50_100k", statistics.median(shown), "ms", 300),
        Figure("publish.visible_p99_100k", shown[-1], "ms", 1000, note=f"the slowest of {len(shown)}"),
        Figure("memory.rest", at_rest, "MB", 400, note=f"after the publishes, nobody reading; {mapped:.0f} MB mapped"),
        Figure("idle.cpu", idle, "% of a core", 1, note=f"all processes, {REST} s with nothing to do"),
        Figure("memory.load_100k", loaded, "MB", 600, note=f"{mapped_in_load:.0f} MB of database and index mapped"),
        Figure("front.crawler_p95", beside / alone, "ratio", 2, note=crawler),
    ]


def busy_at_rest(pid: int) -> float:
    """How much of a core all processes together take with nothing to do, in percent."""
    begun = machine.cpu_seconds(pid)
    time.sleep(REST)
    return (machine.cpu_seconds(pid) - begun) / REST * 100


def memory(pid: int) -> tuple[float, float]:
    """Proportional set size in MB without, and of, what is mapped from the database and the search indexes."""
    mapped = machine.proportional_megabytes(pid, mapped_from=settings.VAR)
    return machine.proportional_megabytes(pid) - mapped, mapped


def build_indexes() -> None:
    """Index everything for the search beforehand, as it is where a portal has run for some minutes."""
    with search.open_indexers(settings.VAR) as both:
        search.catch_up(both)


def newest(section: Section) -> list[Article]:
    """The articles that are published again, one after the other."""
    return list(Article.objects.filter(listed_in_id=section.pk).order_by("-posted_at")[:PUBLISHES])


def read(port: int, path: str, ok: tuple[int, ...]) -> bytes:
    """What an address answers, asked until the status is one of those. Raises NotMeasured."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "localhost"})) as answer:
                if answer.status in ok:
                    return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    raise machine.NotMeasured(f"{path} did not answer {ok} within {PATIENCE} s")


def visible_after(port: int, article: Article) -> float:
    """Milliseconds from the commit of a publish until the front answers with the new bytes."""
    word = publish(article).encode()
    begun = time.perf_counter()
    while word not in read(port, article.url, ok=(200,)):
        if time.perf_counter() - begun > PATIENCE:
            raise machine.NotMeasured(f"{article.url} still shows the old version after {PATIENCE} s")
        time.sleep(0.002)  # asking without a pause would keep front and asker busy, and the worker stands back
    return (time.perf_counter() - begun) * 1000


def crawled(port: int, path: str) -> tuple[float, float]:
    """The readers' p95 in ms, alone and while a crawler asks for unknown paths one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        address = f"http://127.0.0.1:{port}{path}"
        alone = machine.load(address, folder, host="localhost", coding="br", connections=8)
        crawler = subprocess.Popen([sys.executable, "-m", "bench.crawler", str(port), str(UNKNOWN)])
        beside = machine.load(address, folder, host="localhost", coding="br", connections=8)
        crawler.wait(300)
    return alone.p95, beside.p95

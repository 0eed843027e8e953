"""Figures of the portal at 100,000 articles on SQLite: sections, publishing, the explorer, an article on the wire."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from bench.figures import Figure
from hoaban.accounts.actions import add_administrator
from hoaban.demo.actions import fill
from hoaban.demo.bulk import fill_articles
from hoaban.front.directory import compressed_forms
from hoaban.news.actions import publish_article
from hoaban.news.models import Article
from hoaban.pages import archive
from hoaban.pages.models import Section
from hoaban.press import address_rendering

ARTICLES = 100_000
RUNS = 7
DEEP_PAGE = 3_000


def measure() -> list[Figure]:
    """All figures of this group; fills a database of its own first."""
    make_ready()
    begun = time.perf_counter()
    section = filled()
    took = time.perf_counter() - begun
    articles = Article.objects.filter(listed_in_id=section.pk).count()
    figures = [Figure("demo.articles_per_s", articles / took, "articles/s written", 500)] if took > 1 else []
    client = Client(HTTP_HOST="localhost")
    return [*figures, *listings(client, section), *desk(section), wire()]


def filled() -> Section:
    """The section with many articles, which are written where they are not there."""
    make_ready()
    return Section.objects.filter(slug="tin-do").first() or fill_articles(ARTICLES)


def make_ready() -> None:
    """A portal with the example content in a database of its own."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    fill()


def median_ms(act: Callable[[], Any]) -> float:
    """Median time of an act over some runs, after one that does not count."""
    act()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def get(client: Client, path: str) -> Callable[[], Any]:
    """An act that asks for a page and looks at the answer."""

    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    return ask


def listings(client: Client, section: Section) -> list[Figure]:
    """First and deep page of a section, beside what plain Wagtail asks of the same database."""
    address, keys_back = section.url, DEEP_PAGE * archive.PER_PAGE
    deep = Article.objects.filter(on_air=True, listed_in_id=section.pk).order_by("-posted_at", "-page_ptr_id")
    key = deep.values_list("posted_at", "page_ptr_id")[keys_back : keys_back + 1].get()
    deep_address = section.archive().address_of(key)
    stock = Article.objects.live().child_of(section).order_by("-posted_at", "-pk").defer("body")
    peer = "the query of plain Wagtail, same database, same run"
    return [
        Figure(
            "section.first_page_100k",
            median_ms(get(client, address)),
            "ms server time, SQLite",
            30,
            peer,
            median_ms(lambda: list(stock[: archive.PER_PAGE])),
        ),
        Figure(
            "section.deep_page_100k",
            median_ms(get(client, deep_address)),
            "ms server time, SQLite",
            30,
            peer,
            median_ms(lambda: list(stock[keys_back : keys_back + archive.PER_PAGE])),
            note=deep_address,
        ),
    ]


def desk(section: Section) -> list[Figure]:
    """Publishing an article and opening the explorer on the section."""
    users = get_user_model().objects
    editor = users.filter(is_superuser=True).first() or add_administrator("bench")[0]
    client = Client(HTTP_HOST="localhost")
    client.force_login(editor)
    article = Article.objects.filter(listed_in_id=section.pk).order_by("-pk").first()

    def publish() -> None:
        article.lead = f"{article.lead[:100]} {time.perf_counter()}"
        publish_article(article, user=editor)

    explorer = f"/{settings.DESK_PATH}pages/{section.pk}/"
    return [
        Figure(
            "publish.sqlite_100k",
            median_ms(publish),
            "ms",
            300,
            "Wagtail as it comes",
            59_000,
            note="peer: design figure, its search index takes ten minutes to build",
        ),
        Figure(
            "explorer.sqlite_100k",
            median_ms(get(client, explorer)),
            "ms",
            400,
            "Wagtail as it comes",
            382,
            note="peer: design figure",
        ),
    ]


def wire() -> Figure:
    """HTML, styles and script of the longest hand-written article, as they are published in Brotli."""
    article = max(
        Article.objects.filter(on_air=True).exclude(listed_in__slug="tin-do"), key=lambda page: len(str(page.body))
    )
    (site,) = address_rendering.sites()
    rendered = address_rendering.render(site, article.url)
    asked = re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"', rendered.body.decode())
    parts = {article.url: rendered.body, **{each: rendered.reading.files[each].read_bytes() for each in asked}}
    size = sum(len(compressed_forms(address, body)[".br"]) for address, body in parts.items())
    return Figure("article.wire", size, "bytes, HTML + CSS + script", 12_288, note=article.url)

"""How soon what is published is found, at 100,000 articles, with both indexes kept as the worker keeps them."""

from __future__ import annotations

import os
import statistics
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import connections

from bench import machine, portal
from bench.figures import Figure
from hoaban.news.actions import publish_article
from hoaban.news.models import Article
from hoaban.publication.followers import take_turns
from hoaban.search import actions, queries
from hoaban.search.following import INDEXES, IndexesFollowing
from hoaban.search.indexer import Indexer
from hoaban.search.scoring import Filters

PUBLISHES = 100
PATIENCE = 30.0


def publishing() -> list[Figure]:
    """Publish to findable, and what publishing costs beside the follower; the indexes are kept between runs."""
    section = portal.filled()
    var, stop = Path(settings.VAR), threading.Event()
    with actions.open_indexers(var) as both:
        actions.catch_up(both)
        follower = threading.Thread(target=followed, args=(both, var, stop))
        follower.start()
        try:
            articles = list(Article.objects.filter(listed_in_id=section.pk).order_by("-posted_at")[:PUBLISHES])
            times = [found_after(article, place) for place, article in enumerate(articles)]
        finally:
            stop.set()
            follower.join()
    published, found = ([one[place] for one in times] for place in (0, 1))
    note = f"load {os.getloadavg()[0]:.1f}; the worst of {PUBLISHES}"
    return [
        Figure("search.found_p50_100k", statistics.median(found), "ms after the commit", 1000, note=note),
        Figure("search.found_p99_100k", statistics.quantiles(found, n=100)[-1], "ms after the commit", 1000, note=note),
        Figure("search.publish_100k", statistics.median(published), "ms, while both indexes follow", 300, note=note),
    ]


def followed(both: list[Indexer], var: Path, stop: threading.Event) -> None:
    """Follow as the worker does, and let go of the thread's own connection."""
    try:
        take_turns(INDEXES, IndexesFollowing(var, both), stop)
    finally:
        connections.close_all()


def found_after(article: Article, place: int) -> tuple[float, float]:
    """(milliseconds of publishing, milliseconds from then until the search finds the new title)."""
    word = f"xuatban{os.getpid()}a{place}"
    article.title = f"Bài {word}"
    begun = time.perf_counter()
    publish_article(article)
    published = time.perf_counter()
    while not queries.search(word, Filters()).results:
        if time.perf_counter() - published > PATIENCE:
            raise machine.NotMeasured(f"{word} was not found within {PATIENCE:.0f} s")
        time.sleep(0.002)
    return (published - begun) * 1000, (time.perf_counter() - published) * 1000

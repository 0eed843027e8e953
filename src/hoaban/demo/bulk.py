"""Adds any number of plain articles for measuring: minutes instead of hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from hoaban.demo.grammar import make_article
from hoaban.kit.errors import HoabanError
from hoaban.kit.progress import Progress, no_progress
from hoaban.news.models import Article
from hoaban.pages.actions import publish_page
from hoaban.pages.bulk_actions import PlainItem, SectionFull, publish_items, room_left
from hoaban.pages.models import HomePage, Section

BATCH = 1000
MINUTES_APART = 47


class NoHome(HoabanError):
    """There is no portal yet that could hold the articles."""


def measuring_section() -> Section:
    """The section that holds the plain articles, made under the first home when it is missing."""
    found = Section.objects.filter(slug="tin-do").first()
    if found is not None:
        return found
    home = HomePage.objects.order_by("path").first()
    if home is None:
        raise NoHome("There is no home page to fill: start the portal once, or run `hoaban demo` first.")
    return publish_page(Section(title="Tin để đo", slug="tin-do"), parent=home)


def fill_articles(
    count: int, progress: Progress = no_progress, *, section: Section | None = None, seed: int = 1
) -> Section:
    """Add `count` articles to a section, `BATCH` a transaction; returns it.

    Raises NoHome, and SectionFull before anything is written when the tree cannot hold as many.
    """
    parent = section or measuring_section()
    left = room_left(parent)
    if count > left:
        raise SectionFull(f"{count} more pages would not fit in {parent.title!r}. Ask for {left} or fewer.")
    newest = timezone.now()
    for written in range(0, count, BATCH):
        numbers = range(written, min(written + BATCH, count))
        publish_items(Article, parent, [plain_article(number, seed, newest) for number in numbers])
        progress(numbers.stop, count, parent.title)
    refresh_planner()
    return Section.objects.get(pk=parent.pk)


def plain_article(number: int, seed: int, newest: datetime) -> PlainItem:
    """The article with this number; the higher the number, the older."""
    made = make_article(number, seed)
    posted_at = newest - timedelta(minutes=MINUTES_APART * (number + 1))
    return PlainItem(made.title, posted_at, {"lead": made.lead, "byline": made.byline}, made.paragraphs)


def refresh_planner() -> None:
    """Let PostgreSQL count its rows.

    SQLite plans better without: after ANALYZE, indexes of foreign keys that are all NULL mislead it into whole scans.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

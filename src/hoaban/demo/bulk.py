"""Writes any number of plain articles straight into the tables, for measuring: minutes instead of hours.

The rows are what Wagtail would have written, with computed tree paths; `Page.find_problems()` finds nothing. They have
no revisions and no references, which plain text without pictures does not need.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from hoaban.demo.grammar import MadeArticle, make_article
from hoaban.kit.errors import HoabanError
from hoaban.news.models import Article
from hoaban.pages.models import HomePage, Section

Progress = Callable[[int, int, str], None]
BATCH = 1000
MINUTES_APART = 47
WIDEST = 36**Page.steplen - 1


class NoRoom(HoabanError):
    """The tree has no place for the articles."""


def no_progress(_done: int, _total: int, _what: str) -> None:
    """For callers that do not watch."""


def measuring_section() -> Section:
    """The section that holds the plain articles, made under the first home when it is missing."""
    found = Section.objects.filter(slug="tin-do").first()
    if found is not None:
        return found
    home = HomePage.objects.order_by("path").first()
    if home is None:
        raise NoRoom("There is no home page to fill: start the portal once, or run `hoaban demo` first.")
    return home.add_child(instance=Section(title="Tin để đo", slug="tin-do", locale=home.locale))


def fill_articles(
    count: int, progress: Progress = no_progress, *, section: Section | None = None, seed: int = 1
) -> Section:
    """Add `count` articles to a section; returns it. Raises NoRoom when the tree cannot hold as many."""
    parent = Page.objects.get(pk=(section or measuring_section()).pk)
    first = next_step(parent)
    if first + count > WIDEST:
        raise NoRoom(
            f"A section holds at most {WIDEST} pages; {count} more would not fit in {parent.title!r}. "
            f"Ask for {max(0, WIDEST - first)} or fewer."
        )
    written = 0
    while written < count:
        numbers = range(written, min(written + BATCH, count))
        with transaction.atomic():
            write_batch(parent, first, numbers, seed)
            Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + numbers.stop)
        written = numbers.stop
        progress(written, count, parent.title)
    refresh_planner()
    return Section.objects.get(pk=parent.pk)


def next_step(parent: Page) -> int:
    """The first free place among the children of a page."""
    last = parent.get_last_child()
    return Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1


def write_batch(parent: Page, first: int, numbers: range, seed: int) -> None:
    """One transaction's worth of rows in both tables."""
    content_type = ContentType.objects.get_for_model(Article)
    home_id = Page.objects.filter(path=parent.path[: 2 * Page.steplen]).values_list("pk", flat=True).get()
    now = timezone.now()
    pages, made = [], []
    for number in numbers:
        article = make_article(number, seed)
        posted = now - timedelta(minutes=MINUTES_APART * (number + 1))
        slug = f"tin-do-{first + number}"
        pages.append(
            Page(
                path=Page._get_path(parent.path, parent.depth + 1, first + number),
                depth=parent.depth + 1,
                numchild=0,
                translation_key=uuid.uuid4(),
                locale_id=parent.locale_id,
                title=article.title,
                draft_title=article.title,
                slug=slug,
                content_type=content_type,
                live=True,
                url_path=f"{parent.url_path}{slug}/",
                first_published_at=posted,
                last_published_at=posted,
                latest_revision_created_at=posted,
            )
        )
        made.append((article, posted))
    Page.objects.bulk_create(pages)
    moments = [connection.ops.adapt_datetimefield_value(posted) for _article, posted in made]
    articles = [article for article, _posted in made]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, list(rows_of(pages, articles, moments, (parent.pk, home_id))))


INSERT = """
INSERT INTO news_article
    (page_ptr_id, posted_at, listed_in_id, home_id, on_air, lead, body, byline, is_reprint, source, source_url)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')
"""


def rows_of(
    pages: list[Page], articles: list[MadeArticle], moments: list[Any], place: tuple[int, int]
) -> Iterator[tuple[Any, ...]]:
    """Values of the article table for a batch of pages; `place` is (section id, home id)."""
    for page, article, posted in zip(pages, articles, moments, strict=True):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in article.paragraphs)
        body = json.dumps([{"type": "text", "value": text, "id": str(page.translation_key)}], ensure_ascii=False)
        yield page.pk, posted, *place, True, article.lead, body, article.byline, False


def refresh_planner() -> None:
    """Let PostgreSQL count its rows.

    SQLite plans better without: after ANALYZE, indexes of foreign keys that are all NULL mislead it into whole scans.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

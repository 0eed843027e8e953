"""Adds any number of plain articles, or of whatever a section lists, for measuring: minutes instead of hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from wagtail.fields import StreamField

from hoaban.demo.grammar import make_article
from hoaban.kit.errors import HoabanError
from hoaban.kit.progress import Progress, no_progress
from hoaban.news.models import Article
from hoaban.pages.actions import publish_page
from hoaban.pages.bulk_actions import PlainItem, SectionFull, publish_items, room_left
from hoaban.pages.models import HomePage, Section
from hoaban.pages.page_types import ListedType, listed_type_held_by

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
    """Add `count` pages of the type that a section lists, `BATCH` a transaction; returns it. Articles without a section.

    Raises NoHome, SectionFull before anything is written when the tree cannot hold as many, and LookupError for a type
    whose room gives no example.
    """
    parent = section or measuring_section()
    left = room_left(parent)
    if count > left:
        raise SectionFull(f"{count} more pages would not fit in {parent.title!r}. Ask for {left} or fewer.")
    newest, listed = timezone.now(), listed_type_held_by(parent.holds)
    for written in range(0, count, BATCH):
        numbers = range(written, min(written + BATCH, count))
        publish_items(listed.model, parent, [plain_item(listed, number, seed, newest) for number in numbers])
        progress(numbers.stop, count, parent.title)
    refresh_planner()
    return Section.objects.get(pk=parent.pk)


def plain_item(listed: ListedType, number: int, seed: int, newest: datetime) -> PlainItem:
    """The item of a type with this number; the higher the number, the older."""
    posted_at = newest - timedelta(minutes=MINUTES_APART * (number + 1))
    if listed.model is Article:
        made = make_article(number, seed)
        return PlainItem(made.title, posted_at, {"lead": made.lead, "byline": made.byline}, made.paragraphs)
    page = listed.example_page(number + 1)
    return PlainItem(page.title, posted_at, {name: getattr(page, name) for name in plain_columns(listed)})


def plain_columns(listed: ListedType) -> list[str]:
    """The columns of a type's own that refer to nothing and are not worked out from its place."""
    own = listed.model._meta.local_concrete_fields
    plain = [field.name for field in own if not field.is_relation and not isinstance(field, StreamField)]
    return [name for name in plain if name not in {"posted_at", "on_air"}]


def refresh_planner() -> None:
    """Let PostgreSQL count its rows.

    SQLite plans better without: after ANALYZE, indexes of foreign keys that are all NULL mislead it into whole scans.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

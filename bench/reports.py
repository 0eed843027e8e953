"""The reports of reads with three years of daily counts of 100,000 pages: server time of each page of the desk.

The counts are invented: 30,000 reads a day. Of these, 60 in 100 go to pages by their age (the newest most) and 40 in
100 to pages that are read at any age, both by a power law (place = 100,000 x chance to the fourth). That makes some
19,000 rows a day, twenty million in all, and four million more by month and year.
"""

from __future__ import annotations

import contextlib
import importlib
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from bench.figures import Figure
from bench.portal import filled
from hoaban.accounts.actions import add_administrator, add_editor
from hoaban.counting.models import GroupDay, PageReads, PageReferrerDay, Period, SiteDay
from hoaban.news.models import Article
from hoaban.pages.models import Section

DAYS = 1_096
READS_A_DAY = 30_000
BY_AGE = 0.6
RUNS = 20
REACH = 200
BEGINNING = date(2000, 1, 1)
INTO = "counting_pagereads (site_id, page_number, period, start, reads, phones, robots)"
SECTIONS, AUTHORS, HOSTS = 60, 300, 40
EDITOR = "bench-editor"
Row = tuple[int, str, date, int, int]


def measure() -> list[Figure]:
    """The 95th percentile of every report, in a process made ready as the desk's is."""
    importlib.import_module("hoaban.site.wsgi")
    section = filled()
    begun = time.perf_counter()
    fill(section)
    took = time.perf_counter() - begun
    rows = PageReads.objects.count()
    note = f"{rows / 1e6:.1f} million rows, {connection.vendor}{f', filled in {took:.0f} s' if took > 5 else ''}"
    sees_all, sees_some = reader_of_all(), reader_of_section(section)
    return [
        Figure(
            f"reports.{name}",
            p95(sees_some if name.endswith("editor") else sees_all, addresses),
            "ms p95",
            REACH,
            note=note,
        )
        for name, addresses in reports(section).items()
    ]


def reports(section: Section) -> dict[str, list[str]]:
    """Addresses by the name of a figure; each run asks for another page, month or span."""
    today, chance = timezone.localdate(), random.Random(3)
    place = f"/{settings.DESK_PATH}reports/reads/"
    days = [today - timedelta(days=chance.randrange(40, DAYS - 400)) for _ in range(RUNS)]
    months = [f"?period=month&since={day}" for day in days]
    weeks = [f"?period=span&since={day}&until={day + timedelta(days=6)}" for day in days]
    thirty = [f"?period=span&since={day}&until={day + timedelta(days=29)}" for day in days]
    long = [f"?period=span&since={day}&until={day + timedelta(days=370)}" for day in days]
    pages = list(Article.objects.filter(listed_in_id=section.pk).order_by("-pk").values_list("pk", flat=True)[:RUNS])
    year = f"?period=year&since={today.year - 1}-06-01"
    return {
        "overview": [place + month for month in months],
        "pages_month": [f"{place}pages/{month}" for month in months],
        "pages_deep": [f"{place}pages/{month}&p=200" for month in months],
        "pages_7_days": [f"{place}pages/{span}" for span in weeks],
        "pages_30_days": [f"{place}pages/{span}" for span in thirty],
        "pages_370_days": [f"{place}pages/{span}" for span in long],
        "pages_month_editor": [f"{place}pages/{month}" for month in months],
        "pages_30_days_editor": [f"{place}pages/{span}" for span in thirty],
        "page_month": [f"{place}pages/{page}/{month}" for page, month in zip(pages, months, strict=True)],
        "page_year": [f"{place}pages/{page}/{year}" for page in pages],
        "sections_year": [f"{place}sections/{year}"] * RUNS,
        "authors_year": [f"{place}authors/{year}"] * RUNS,
        "referrers_year": [f"{place}referrers/{year}"] * RUNS,
        "monthly_report": [f"{place}month/{month}" for month in months],
        "api_1100_days": [f"/api/statistics/daily.json?from={today - timedelta(days=1_099)}"] * RUNS,
    }


def p95(client: Client, addresses: list[str]) -> float:
    """The 95th percentile of the time in which addresses are answered, in ms; the first answer does not count.

    With SQLite, which works in the thread itself, it is the thread's own time, whatever else the machine does.
    """
    clock = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    client.get(addresses[0])
    times = []
    for address in addresses:
        begun = clock()
        answer = client.get(address)
        times.append((clock() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return statistics.quantiles(times, n=20)[-1]


def reader_of_all() -> Client:
    """Somebody who sees every report."""
    users = get_user_model().objects
    client = Client(HTTP_HOST="localhost")
    client.force_login(users.filter(is_superuser=True).first() or add_administrator("bench")[0])
    return client


def reader_of_section(section: Section) -> Client:
    """Somebody who may edit the large section only, so that rows have to be left out."""
    user = get_user_model().objects.filter(username=EDITOR).first() or add_editor(EDITOR, of=section)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def fill(section: Section) -> None:
    """Write the counts where they are not there yet."""
    if PageReads.objects.filter(period=Period.EVER).exists():
        return
    site = Site.objects.get(is_default_site=True)
    pages = list(Page.objects.filter(depth__gte=2).order_by("pk").values_list("pk", flat=True))
    with without_index(), transaction.atomic():
        write(site.pk, page_rows(pages))
    fill_sums(site, section, pages)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE counting_pagereads")


def page_rows(pages: list[int]) -> Iterator[Row]:
    """(page, period, first day, reads, reads on phones) of all periods."""
    chance = random.Random(11)
    hot = pages[:]
    chance.shuffle(hot)
    today, count = timezone.localdate(), len(pages)
    sums: dict[tuple[str, date], Counter[int]] = {("ever", BEGINNING): Counter()}
    for number in range(DAYS):
        day = today - timedelta(days=DAYS - 1 - number)
        # Two thirds of the pages were there before the counting; the others appear in its course.
        newest = int(count * (2 + number / DAYS) / 3) - 1
        by_age = int(READS_A_DAY * BY_AGE)
        read = Counter(pages[newest - int((newest + 1) * chance.random() ** 4)] for _ in range(by_age))
        read.update(hot[int(count * chance.random() ** 4)] for _ in range(READS_A_DAY - by_age))
        for period, start in ("month", day.replace(day=1)), ("year", date(day.year, 1, 1)), ("ever", BEGINNING):
            sums.setdefault((period, start), Counter()).update(read)
        yield from rows_of("day", day, read)
    for (period, start), read in sums.items():
        yield from rows_of(period, start, read)


def rows_of(period: str, start: date, read: Counter[int]) -> Iterator[Row]:
    """The rows of one sum; two thirds of the reads happen on phones."""
    for page, reads in read.items():
        yield page, period, start, reads, reads * 2 // 3


@contextlib.contextmanager
def without_index() -> Iterator[None]:
    """Take the list of the most read away while its table is filled, and make it anew."""
    (most_read,) = PageReads._meta.indexes
    with connection.schema_editor() as editor:
        editor.remove_index(PageReads, most_read)
    yield
    with connection.schema_editor() as editor:
        editor.add_index(PageReads, most_read)


def write(site_id: int, rows: Iterable[Row]) -> None:
    """Write rows as fast as the database takes them."""
    values = ((site_id, page, period, start, reads, phones, reads // 5) for page, period, start, reads, phones in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {INTO} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        cursor.execute("PRAGMA cache_size = -1000000")
        raw: Any = connection.connection
        adapted = ((*row[:3], row[3].isoformat(), *row[4:]) for row in values)
        raw.executemany(f"INSERT INTO {INTO} VALUES (?, ?, ?, ?, ?, ?, ?)", adapted)  # noqa: S608  no word of it is asked for


def fill_sums(site: Site, section: Section, pages: list[int]) -> None:
    """Days of the site, of groups and of referrers."""
    chance, today = random.Random(12), timezone.localdate()
    days = [today - timedelta(days=number) for number in range(DAYS)]
    names = {
        "section": [str(section.pk), *(str(10_000_000 + number) for number in range(SECTIONS))],
        "author": [f"Tác giả {number}" for number in range(AUTHORS)],
        "type": ["news.article", "pages.section", "news.event", "news.gallery", "pages.homepage"],
        "referrer": [f"trang-{number}.example" for number in range(HOSTS)],
    }
    SiteDay.objects.bulk_create(
        [
            SiteDay(site=site, day=day, reads=READS_A_DAY, visits=9_000, visitors=7_000, phones=20_000, desktops=10_000)
            for day in days
        ],
        batch_size=500,
    )
    GroupDay.objects.bulk_create(
        (
            GroupDay(site=site, kind=kind, name=name, day=day, reads=chance.randrange(1, 900))
            for day in days
            for kind, some in names.items()
            for name in some
        ),
        batch_size=500,
    )
    PageReferrerDay.objects.bulk_create(
        (
            PageReferrerDay(site=site, page_number=page, host=host, day=day, reads=chance.randrange(5, 60))
            for day in days
            for page in chance.sample(pages, 20)
            for host in names["referrer"][:2]
        ),
        batch_size=500,
    )

"""What the worker does beside counting: secrets of the days, the list of the most read, forgetting what is old."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, InterfaceError, connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from hoaban.counting import following, most_read, queries
from hoaban.counting.condition import condition
from hoaban.counting.models import JournalPosition, MostReadPage, OpeningBalance, PageReads, Period, SiteHour
from hoaban.front import salts as files
from hoaban.publication import followers
from hoaban.publication.models import Entry
from tests.builders import a_portal, a_section, an_article
from tests.support.journals import Writer, a_read

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
# Without a pause, so that the tests wait for nothing.
COUNTING = replace(following.COUNTING, seconds=0.0, first_pause=0.0)
TODAY = date(2026, 11, 25)


@pytest.fixture
def folder(tmp_path):
    return following.private_folder(tmp_path)


def names(folder):
    return sorted(place.name for place in folder.glob("salt-*"))


def test_the_secret_of_a_day_goes_when_the_day_is_over_and_never_touches_the_database(folder, monkeypatch):
    for day in (TODAY - timedelta(days=1), TODAY):
        files.salt_of(folder, day)
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    with CaptureQueriesContext(connection) as queries_made:
        following.destroy_secrets(folder)
    assert names(folder) == ["salt-2026-11-25"]
    assert queries_made.captured_queries == []


def test_a_secret_goes_also_while_nothing_can_be_counted(folder, tmp_path, monkeypatch):
    files.salt_of(folder, timezone.localdate() - timedelta(days=1))
    stop = threading.Event()

    class Away:
        def __init__(self, _folder):
            stop.set()
            raise DatabaseError("away")

    monkeypatch.setattr(following, "Tally", Away)
    monkeypatch.setattr(followers, "close_old_connections", lambda: None)
    followers.follow(COUNTING, tmp_path, stop)
    assert names(folder) == []


def test_a_secret_that_cannot_be_destroyed_is_told_and_stops_nothing(folder, tmp_path, monkeypatch, caplog):
    def refuse(*_):
        raise PermissionError("not yours")

    stop = threading.Event()

    class Counting:
        def __init__(self, _folder):
            pass

        def tick(self, *_):
            stop.set()

        def close(self):
            pass

    monkeypatch.setattr(files, "destroy_before", refuse)
    monkeypatch.setattr(following, "Tally", Counting)
    monkeypatch.setattr(followers, "close_old_connections", lambda: None)
    followers.follow(COUNTING, tmp_path, stop)
    assert stop.is_set()
    assert "cannot be destroyed: not yours" in caplog.text


def test_no_table_of_the_counters_can_hold_a_secret():
    fields = [field for model in apps.get_app_config("counting").get_models() for field in model._meta.fields]
    assert [str(field) for field in fields if isinstance(field, models.BinaryField | models.TextField)] == []


def read(page, reads, day=TODAY):
    site = Site.objects.get()
    PageReads.objects.create(site=site, page_number=page, period=Period.DAY, start=day, reads=reads)


def test_the_most_read_of_thirty_days_come_first_then_those_with_opening_balances():
    section = a_section(a_portal())
    first, second, third = (an_article(section) for _ in range(3))
    site = Site.objects.get()
    for article, count in ((second, 10), (third, 90)):
        OpeningBalance.objects.create(site=site, page=article, count=count)
    assert queries.most_read(site.pk, 5) == [third.pk, second.pk]
    read(first.pk, 7)
    read(second.pk, 4)
    read(second.pk, 4, TODAY - timedelta(days=29))
    read(third.pk, 99, TODAY - timedelta(days=30))
    most_read.refresh(TODAY)
    assert queries.most_read(site.pk, 5) == [second.pk, first.pk, third.pk]
    assert queries.most_read(site.pk, 1) == [second.pk]


def test_the_list_is_written_only_where_it_changed():
    a_portal()
    for page in (5, 6, 7):
        read(page, 10 - page)
    assert most_read.refresh(TODAY) == 3
    written = Entry.objects.filter(table=MostReadPage._meta.db_table)
    before = written.count()
    assert most_read.refresh(TODAY) == 0
    assert written.count() == before
    PageReads.objects.filter(page_number=7).update(reads=50)
    PageReads.objects.filter(page_number=6).delete()
    assert most_read.refresh(TODAY) == 3
    assert list(MostReadPage.objects.order_by("place").values_list("page_number", flat=True)) == [7, 5]


def test_old_hours_and_positions_are_forgotten():
    site, now = a_portal().get_site(), timezone.now()
    for days in (399, 401):
        SiteHour.objects.create(site=site, hour=now - timedelta(days=days))
    for days in (39, 42):
        day = timezone.localdate(now - timedelta(days=days))
        JournalPosition.objects.create(machine="m", segment=f"{day}/a.reads", offset=80)
    JournalPosition.objects.create(machine="m", segment="", offset=7)
    following.keep_lists()
    assert SiteHour.objects.count() == 1
    assert JournalPosition.objects.count() == 2


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_the_worker_counts_and_goes_on_after_the_database_was_away(folder, tmp_path, monkeypatch, caplog, error):
    site = a_portal().get_site().pk
    monkeypatch.setattr(followers, "close_old_connections", lambda: None)
    Writer(folder).write(a_read(round(timezone.now().timestamp() * 1000) - 5_000, site=site))
    stop, begun = threading.Event(), []

    class Failing(following.Tally):
        def tick(self, now, is_over):
            begun.append(self)
            if len(begun) == 1:
                raise error("gone")
            if super().tick(now, is_over):
                stop.set()
            return 0

    monkeypatch.setattr(following, "Tally", Failing)
    followers.follow(COUNTING, tmp_path, stop)
    assert begun[0] is not begun[-1]
    assert "Counting reads waits" in caplog.text
    assert condition(folder).waiting == 0
    assert condition(folder).machine == begun[0].machine

"""What an entry of the log tells, and how the log is read, pruned and kept whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from hoaban.news.models import Article
from hoaban.publication import actions, address_index, installation, queries, triggers
from hoaban.publication.actions import prune
from hoaban.publication.models import Entry
from hoaban.publication.queries import Position
from tests.builders import a_portal, a_section, an_article
from tests.publication.ways import PAGE, Watched
from tests.support.entries import newest_position

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def article(home):
    return an_article(a_section(home), "Bài")


def test_an_entry_tells_the_place_before_and_after(article, home):
    other = a_section(home, "Xã hội")
    with Watched() as log:
        article.move(other, pos="last-child")
    (moved,) = [entry for entry in log.of("news_article", article.pk) if "listed_in_id" in entry.changed_columns]
    assert (moved.old["listed_in_id"], moved.new["listed_in_id"]) == (article.listed_in_id, other.pk)
    assert {"path", "url_path"} <= log.changed(PAGE, article.pk)


def test_reading_resumes_behind_a_position_and_pruning_waits_for_the_slowest(article):
    entries = queries.entries_after(queries.START, 10_000)
    if connection.vendor == "postgresql":
        # The test's own transaction has not ended, so nobody may read past it.
        assert entries == []
        return
    assert [entry.pk for entry in entries] == sorted(entry.pk for entry in entries)
    middle = queries.START.moved_to(entries[len(entries) // 2])
    assert [entry.pk for entry in queries.entries_after(middle)] == [
        entry.pk for entry in entries if entry.pk > middle.entry
    ]
    assert prune([middle, newest_position()], keep=timedelta()) == len(entries) // 2 + 1
    assert prune([], keep=timedelta()) == 0


def test_what_was_read_stays_for_the_days_that_the_report_shows(article, monkeypatch):
    monkeypatch.setattr(actions, "PRUNED_AT_ONCE", 2)
    read = queries.Position(2**62, 2**62)
    old = set(Entry.objects.order_by("pk").values_list("pk", flat=True)[:5])
    Entry.objects.filter(pk__in=old).update(at=timezone.now() - timedelta(days=31))
    newer = set(Entry.objects.exclude(pk__in=old).values_list("pk", flat=True))
    assert prune([read, queries.START], keep=timedelta(days=30)) == 0
    assert prune([read], keep=timedelta(days=30)) == 5
    assert set(Entry.objects.values_list("pk", flat=True)) == newer


def test_an_entry_of_a_page_tells_whether_it_was_on_the_air(article):
    with Watched() as log:
        article.unpublish()
    (entry,) = [entry for entry in log.of(PAGE, article.pk) if "live" in entry.changed_columns]
    assert (bool(entry.old["live"]), bool(entry.new["live"])) == (True, False)


def test_a_missing_trigger_is_found_and_put_back(home):
    assert list(installation.missing()) == []
    name = next(name for name in triggers.installed() if "news_article" in name)
    where = " ON news_article" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{where}')
    assert [name in sentence for sentence in installation.missing()] == [True]
    installation.install()
    assert list(installation.missing()) == []


def test_a_missing_index_of_addresses_is_found_and_put_back(home):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {address_index.NAME}")
    assert [address_index.NAME in sentence for sentence in installation.missing()] == [True]
    connection.check_constraints()  # PostgreSQL wants nothing left to check when it makes an index
    installation.install()
    assert list(installation.missing()) == []
    # A hash: the trees of PostgreSQL refuse values of more than 2,704 bytes.
    Page.objects.filter(pk=home.pk).update(url_path="/" + "a" * 9_000 + "/")
    assert Page.objects.filter(url_path="/" + "a" * 9_000 + "/").exists()


def test_every_table_with_a_row_on_a_page_has_its_triggers(article):
    tables = {table for table, _statement in triggers.installed().values()}
    assert {Article._meta.db_table, PAGE, "taggit_tag", "counting_openingbalance"} <= tables


def test_followers_look_at_nothing_but_what_lies_behind_them():
    with CaptureQueriesContext(connection) as asked:
        queries.entries_after(Position(0, 7))
        queries.how_many_after(Position(0, 7))
    for statement in asked.captured_queries:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # The log of a test is small enough to be read whole, if that is not forbidden.
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute(f"EXPLAIN {statement['sql']}")
            else:
                cursor.execute(f"EXPLAIN QUERY PLAN {statement['sql']}")
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "(rowid>?)" in plan or "Index Cond" in plan, plan

"""Counting the journal of a machine: each record once, whatever lies in it and whoever comes in between."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from hoaban.counting import actions, tally
from hoaban.counting.models import (
    GroupDay,
    JournalPosition,
    OpeningVisits,
    PageReads,
    PageReferrerDay,
    Period,
    SiteDay,
    SiteHour,
)
from hoaban.counting.tally import Overtaken, Tally
from hoaban.front.journal import PAGE_COUNT, PAGES, RECORD, Device, Kind
from tests.builders import a_portal, a_section, an_article, at
from tests.support.journals import DAY, MINUTE, SECOND, Writer, a_read, a_visitor, milliseconds

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
TEN = milliseconds("2026-11-25 10:00")
TODAY = date(2026, 11, 25)
LATER = TEN + MINUTE


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "reads"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def site():
    return a_portal().get_site().pk


def shown(folder, page):
    data = (folder / PAGES).read_bytes()
    found = data[page * PAGE_COUNT.size : (page + 1) * PAGE_COUNT.size]
    return PAGE_COUNT.unpack(found)[0] if found else 0


def figures(folder, site):
    return json.loads((folder / f"sites/{site}.json").read_text())


def counted(page, period=Period.EVER):
    return sum(PageReads.objects.filter(page_number=page, period=period).values_list("reads", flat=True))


def day_of_site(site, day=TODAY):
    return SiteDay.objects.get(site_id=site, day=day)


def test_reads_become_sums_of_page_site_hour_and_figures(folder, site):
    writer = Writer(folder)
    writer.write(
        a_read(TEN, site=site, page=5, visitor=1),
        a_read(TEN + SECOND, site=site, page=5, visitor=2, device=Device.DESKTOP),
        a_read(TEN + 2 * SECOND, site=site, page=6, visitor=1, kind=Kind.PICTURE, device=Device.TABLET),
        a_read(TEN + 3 * SECOND, site=site, page=5, visitor=1),
        a_read(TEN + 4 * SECOND, site=site, page=5, visitor=9, kind=Kind.ROBOT),
        a_read(TEN + 5 * SECOND, site=site, page=5, visitor=9, kind=Kind.PREVIEW),
        a_read(TEN + 6 * SECOND, site=site, page=5, visitor=9, kind=Kind.EXCESS),
        a_read(TEN + 40 * SECOND, site=site, page=5, visitor=1),
    )
    assert Tally(folder).tick(LATER) == 8
    for period, start in (
        (Period.DAY, TODAY),
        (Period.MONTH, date(2026, 11, 1)),
        (Period.YEAR, date(2026, 1, 1)),
        (Period.EVER, date(2000, 1, 1)),
    ):
        row = PageReads.objects.get(page_number=5, period=period, start=start)
        assert (row.site_id, row.reads, row.phones, row.robots) == (site, 3, 2, 1)
    day = day_of_site(site)
    assert (day.reads, day.visits, day.visitors, day.phones, day.tablets, day.desktops) == (4, 2, 2, 2, 1, 1)
    assert (day.pictures, day.repeats, day.robots, day.previews, day.excess) == (1, 1, 1, 1, 1)
    hour = SiteHour.objects.get(site_id=site)
    assert (hour.hour, hour.reads, hour.visits, hour.visitors) == (at("2026-11-25 10:00"), 4, 2, 2)
    assert [shown(folder, page) for page in (4, 5, 6)] == [0, 3, 1]
    assert figures(folder, site) == {
        "visits-today": 2, "visits-yesterday": 0, "visits-week": 2, "visits-month": 2, "visits-year": 2,
        "visits-all": 2, "reads-today": 4, "reads-all": 4, "visitors-now": 2,
    }  # fmt: skip


def test_a_young_record_waits_for_older_ones_unless_it_lies_there_long_enough(folder, site):
    writer = Writer(folder)
    writer.write(a_read(LATER, site=site))
    counting = Tally(folder)
    assert [counting.tick(LATER), counting.tick(LATER)] == [0, 1]


def test_a_new_tally_remembers_who_was_there(folder, site):
    writer = Writer(folder)
    writer.write(a_read(TEN, site=site))
    Tally(folder).tick(LATER)
    writer.write(a_read(TEN + 29 * SECOND, site=site), a_read(TEN + 30 * SECOND, site=site))
    Tally(folder).tick(LATER)
    day = day_of_site(site)
    assert (day.reads, day.repeats, day.visits, day.visitors) == (2, 1, 1, 1)
    assert shown(folder, 5) == 2


def test_what_was_counted_and_not_committed_is_counted_again(folder, site, monkeypatch):
    Writer(folder).write(a_read(TEN, site=site))
    counting = Tally(folder)

    def away(*_):
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(tally, "store", away)
        with pytest.raises(DatabaseError):
            counting.tick(LATER)
    assert not SiteDay.objects.exists()
    Tally(folder).tick(LATER)
    assert counted(5) == shown(folder, 5) == 1


def test_a_second_tally_of_the_same_journal_is_noticed(folder, site):
    writer = Writer(folder)
    writer.write(a_read(TEN, site=site))
    slow, quick = Tally(folder), Tally(folder)
    quick.tick(LATER)
    with pytest.raises(Overtaken):
        slow.tick(LATER)
    assert counted(5) == 1


@pytest.mark.parametrize("kept", [b"\xff\x00", b"", b"no name", b"0" * 400])
def test_a_damaged_name_of_the_machine_is_found_again_and_nothing_counted_twice(tmp_path, site, kept):
    one = Tally(tmp_path)
    Writer(tmp_path).write(a_read(TEN, site=site, page=5))
    one.tick(LATER)
    (tmp_path / "machine").write_bytes(kept)
    again = Tally(tmp_path)
    again.tick(LATER + 20 * SECOND)
    assert again.machine == one.machine == (tmp_path / "machine").read_text()
    assert day_of_site(site).reads == 1


def test_two_machines_add_up_and_show_what_the_other_counted(tmp_path, site):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    one, two = map(Tally, folders)
    assert one.machine != two.machine
    for folder, page in ((folders[0], 5), (folders[1], 5), (folders[1], 6)):
        Writer(folder).write(a_read(TEN, site=site, page=page))
    one.tick(LATER)
    two.tick(LATER)
    one.tick(LATER + 10 * SECOND)
    assert [[shown(folder, page) for page in (5, 6)] for folder in folders] == [[2, 1], [2, 1]]
    assert day_of_site(site).reads == 3
    assert figures(folders[0], site)["reads-today"] == 3


def test_what_another_machine_counts_is_looked_at_every_ten_seconds_at_most(tmp_path, site):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = Tally(tmp_path / "one"), Tally(tmp_path / "two")
    one.tick(LATER)
    writer = Writer(tmp_path / "one")
    Writer(tmp_path / "two").write(a_read(TEN, site=site, page=6))
    two.tick(LATER)
    seen = []
    for second in (3, 6, 9, 10):
        writer.write(a_read(LATER, site=site, page=5, visitor=second))
        with CaptureQueriesContext(connection) as asked:
            one.tick(LATER + second * SECOND)
        looks = [query["sql"] for query in asked if 'SELECT "counting_siteday"."site_id"' in query["sql"]]
        seen.append((len(looks), shown(tmp_path / "one", 6)))
    assert seen == [(0, 0), (0, 0), (0, 0), (1, 1)]


@pytest.mark.django_db(transaction=True)
def test_opening_balances_are_summed_again_only_where_one_changed(folder, site):
    article = an_article(a_section(Site.objects.get().root_page.specific))
    writer, counting, sums = Writer(folder), Tally(folder), []
    for number in range(4):
        if number == 2:
            actions.set_opening_balance(site_id=site, page_id=article.pk, count=2923, as_of=None)
        writer.write(a_read(TEN, site=site, visitor=number))
        with CaptureQueriesContext(connection) as asked:
            counting.tick(LATER + number * 5 * SECOND)
        summing = [query for query in asked if 'SUM("counting_openingbalance"."count")' in query["sql"]]
        sums.append((len(summing), figures(folder, site)["reads-all"]))
    assert sums == [(1, 1), (0, 2), (1, 2926), (0, 2927)]


def test_damaged_records_are_told_and_the_others_count(folder, site, caplog):
    writer = Writer(folder)
    writer.write(a_read(TEN, site=site))
    writer.write_bytes(bytes(80), TODAY)
    writer.write(a_read(TEN, site=site, visitor=2))
    name = writer.name
    counting = Tally(folder)
    counting.tick(LATER)
    counting.tick(LATER)
    assert counted(5) == 2
    assert JournalPosition.objects.get(segment=name).damaged == 1
    assert caplog.text.count("1 records of reads cannot be read") == 1


def test_more_damage_than_is_held_at_once_stops_nothing(folder, site, monkeypatch):
    monkeypatch.setattr("hoaban.counting.segments.MOST_HELD", 4)
    monkeypatch.setattr("hoaban.counting.segments.FEWEST_HELD", 2)
    writer, other = Writer(folder), Writer(folder)
    writer.write_bytes(bytes(80 * 9), TODAY)
    for second in range(9):
        writer.write(a_read(TEN + second, site=site, visitor=second))
        other.write(a_read(TEN, site=site, visitor=100 + second))
    counting = Tally(folder)
    counting.tick(LATER)
    counting.tick(LATER)
    assert counted(5) == 18
    assert JournalPosition.objects.get(segment=writer.name).damaged == 9


def test_segments_of_a_past_day_go_when_their_writers_are_gone(folder, site, caplog):
    ended, living = Writer(folder), Writer(folder)
    ended.write(a_read(TEN, site=site))
    ended.write_bytes(bytes(80) + b"half", TODAY)
    living.write(a_read(TEN, site=site, visitor=2))
    counting = Tally(folder)
    segments = list(folder.rglob("*.reads"))
    counting.tick(TEN + DAY)
    assert list(folder.rglob("*.reads")) == segments
    ended.end()
    counting.tick(TEN + DAY)
    assert list(folder.rglob("*.reads")) == segments
    living.write(a_read(TEN + SECOND, site=site, visitor=1))
    living.end()
    counting.tick(TEN + DAY)
    assert list((folder / "journal").iterdir()) == []
    assert sum(JournalPosition.objects.values_list("damaged", flat=True)) == 2
    assert "records of reads cannot be read" in caplog.text
    day = day_of_site(site)
    assert (day.reads, day.repeats, day.visits) == (2, 1, 2)
    counting.tick(TEN + DAY)
    Tally(folder).tick(TEN + DAY)
    assert day_of_site(site).reads == 2


def test_a_segment_that_a_power_cut_left_shorter_than_it_was_counted_goes_too(folder, site):
    writer = Writer(folder)
    writer.write(a_read(TEN, site=site), a_read(TEN + SECOND, site=site, visitor=2))
    Tally(folder).tick(LATER)
    (segment,) = folder.rglob("*.reads")
    writer.end()
    os.truncate(segment, RECORD.size)
    counting = Tally(folder)
    assert counting.tick(TEN + DAY) == 0
    assert list(folder.rglob("*.reads")) == []
    assert day_of_site(site).reads == 2


def test_reads_of_a_site_that_is_gone_are_dropped_and_the_rest_goes_on(folder, site, caplog):
    writer = Writer(folder)
    writer.write(a_read(TEN, site=999), a_read(TEN, site=site))
    counting = Tally(folder)
    counting.tick(LATER)
    assert "1 reads of the site 999 are not counted" in caplog.text
    assert counting.tick(LATER) == 0
    assert counted(5) == 1


def test_the_history_of_a_deleted_page_stays(folder, site):
    article = an_article(a_section(Site.objects.get().root_page.specific))
    Writer(folder).write(a_read(TEN, site=site, page=article.pk))
    Tally(folder).tick(LATER)
    article.delete()
    assert counted(article.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_opening_balances_are_shown_as_soon_as_they_are_set(folder, site):
    article = an_article(a_section(Site.objects.get().root_page.specific))
    Writer(folder).write(a_read(TEN, site=site, page=article.pk))
    counting = Tally(folder)
    counting.tick(LATER)
    actions.set_opening_balance(site_id=site, page_id=article.pk, count=2923, as_of=None)
    OpeningVisits.objects.create(site_id=site, count=70_000)
    counting.tick(LATER + 5 * SECOND)
    assert shown(folder, article.pk) == 2924
    assert figures(folder, site)["visits-all"] == 70_001
    assert figures(folder, site)["reads-all"] == 2924
    article.delete()
    counting.tick(LATER + 10 * SECOND)
    assert shown(folder, article.pk) == 1


def test_lost_files_of_counters_are_written_again(folder, site):
    Writer(folder).write(a_read(TEN, site=site, page=100_000))
    counting = Tally(folder)
    counting.tick(LATER)
    (folder / PAGES).unlink()
    (folder / f"sites/{site}.json").unlink()
    counting.tick(LATER + 5 * SECOND)
    assert shown(folder, 100_000) == 1
    assert figures(folder, site)["reads-all"] == 1


def test_who_comes_after_the_most_that_are_remembered_reads_but_is_no_visitor(folder, site, monkeypatch):
    monkeypatch.setattr("hoaban.counting.rules.MOST_VISITORS", 2)
    writer = Writer(folder)
    for minute, visitor in enumerate((1, 2, 3, 4, 3, 1)):
        writer.write(a_read(TEN + minute * MINUTE, site=site, visitor=visitor))
    writer.write(a_read(TEN + 5 * MINUTE + SECOND, site=site, visitor=3))
    counting = Tally(folder)
    counting.tick(TEN + 6 * MINUTE)
    day = day_of_site(site)
    assert (day.reads, day.visits, day.visitors) == (7, 2, 2)
    assert [len(each.seen) for each in counting.rules.days.values()] == [2]
    writer.write(a_read(TEN + 5 * MINUTE + 2 * SECOND, site=site, visitor=3))
    Tally(folder).tick(TEN + 7 * MINUTE)
    assert (day_of_site(site).reads, day_of_site(site).repeats) == (7, 1)


def test_what_a_killed_process_left_of_a_file_of_counters_goes_at_the_next_start(folder, site):
    left = folder / f"{PAGES}.0123456789abcdef"
    left.write_bytes(bytes(4096))
    Tally(folder).tick(LATER)
    assert not left.exists()
    assert (folder / PAGES).exists()


def test_a_host_is_named_from_five_networks_on_with_all_reads_of_the_day(folder, site):
    writer = Writer(folder)
    counting = Tally(folder)
    for network in range(6):
        for page in (5, 6):
            visitor = a_visitor(network)
            writer.write(a_read(TEN + network, site=site, page=page, visitor=visitor, referrer=b"tim.example"))
        counting.tick(LATER + network * SECOND)
        counting = Tally(folder)
        found = list(GroupDay.objects.filter(kind="referrer").values_list("name", "day", "reads"))
        assert found == ([] if network < 4 else [("tim.example", TODAY, 2 * (network + 1))])
    of_pages = PageReferrerDay.objects.order_by("page_number").values_list("page_number", "host", "day", "reads")
    assert list(of_pages) == [(5, "tim.example", TODAY, 6), (6, "tim.example", TODAY, 6)]


def test_a_host_from_which_few_came_to_a_page_is_named_for_the_site_alone(folder, site):
    writer = Writer(folder)
    for network in range(6):
        visitor = a_visitor(network)
        writer.write(a_read(TEN + network, site=site, page=network // 3, visitor=visitor, referrer=b"tim.example"))
    Tally(folder).tick(LATER)
    assert GroupDay.objects.get(kind="referrer").reads == 6
    assert not PageReferrerDay.objects.exists()


def test_many_browsers_of_one_network_name_no_host(folder, site):
    writer = Writer(folder)
    for network in range(4):
        for browser in range(9):
            writer.write(a_read(TEN, site=site, visitor=a_visitor(network, browser), referrer=b"tim.example"))
    Tally(folder).tick(LATER)
    assert day_of_site(site).visitors == 36
    assert not GroupDay.objects.filter(kind="referrer").exists()


def test_what_is_no_host_is_no_referrer(folder, site):
    writer = Writer(folder)
    for network in range(6):
        writer.write(a_read(TEN, site=site, visitor=a_visitor(network), referrer=b"a\0\xffb"))
    Tally(folder).tick(LATER)
    assert day_of_site(site).reads == 6
    assert not GroupDay.objects.exists()

"""The ledger has one row an input, in order, through runs that are cut off and run again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.utils import translation

from hoaban.importer.ledger import Ledger, UnusableJob, printable
from tests.support.old_portals import a_ledger, a_record

ONE, OTHER = a_record(title="Một"), a_record(title="Hai")


def rows_of(ledger):
    """(name, status, reason) of every row of the run."""
    return [(row.name, row.status, row.reason) for row in ledger.rows()]


def test_rows_come_in_the_order_of_their_names_and_one_is_written_again(tmp_path):
    with a_ledger(
        tmp_path, ("c", "skipped", "x"), ("a", "failed", "y"), ("ă", "media", "z"), ("b", "read", "", ONE)
    ) as ledger:
        ledger.put("a", "2:2", "skipped", "w")
        assert rows_of(ledger) == [("a", "skipped", "w"), ("b", "read", ""), ("c", "skipped", "x"), ("ă", "media", "z")]
        assert [row.record for row in ledger.rows()] == [None, ONE, None, None]


def test_a_row_may_be_settled_while_the_rows_are_gone_through(tmp_path):
    with a_ledger(
        tmp_path, *((f"{number:02}", "read", "", a_record(title=f"{number}")) for number in range(20))
    ) as ledger:
        seen = []
        for row in ledger.to_load():
            seen.append(row.name)
            ledger.settle(row.name, "imported", "told", 100 + int(row.name))
        assert seen == [f"{number:02}" for number in range(20)]
        assert ledger.counts() == {"imported": 20}
        assert [row.page_id for row in ledger.rows()] == list(range(100, 120))


@pytest.mark.parametrize("order", ["abc", "cba", "bca"])
def test_the_first_name_of_equal_contents_is_loaded_whatever_came_first(tmp_path, order):
    with a_ledger(tmp_path, *((name, "read", "", ONE) for name in order), ("d", "read", "", OTHER)) as ledger:
        ledger.mark_duplicates()
        assert rows_of(ledger) == [
            ("a", "read", ""),
            ("b", "duplicate", "of a: the same title, time and text"),
            ("c", "duplicate", "of a: the same title, time and text"),
            ("d", "read", ""),
        ]
        assert [row.name for row in ledger.to_load()] == ["a", "d"]
        assert ledger.count_to_load() == 2


def test_inputs_without_a_record_are_no_duplicates_of_each_other(tmp_path):
    with a_ledger(tmp_path, ("a", "failed", "empty"), ("b", "failed", "empty"), ("c", "skipped", "x")) as ledger:
        ledger.mark_duplicates()
        assert ledger.counts() == {"failed": 2, "skipped": 1}
        assert ledger.count_to_load() == 0


def test_a_copy_is_one_only_as_long_as_what_it_copies_is_seen(tmp_path):
    with a_ledger(tmp_path, ("a", "read", "", ONE), ("b", "read", "", ONE)) as ledger:
        ledger.mark_duplicates()
        ledger.finish()
        ledger.begin("a source")
        assert rows_of(ledger) == []
        assert ledger.is_current("b", "1:1")
        ledger.mark_duplicates()
        assert rows_of(ledger) == [("b", "read", "")]


@pytest.mark.parametrize(
    ("status", "record", "stamp", "current"),
    [
        ("imported", ONE, "1:1", True),
        ("imported", ONE, "1:2", False),
        ("skipped", None, "1:1", True),
        ("failed", None, "1:1", False),
        ("failed", ONE, "1:1", True),
    ],
)
def test_an_input_is_read_again_when_it_changed_or_could_not_be_read(tmp_path, status, record, stamp, current):
    with a_ledger(tmp_path, ("a", status, "", record)) as ledger:
        ledger.begin("a source")
        assert ledger.is_current("a", stamp) is current
        assert len(rows_of(ledger)) == current
        assert not ledger.is_current("b", stamp)


def test_a_run_that_was_cut_off_goes_on_under_its_key_and_a_complete_one_does_not(tmp_path):
    with a_ledger(tmp_path) as ledger:
        first = ledger.key
        ledger.note_section("Tin")
    with a_ledger(tmp_path) as ledger:
        assert ledger.key == first
        ledger.note_section("Tin")
        ledger.note_section("An ninh")
        assert ledger.made_sections(9) == ["An ninh", "Tin"]
        assert ledger.made_sections(1) == ["An ninh"]
        ledger.finish()
    with a_ledger(tmp_path) as ledger:
        assert ledger.key != first
        assert ledger.made_sections(9) == []


def test_reasons_are_counted_the_most_frequent_first_and_cut(tmp_path):
    rows = [
        ("a", "failed", "x"),
        ("b", "failed", "x"),
        ("c", "skipped", "x"),
        ("d", "read", "", ONE),
        ("e", "imported", ""),
    ]
    copies = [(f"{number}", "duplicate", f"of {number}") for number in range(3)]
    with a_ledger(tmp_path, *rows, *copies) as ledger:
        same = ("duplicate", "the same content as an input before it", 3)
        assert ledger.reasons(9) == [same, ("failed", "x", 2), ("skipped", "x", 1)]
        assert ledger.reasons(1) == [same]
        assert sum(ledger.counts().values()) == 8


@pytest.mark.parametrize(
    ("sites", "name"),
    [([], ""), (["", "", "A"], "A"), (["A", "B", "B"], "B"), (["B", "A"], "B"), (["\"}'--", "", ""], "\"}'--")],
)
def test_the_name_of_the_portal_is_what_most_pages_print(tmp_path, sites, name):
    rows = [(f"{number}", "imported", "", a_record(site=site, title=f"{number}")) for number, site in enumerate(sites)]
    with a_ledger(tmp_path, *rows, ("z1", "duplicate", "", a_record(site="Z")), ("z2", "failed", "")) as ledger:
        assert ledger.most_frequent_site() == name


def test_records_are_written_whole_and_replace_those_of_before(tmp_path):
    with a_ledger(tmp_path, ("b", "read", "", ONE), ("a", "duplicate", "of b", OTHER), ("c", "failed", "x")) as ledger:
        (ledger.job / "records.jsonl").write_text("old\n" * 9, encoding="utf-8")
        written = ledger.write_records().read_text(encoding="utf-8")
        assert written == f"{OTHER.to_json()}\n{ONE.to_json()}\n"
        assert not (ledger.job / "records.partial").exists()


@pytest.mark.parametrize(
    "foreign", ["CREATE TABLE inputs (id INTEGER)", "CREATE TABLE inputs_by_text_and_name (id INTEGER)"]
)
def test_a_database_of_something_else_is_refused_with_the_folder(tmp_path, foreign):
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database:
        database.execute(foreign)
    with translation.override("en"), pytest.raises(UnusableJob, match=f"{tmp_path} cannot be used: .*--job"):
        Ledger(tmp_path)


def test_another_source_is_refused_and_no_row_is_taken_for_gone(tmp_path):
    with a_ledger(tmp_path, ("a", "imported", "")) as ledger:
        with translation.override("en"), pytest.raises(UnusableJob, match="belongs to a source"):
            ledger.begin("a source/below")
        assert rows_of(ledger) == [("a", "imported", "")]


@pytest.mark.parametrize(("name", "shown"), [("tin.txt", "tin.txt"), ("x\udcff", "x\\xff"), ("đ/ệ 🎉", "đ/ệ 🎉")])
def test_any_name_can_be_stored_and_found_again(tmp_path, name, shown):
    assert printable(name) == printable(printable(name)) == shown
    with a_ledger(tmp_path, (name, "imported", "")) as ledger:
        assert [row.name for row in ledger.rows()] == [shown]

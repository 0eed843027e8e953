"""What an operator may do wrong, and what a bad day does to a run: it is told, nothing is lost or comes twice."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import translation
from wagtail.models import Page, PageLogEntry

from hoaban.counting.models import OpeningBalance
from hoaban.importer import actions, loader
from hoaban.importer.actions import ImportRefused, print_records, run_import
from hoaban.importer.adapters import source as sources
from hoaban.importer.adapters.source import Source
from hoaban.importer.ledger import Ledger, UnusableJob, printable
from hoaban.importer.models import ImportedPage
from hoaban.kit.processes import alone
from hoaban.news.models import Article
from hoaban.pages.models import Section, SiteIdentity
from hoaban.publication import faults
from hoaban.site.command import parser
from hoaban.site.commands import import_command
from tests.builders import a_portal
from tests.support.old_portals import a_page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _told_in_english():
    """What is told is compared with its English words."""
    with translation.override("en"):
        yield


@pytest.fixture
def site():
    """The site of a portal without a name."""
    home = a_portal()
    SiteIdentity.objects.all().delete()
    return home.get_site()


@pytest.fixture
def folder(tmp_path):
    """A folder with three pages, one of them in a folder of its own."""
    source = tmp_path / "source"
    (source / "cu").mkdir(parents=True)
    for name in ("0.txt", "1.txt", "cu/2.txt"):
        (source / name).write_text(a_page_of(f"Tin số {name}"), encoding="utf-8")
    return source


def run(folder, site, **options):
    options.setdefault("job", folder.parent / "job")
    return run_import(folder, site=site, **options)


def rows(job):
    with closing(Ledger(job)) as ledger:
        return {row.name: (row.status, row.reason) for row in ledger.rows()}


def command(*words):
    return import_command.run(parser().parse_args(["import", *map(str, words)]))


# The source -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["khong-co", "a/b/c", "x\0y", "d" * 300])
def test_a_source_that_is_not_there_is_refused_before_a_job_is_made(site, tmp_path, name):
    with pytest.raises(ImportRefused, match="check the path"):
        run_import(tmp_path / name, job=tmp_path / "job", site=site)
    assert not (tmp_path / "job").exists()


def test_a_folder_that_cannot_be_read_has_a_row_and_the_others_are_read(folder, site, monkeypatch):
    real = sources.os.scandir

    def refuse(path):
        if str(path).endswith("cu"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(sources.os, "scandir", refuse)
    outcome = run(folder, site)
    assert outcome.counts == {"imported": 2, "failed": 1}
    assert outcome.exit_code == 0
    assert rows(outcome.job)["cu"] == ("failed", "the folder cannot be read: Permission denied")


def test_a_file_that_cannot_be_read_is_named_with_the_reason(folder, site, monkeypatch):
    real = sources.Path.open

    def refuse(path, *words, **options):
        if path.name == "1.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *words, **options)

    monkeypatch.setattr(sources.Path, "open", refuse)
    outcome = run(folder, site)
    assert rows(outcome.job)["1.txt"] == ("failed", "the file cannot be read: Permission denied")
    monkeypatch.undo()
    assert run(folder, site).counts == {"unchanged": 2, "imported": 1}


def test_folders_below_folders_without_end_are_cut(folder, site, monkeypatch):
    monkeypatch.setattr(sources, "MOST_NESTED", 3)
    deep = folder / "a/b/c/d/e"
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text(a_page_of("Sâu"), encoding="utf-8")
    outcome = run(folder, site)
    assert rows(outcome.job)["a/b/c/d"] == ("failed", "folders are nested more than 3 deep")
    assert outcome.counts == {"imported": 3, "failed": 1}


def test_a_job_folder_inside_the_source_is_no_input(folder, site):
    job = folder / "job"
    assert run(folder, site, job=job).inputs == 3
    assert run(folder, site, job=job).counts == {"unchanged": 3}


def test_names_of_different_bytes_are_different_inputs(folder, site):
    names = ["x\udcfe.txt", "x\udcff.txt"]
    for name in names:
        (folder / name).write_text(a_page_of(f"Tên {name!a}"), encoding="utf-8")
    outcome = run(folder, site)
    assert outcome.exit_code == 0
    assert {printable(name) for name in names} <= set(rows(outcome.job))


def test_a_source_without_pages_is_no_success_and_says_why(folder, site):
    outcome = run(folder, site, only="*.html")
    assert (outcome.inputs, outcome.exit_code) == (0, 1)
    assert "nothing to import" in outcome.summary()
    assert "do not add up" not in outcome.summary()


@pytest.mark.parametrize(("pattern", "found"), [("*.txt", 3), ("cu/*", 1), ("2.txt", 1), ("[01].txt", 2)])
def test_a_pattern_fits_names_and_paths(folder, pattern, found):
    assert len(list(Source(folder, pattern).inputs())) == found


# The job folder -------------------------------------------------------------------------------------------------------


def test_a_job_folder_of_another_source_is_refused_and_stays_as_it_is(folder, site, tmp_path):
    run(folder, site)
    other = tmp_path / "other"
    other.mkdir()
    (other / "0.txt").write_text(a_page_of("Bài của cổng khác"), encoding="utf-8")
    before = rows(folder.parent / "job")
    with pytest.raises(UnusableJob, match=r"belongs to .*source: name another"):
        run(other, site, job=folder.parent / "job")
    assert rows(folder.parent / "job") == before


def test_a_job_folder_that_is_a_file_is_refused(folder, site, tmp_path):
    (tmp_path / "job").write_text("x", encoding="utf-8")
    with pytest.raises(UnusableJob, match="cannot be used"):
        run(folder, site)
    with pytest.raises(UnusableJob, match="Not a directory"):
        run(folder, site, job=tmp_path / "job" / "below")
    assert not Article.objects.exists()


def test_a_damaged_ledger_is_refused(folder, site, tmp_path):
    job = tmp_path / "job"
    job.mkdir()
    (job / "ledger.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(UnusableJob, match="not a database"):
        run(folder, site)
    with pytest.raises(UnusableJob):
        print_records(job, flat=True)


def test_a_full_disk_stops_the_run_with_words_and_the_next_one_goes_on(folder, site, monkeypatch):
    real = Ledger.settle

    def fill_the_disk(ledger, *words):
        real(ledger, *words)
        pages = ledger.first("PRAGMA page_count")[0]
        ledger.execute(f"PRAGMA max_page_count = {pages}")
        ledger.put("x", "", "skipped", "x" * 100_000)

    monkeypatch.setattr(Ledger, "settle", fill_the_disk)
    with pytest.raises(UnusableJob, match=r"full.*Make room"):
        run(folder, site)
    assert Article.objects.count() == 1
    monkeypatch.undo()
    assert run(folder, site).counts == {"imported": 3}
    assert Article.objects.count() == 3


@pytest.mark.parametrize("name", ["records.jsonl", "report.csv", "report.html"])
def test_a_paper_that_cannot_be_written_is_told_and_loads_nothing_twice(folder, site, tmp_path, name):
    blocked = tmp_path / "job" / ("records.partial" if name == "records.jsonl" else name)
    blocked.mkdir(parents=True)
    with pytest.raises(UnusableJob, match="Is a directory"):
        run(folder, site)
    blocked.rmdir()
    assert run(folder, site).exit_code == 0
    assert Article.objects.count() == 3


def test_two_runs_at_once_in_one_job_folder_are_one_too_many(folder, site):
    with alone(folder.parent / "job" / "lock"), pytest.raises(ImportRefused, match="Another import"):
        run(folder, site)
    assert run(folder, site).exit_code == 0


# The run --------------------------------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_into_the_portal(folder, site):
    def everything():
        kinds = (Page, PageLogEntry, ImportedPage, OpeningBalance, SiteIdentity, Section)
        return {kind.__name__: kind.objects.count() for kind in kinds}

    before = everything()
    outcome = run(folder, site, dry_run=True)
    assert outcome.counts == {"imported": 3}
    assert everything() == before
    assert "(dry run)" in (outcome.job / "report.html").read_text(encoding="utf-8")
    assert "dry run" in outcome.summary()
    assert run(folder, site).counts == {"imported": 3}


def test_a_dry_run_tells_what_a_run_would_change_and_changes_nothing(folder, site):
    run(folder, site)
    page = folder / "1.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("mưa.", "lũ."), encoding="utf-8")
    assert run(folder, site, dry_run=True).counts == {"unchanged": 2, "updated": 1}
    assert "lũ." not in str(Article.objects.get(title="Tin số 1.txt").body)
    assert run(folder, site).counts == {"unchanged": 2, "updated": 1}


@pytest.mark.parametrize(
    "error", [ValueError, TypeError, RecursionError, ValidationError, DatabaseError, AttributeError]
)
def test_a_page_with_which_anything_goes_wrong_stops_no_other(folder, site, monkeypatch, error):
    real = loader.fill

    def fail(article, record):
        if record.title == "Tin số 1.txt":
            raise error("a fault made by the test")
        real(article, record)

    monkeypatch.setattr(loader, "fill", fail)
    outcome = run(folder, site)
    assert outcome.counts == {"imported": 2, "failed": 1}
    assert "a fault made by the test" in (outcome.job / "report.html").read_text(encoding="utf-8")
    monkeypatch.undo()
    assert run(folder, site).counts == {"unchanged": 2, "imported": 1}


def test_a_database_that_is_away_stops_the_run_and_fails_no_page(folder, site, monkeypatch):
    def lost(article, record):
        raise DatabaseError("the connection is gone")

    class Away:
        def is_usable(self):
            return False

    monkeypatch.setattr(loader, "fill", lost)
    monkeypatch.setattr(faults, "connection", Away())
    with pytest.raises(DatabaseError):
        run(folder, site)
    assert not [status for status, _reason in rows(folder.parent / "job").values() if status == "failed"]
    monkeypatch.undo()
    assert run(folder, site).counts == {"imported": 3}


def test_sections_made_before_a_stop_are_still_in_the_report(folder, site, monkeypatch):
    def stop(*_words, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "write_report", stop)
    with pytest.raises(KeyboardInterrupt):
        run(folder, site)
    monkeypatch.undo()
    outcome = run(folder, site)
    assert outcome.counts == {"imported": 3}
    assert "Đời sống" in (outcome.job / "report.html").read_text(encoding="utf-8").rpartition("<h2>")[2]


def test_a_copy_is_loaded_once_what_it_copied_is_gone(folder, site):
    (folder / "9.txt").write_bytes((folder / "0.txt").read_bytes())
    assert run(folder, site).counts == {"imported": 3, "duplicate": 1}
    (folder / "0.txt").write_text(a_page_of("Tin khác hẳn"), encoding="utf-8")
    outcome = run(folder, site)
    assert rows(outcome.job)["9.txt"][0] != "duplicate"
    assert outcome.counts == {"imported": 1, "unchanged": 3}


def test_the_report_tells_duplicates_as_one_reason(folder, site):
    for number in range(5):
        (folder / f"copy-{number}.txt").write_bytes((folder / "0.txt").read_bytes())
    outcome = run(folder, site)
    report = (outcome.job / "report.html").read_text(encoding="utf-8")
    assert "<td>duplicate</td><td>the same content as an input before it</td><td>5</td>" in report


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_names_the_sites_when_there_is_no_such_one(folder, site, tmp_path):
    with pytest.raises(import_command.NoSuchSite, match=r"khong-co.*localhost"):
        command("run", folder, "--site", "khong-co", "--job", tmp_path / "job")
    assert not (tmp_path / "job").exists()


def test_the_command_says_what_became_of_the_pages(folder, site, tmp_path, capsys):
    assert command("run", folder, "--job", tmp_path / "job", "--site", "localhost") == 0
    said = capsys.readouterr().out
    assert "3 inputs" in said
    assert "imported          3" in said
    assert str(tmp_path / "job" / "report.html") in said


def test_an_unnamed_job_is_the_same_for_the_same_source(folder, site, settings, tmp_path):
    settings.VAR = tmp_path / "var"
    assert command("run", folder) == command("run", folder) == 0
    assert [job.name for job in (tmp_path / "var/imports").iterdir()] == ["source"]
    assert Article.objects.count() == 3


def test_records_are_printed_one_a_line_with_the_reason_where_there_is_none(folder, site, tmp_path, capsys):
    (folder / "leer.txt").touch()
    run(folder, site)
    capsys.readouterr()
    assert command("records", tmp_path / "job", "--flat") == 0
    flat = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["file"]: line["status"] for line in flat} == {
        "0.txt": "imported", "1.txt": "imported", "cu/2.txt": "imported", "leer.txt": "failed",
    }  # fmt: skip
    assert next(line for line in flat if line["file"] == "leer.txt")["reason"] == "the file is empty"
    command("records", tmp_path / "job")
    whole = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["title"] for line in whole if "title" in line] == [line["title"] for line in flat if "title" in line]


def test_records_of_a_folder_without_a_job_are_refused_and_none_is_made(tmp_path):
    with pytest.raises(ImportRefused, match="no import"):
        command("records", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_of_an_older_release_goes_on(folder, site):
    run(folder, site)
    with closing(sqlite3.connect(folder.parent / "job" / "ledger.sqlite")) as database:
        database.executescript("DROP TABLE made_sections; DROP TABLE source; DROP INDEX inputs_by_text_and_name")
    assert run(folder, site).counts == {"unchanged": 3}

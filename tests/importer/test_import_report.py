"""The report names every reason, its figures add up, and nothing that an old page holds acts in it."""

from __future__ import annotations

import csv
import re

import pytest
from django.utils import translation

from hoaban.importer.ledger import STATUSES, UnusableJob
from hoaban.importer.record import Picture, Posted, Reads
from hoaban.importer.report import LEAST_CERTAIN, MOST_PICTURES, Survey, write_report
from tests.support.old_portals import a_ledger, a_record

HOSTILE = "<script>alert(1)</script>&\"'"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#x27;"


@pytest.fixture(autouse=True)
def _told_in_english():
    """What is told is compared with its English words."""
    with translation.override("en"):
        yield


def report_of(ledger, *, dry_run=False):
    """(the page, the lines of the CSV) of the report of a run."""
    counts = ledger.counts()
    page = write_report(ledger, counts, inputs=sum(counts.values()), dry_run=dry_run).read_text(encoding="utf-8")
    with (ledger.job / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return page, list(csv.DictReader(file))


def cells_below(page, heading):
    """The rows of the table under a heading."""
    table = page.partition(f"<h2>{heading}</h2>")[2].partition("</table>")[0]
    return [re.findall("<td>(.*?)</td>", row) for row in table.split("<tr>")[2:]]


def test_every_outcome_and_reason_has_its_line_and_they_add_up(tmp_path):
    rows = [(f"{status}-{n}", status, f"why {status}") for n, status in enumerate(STATUSES) for n in range(n + 1)]
    with a_ledger(tmp_path, *rows) as ledger:
        page, lines = report_of(ledger)
    outcomes = [re.findall("<td>(.*?)</td>", row) for row in page.partition("</table>")[0].split("<tr>")[2:]]
    assert outcomes == [[status, str(number)] for number, status in enumerate(STATUSES, start=1)]
    assert f"<p>{len(rows)} inputs</p>" in page
    reasons = cells_below(page, "Reasons")
    assert sum(int(count) for _status, _reason, count in reasons) == len(lines) == len(rows)
    told = {status: reason for status, reason, _count in reasons}
    assert told == {
        **{status: f"why {status}" for status in STATUSES},
        "duplicate": "the same content as an input before it",
    }


def test_nothing_of_a_page_acts_in_the_report(tmp_path):
    record = a_record(
        title=HOSTILE, warnings=[HOSTILE], images=[Picture(HOSTILE, HOSTILE)], posted=Posted(HOSTILE, "day", HOSTILE)
    )
    with a_ledger(tmp_path, (HOSTILE, "failed", HOSTILE, record)) as ledger:
        ledger.note_section(HOSTILE)
        page, lines = report_of(ledger)
    assert "<script" not in page
    assert cells_below(page, "Reasons") == [["failed", ESCAPED, "1"]]
    assert cells_below(page, "Least certain pages") == [[ESCAPED, ESCAPED, ESCAPED]]
    assert cells_below(page, "Missing pictures") == [[ESCAPED, ESCAPED, ESCAPED]]
    assert cells_below(page, "Sections made by this run") == [[ESCAPED]]
    assert (lines[0]["input"], lines[0]["title"]) == (HOSTILE, HOSTILE)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", ' "=1+1', "\t=1+1"])
def test_the_table_holds_no_formula(tmp_path, formula):
    record = a_record(title=formula, section_path=[formula])
    with a_ledger(tmp_path, (f"{formula}.txt", "failed", formula, record)) as ledger:
        _page, (line,) = report_of(ledger)
    assert all(line[name].startswith("'") for name in ("input", "reason", "title", "section"))


def test_a_line_of_the_table_says_what_the_page_says(tmp_path):
    full = a_record(title='Bài "một",\nhai', reads=Reads(0, "0"), section_path=["Tin", "Xã"])
    with a_ledger(
        tmp_path, ("a", "read", "", full), ("b", "failed", "x"), ("c", "read", "", a_record(posted=None))
    ) as ledger:
        ledger.settle("a", "imported", page_id=7)
        _page, (first, second, third) = report_of(ledger)
    assert list(first.values()) == [
        "a",
        "imported",
        "",
        "7",
        'Bài "một",\nhai',
        "2021-03-05T14:20",
        "0",
        "Tin > Xã",
        "",
    ]
    assert list(second.values()) == ["b", "failed", "x", "", None, None, None, None, None]
    assert (third["posted"], third["reads"], third["section"]) == ("", "", "")


def test_a_run_without_inputs_has_a_report_without_empty_tables(tmp_path):
    with a_ledger(tmp_path) as ledger:
        page, lines = report_of(ledger, dry_run=True)
    assert lines == []
    assert "<h2>" not in page
    assert "(dry run)</h1>" in page
    assert "<p>0 inputs</p>" in page


def test_fields_and_years_are_counted_over_the_pages_alone(tmp_path):
    records = [a_record(posted=Posted(f"{year}-01-01", "day", "")) for year in (2021, 2019, 2021)]
    rows = [(f"{number}", "read", "", record) for number, record in enumerate([*records, a_record(posted=None)])]
    with a_ledger(tmp_path, *rows, ("z", "failed", "x")) as ledger:
        page, _lines = report_of(ledger)
    rates = {name: (count, share) for name, count, share in cells_below(page, "How full the fields are")}
    assert (rates["title"], rates["posted"], rates["reads"]) == (("4", "100"), ("3", "75"), ("0", "0"))
    assert cells_below(page, "Posted in") == [["2019", "1"], ["2021", "2"]]


def test_the_least_certain_pages_come_first_and_no_more_than_fit():
    survey = Survey()
    survey.add("sure", a_record())
    for number in range(LEAST_CERTAIN + 5):
        survey.add(f"{number:02}", a_record(warnings=["w"] * (number % 7 + 1)))
    told = survey.least_certain()
    assert len(told) == LEAST_CERTAIN
    assert [name for name, _title, _warnings in told[:4]] == ["06", "13", "20", "05"]
    counts = [len(warnings.split("; ")) for _name, _title, warnings in told]
    assert counts == sorted(counts, reverse=True)


def test_only_pictures_without_their_bytes_are_missing_and_their_list_ends():
    survey = Survey()
    survey.add("a", a_record(images=[Picture("there.jpg", status="found"), Picture("gone.jpg", "Chú thích")]))
    assert survey.missing == [["a", "gone.jpg", "Chú thích"]]
    survey.add("b", a_record(images=[Picture(f"{number}.jpg") for number in range(MOST_PICTURES)]))
    assert len(survey.missing) == MOST_PICTURES


@pytest.mark.parametrize("name", ["report.csv", "report.html"])
def test_a_report_that_cannot_be_written_names_the_job_folder(tmp_path, name):
    with a_ledger(tmp_path) as ledger:
        (ledger.job / name).mkdir()
        with pytest.raises(UnusableJob, match=f"{ledger.job} cannot be used"):
            report_of(ledger)

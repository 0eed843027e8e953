"""The report of a run: one page that opens anywhere, and the same rows as CSV."""

from __future__ import annotations

import csv
import heapq
import json
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from django.utils.translation import gettext as _

from hoaban.desk.spreadsheets import harmless
from hoaban.importer.ledger import STATUSES, Ledger, told_of
from hoaban.importer.record import PageRecord

LEAST_CERTAIN, MOST_REASONS, MOST_PICTURES, MOST_SECTIONS, MOST_CUT = 20, 50, 500, 500, 1000
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1d1f23}"
    "table{border-collapse:collapse;margin:0 0 2rem}th,td{border:1px solid #dcd9d2;padding:.3rem .7rem;text-align:left;"
    "vertical-align:top}th{background:#f6f5f2}h1,h2{color:#8a1c2b}mark{background:#fde9a9}"
    "meter{width:12rem}.number{text-align:right}"
)
FIELDS = ("title", "posted", "reads", "lead", "section_path", "byline", "body", "images")


@dataclass(slots=True)
class Survey:
    """What the report tells of all rows, gathered while they pass one by one; nothing in it grows with their number."""

    pages: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    # A heap of (warnings, -place, name, title, what they say): the least certain of the pages so far.
    doubtful: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    missing: list[list[object]] = field(default_factory=list)

    def add(self, name: str, record: PageRecord) -> None:
        """Take in the record of one more input."""
        self.pages += 1
        self.filled.update(field for field in FIELDS if getattr(record, field))
        if record.posted:
            self.years[record.posted.value[:4]] += 1
        if record.warnings:
            told = (len(record.warnings), -self.pages, name, record.title, "; ".join(record.warnings))
            keep = heapq.heappush if len(self.doubtful) < LEAST_CERTAIN else heapq.heappushpop
            keep(self.doubtful, told)
        for picture in record.images:
            if picture.status == "missing" and len(self.missing) < MOST_PICTURES:
                self.missing.append([name, picture.src, picture.caption])

    def fill_rates(self) -> list[list[object]]:
        """In how many pages each field is filled, and in how many of a hundred."""
        rates = [[name, self.filled[name], round(100 * self.filled[name] / max(self.pages, 1))] for name in FIELDS]
        return rates if self.pages else []

    def least_certain(self) -> list[list[object]]:
        """(input, title, warnings) of the pages with the most warnings."""
        return [[name, title, warnings] for _count, _place, name, title, warnings in sorted(self.doubtful)[::-1]]

    def histogram(self) -> list[list[object]]:
        """Pages per posted year."""
        return [[year, count] for year, count in sorted(self.years.items())]


def write_report(ledger: Ledger, counts: dict[str, int], *, inputs: int, dry_run: bool) -> Path:
    """Write `report.html` and `report.csv` into the job folder; returns the page's path.

    Raises UnusableJob where they cannot be written.
    """
    target = ledger.job / "report.html"
    with told_of(ledger.job):
        survey = write_csv(ledger.job / "report.csv", ledger)
        target.write_text(page(ledger, survey, counts, inputs=inputs, dry_run=dry_run), encoding="utf-8")
    return target


def page(ledger: Ledger, survey: Survey, counts: dict[str, int], *, inputs: int, dry_run: bool) -> str:
    """The report as one page without any other file."""
    reasons: list[list[object]] = [list(row) for row in ledger.reasons(MOST_REASONS)]
    made: list[list[object]] = [[title] for title in ledger.made_sections(MOST_SECTIONS)]
    cut: list[list[object]] = [list(row) for row in ledger.cut_lines(MOST_CUT)]
    outcomes: list[list[object]] = [[status, counts[status]] for status in STATUSES if counts.get(status)]
    parts = [
        f"<h1>{_('Import report')}{' (dry run)' if dry_run else ''}</h1>",
        f"<p>{_('%(count)d inputs') % {'count': inputs}}</p>",
        table([_("outcome"), _("inputs")], outcomes),
        section(_("Reasons"), [_("outcome"), _("reason"), _("inputs")], reasons),
        section(_("How full the fields are"), [_("field"), _("pages"), "%"], survey.fill_rates()),
        section(_("Least certain pages"), [_("input"), _("title"), _("what to look at")], survey.least_certain()),
        section(_("Posted in"), [_("year"), _("pages")], survey.histogram()),
        section(_("Missing pictures"), [_("input"), _("picture"), _("caption")], survey.missing),
        section(_("Lines that were cut"), [_("line"), _("inputs"), _("one of them")], cut),
        section(_("Sections made by this run"), [_("section")], made),
    ]
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{_("Import report")}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>{"".join(parts)}</html>'
    )


def section(heading: str, head: list[str], rows: list[list[object]]) -> str:
    """A heading with its table, or nothing when there is nothing to tell."""
    return f"<h2>{escape(heading)}</h2>{table(head, rows)}" if rows else ""


def table(head: list[str], rows: list[list[object]]) -> str:
    """A table; every cell is escaped."""
    cells = "".join(f"<th>{escape(name)}</th>" for name in head)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"


def write_csv(target: Path, ledger: Ledger) -> Survey:
    """All rows for a spreadsheet; what a spreadsheet would take for a formula is made a text. Returns their survey."""
    survey = Survey()
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["input", "outcome", "reason", "page", "title", "posted", "reads", "section", "cut"])
        for row in ledger.rows():
            record = row.record
            values = [row.name, row.status, row.reason, row.page_id or ""]
            if record is not None:
                survey.add(row.name, record)
                posted = record.posted.value if record.posted else ""
                reads = record.reads.value if record.reads else ""
                values += [record.title, posted, reads, " > ".join(record.section_path), "\n".join(json.loads(row.cut))]
            writer.writerow([harmless(value) for value in values])
    return survey

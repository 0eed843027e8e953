"""The report of a run: one page that opens anywhere, and the same rows as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from html import escape
from pathlib import Path

from django.utils.translation import gettext as _

from hoaban.desk.spreadsheets import harmless
from hoaban.importer.ledger import STATUSES, Ledger, Row

LEAST_CERTAIN = 20
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1d1f23}"
    "table{border-collapse:collapse;margin:0 0 2rem}th,td{border:1px solid #dcd9d2;padding:.3rem .7rem;text-align:left;"
    "vertical-align:top}th{background:#f6f5f2}h1,h2{color:#8a1c2b}mark{background:#fde9a9}"
    "meter{width:12rem}.number{text-align:right}"
)
FIELDS = ("title", "posted", "reads", "lead", "section_path", "byline", "body", "images")


def write_report(
    ledger: Ledger, counts: dict[str, int], *, inputs: int, dry_run: bool, made_sections: list[str]
) -> Path:
    """Write `report.html` and `report.csv` into the job folder; returns the page's path."""
    rows = list(ledger.rows())
    write_csv(ledger.job / "report.csv", rows)
    parts = [
        f"<h1>{_('Import report')}{' (dry run)' if dry_run else ''}</h1>",
        f"<p>{_('%(count)d inputs') % {'count': inputs}}</p>",
        table([_("outcome"), _("inputs")], [[status, counts[status]] for status in STATUSES if counts.get(status)]),
        section(_("Reasons"), [_("outcome"), _("reason"), _("inputs")], reasons(rows)),
        section(_("How full the fields are"), [_("field"), _("pages"), "%"], fill_rates(rows)),
        section(_("Least certain pages"), [_("input"), _("title"), _("what to look at")], least_certain(rows)),
        section(_("Posted in"), [_("year"), _("pages")], histogram(rows)),
        section(_("Missing pictures"), [_("input"), _("picture"), _("caption")], missing_pictures(rows)),
        section(_("Sections made by this run"), [_("section")], [[title] for title in made_sections]),
    ]
    page = (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{_("Import report")}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>{"".join(parts)}</html>'
    )
    target = ledger.job / "report.html"
    target.write_text(page, encoding="utf-8")
    return target


def section(heading: str, head: list[str], rows: list[list[object]]) -> str:
    """A heading with its table, or nothing when there is nothing to tell."""
    return f"<h2>{escape(heading)}</h2>{table(head, rows)}" if rows else ""


def table(head: list[str], rows: list[list[object]]) -> str:
    """A table; every cell is escaped."""
    cells = "".join(f"<th>{escape(name)}</th>" for name in head)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"


def reasons(rows: list[Row]) -> list[list[object]]:
    """Counts per outcome and reason; the names of inputs are left out of a reason."""
    counted = Counter(
        (row.status, row.reason.split(" of ")[0] if row.status == "duplicate" else row.reason) for row in rows
    )
    return [[status, reason, count] for (status, reason), count in counted.most_common(50) if reason]


def fill_rates(rows: list[Row]) -> list[list[object]]:
    """In how many pages each field is filled."""
    records = [row.record for row in rows if row.record is not None]
    if not records:
        return []
    filled = {name: sum(bool(getattr(record, name)) for record in records) for name in FIELDS}
    return [[name, count, round(100 * count / len(records))] for name, count in filled.items()]


def least_certain(rows: list[Row]) -> list[list[object]]:
    """Pages with warnings, the most of them first."""
    doubtful = [(row.name, row.record) for row in rows if row.record is not None and row.record.warnings]
    doubtful.sort(key=lambda pair: -len(pair[1].warnings))
    return [[name, record.title, "; ".join(record.warnings)] for name, record in doubtful[:LEAST_CERTAIN]]


def histogram(rows: list[Row]) -> list[list[object]]:
    """Pages per posted year."""
    years = Counter(row.record.posted.value[:4] for row in rows if row.record and row.record.posted)
    return [[year, count] for year, count in sorted(years.items())]


def missing_pictures(rows: list[Row]) -> list[list[object]]:
    """Pictures that pages name and that were not supplied."""
    missing: list[list[object]] = []
    for row in rows:
        pictures = row.record.images if row.record is not None else []
        missing += [[row.name, picture.src, picture.caption] for picture in pictures if picture.status == "missing"]
    return missing[:500]


def write_csv(target: Path, rows: list[Row]) -> None:
    """All rows for a spreadsheet; what a spreadsheet would take for a formula is made a text."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["input", "outcome", "reason", "page", "title", "posted", "reads", "section"])
        for row in rows:
            record = row.record
            values = [row.name, row.status, row.reason, row.page_id or ""]
            if record is not None:
                posted = record.posted.value if record.posted else ""
                reads = record.reads.value if record.reads else ""
                values += [record.title, posted, reads, " > ".join(record.section_path)]
            writer.writerow([harmless(value) for value in values])

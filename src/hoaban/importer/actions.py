"""Every write of the importer: a whole run from a source to a job folder and, unless it is dry, into the portal."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from wagtail.models import Site

from hoaban.importer.adapters.source import Source
from hoaban.importer.ledger import READ, STATUSES, Ledger
from hoaban.importer.loader import Loaded, Loader
from hoaban.importer.reading import Progress, read_source
from hoaban.importer.report import write_report
from hoaban.kit.errors import HoabanError


class ImportRefused(HoabanError):
    """A run that cannot start."""


@dataclass(slots=True)
class ImportOutcome:
    """What a run came to."""

    inputs: int
    counts: dict[str, int]
    job: Path
    dry_run: bool
    made_sections: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 only where every input is accounted for."""
        accounted = sum(self.counts.get(status, 0) for status in STATUSES)
        return 0 if accounted == self.inputs and self.inputs > 0 else 1

    def summary(self) -> str:
        """The outcome in words, for a terminal."""
        lines = [_("%(count)d inputs") % {"count": self.inputs}]
        lines += [f"  {status:10} {self.counts[status]:>8}" for status in STATUSES if self.counts.get(status)]
        if self.exit_code:
            lines.append(_("The rows do not add up to the inputs: run the same command again."))
        if self.dry_run:
            lines.append(_("Nothing was written to the portal (dry run)."))
        lines.append(_("Report: %(path)s") % {"path": self.job / "report.html"})
        return "\n".join(lines)


def no_progress(_done: int, _total: int, _what: str) -> None:
    """For callers that do not watch."""


def run_import(
    source: Path,
    *,
    job: Path,
    only: str = "",
    dry_run: bool = False,
    site: Site,
    progress: Progress = no_progress,
) -> ImportOutcome:
    """Bring the pages of a source across; run again, it goes on where it stopped and changes only what changed.

    Raises ImportRefused for a source that is not there.
    """
    if not source.exists():
        raise ImportRefused(_("There is no file or folder %(path)s: check the path.") % {"path": source})
    ledger = Ledger(job)
    try:
        inputs = read_source(Source(source, only), ledger, progress)
        loader = Loader(site, ledger, dry_run=dry_run)
        load_all(loader, ledger, progress)
        sections = sorted(loader.made_sections)
        outcome = ImportOutcome(inputs, ledger.counts(), job, dry_run, sections)
        write_report(ledger, outcome.counts, inputs=inputs, dry_run=dry_run, made_sections=sections)
        ledger.finish()
        return outcome
    finally:
        ledger.close()


def load_all(loader: Loader, ledger: Ledger, progress: Progress) -> None:
    """Load every record that is not a duplicate; a page that cannot be loaded keeps its reason and stops nothing."""
    rows = [row for row in ledger.rows() if row.record is not None and row.status != "duplicate"]
    banners = Counter(row.record.site for row in rows if row.record and row.record.site)
    for done, row in enumerate(rows, start=1):
        try:
            loaded = loader.load(row)
        except (ValidationError, DatabaseError, ValueError) as error:
            loaded = Loaded("failed", f"the page could not be loaded: {error}")
        ledger.settle(row.name, loaded.status, reason_with_warnings(loaded, row), loaded.page_id)
        progress(done, len(rows), row.name)
    if banners and rows:
        most_frequent = banners.most_common(1)[0][0]
        record = next(row.record for row in rows if row.record and row.record.site == most_frequent)
        loader.offer_name(record)


def reason_with_warnings(loaded: Loaded, row: object) -> str:
    """The reason, and what the reading noticed."""
    warnings = getattr(row, "record").warnings  # noqa: B009  a Row whose record is known to be there
    return "; ".join(filter(None, [loaded.reason, *warnings]))


def print_records(job: Path, *, flat: bool) -> None:
    """Print the records of a job, one JSON line each; raises ImportRefused where the folder holds no job."""
    if not (job / "ledger.sqlite").is_file():
        raise ImportRefused(_("%(path)s holds no import: there is no ledger.sqlite in it.") % {"path": job})
    ledger = Ledger(job)
    for row in ledger.rows():
        if row.record is None:
            print(json.dumps({"file": row.name, "status": row.status, "reason": row.reason}, ensure_ascii=False))
        elif flat:
            status = "imported" if row.status in (READ, "unchanged", "updated") else row.status
            print(json.dumps(row.record.flat(status), ensure_ascii=False))
        else:
            print(row.record.to_json())
    ledger.close()

"""Every write of the importer: a whole run from a source to a job folder and, unless it is dry, into the portal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import reset_queries
from django.utils.translation import gettext as _
from wagtail.models import Site

from hoaban.importer.adapters.source import Source
from hoaban.importer.ledger import READ, STATUSES, Ledger, UnusableJob
from hoaban.importer.loader import Loaded, Loader
from hoaban.importer.reading import read_source
from hoaban.importer.report import write_report
from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import LockHeld, alone
from hoaban.kit.progress import Progress, no_progress
from hoaban.pages.models import HomePage
from hoaban.publication.faults import raise_without_database


class ImportRefused(HoabanError):
    """A run that cannot start."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What a run came to: how many inputs, and how many of them by status."""

    inputs: int
    counts: dict[str, int]
    job: Path
    dry_run: bool

    @property
    def exit_code(self) -> int:
        """0 only where every input is accounted for."""
        accounted = sum(self.counts.get(status, 0) for status in STATUSES)
        return 0 if accounted == self.inputs and self.inputs > 0 else 1

    def summary(self) -> str:
        """The outcome in words, for a terminal."""
        lines = [_("%(count)d inputs") % {"count": self.inputs}]
        lines += [f"  {status:10} {self.counts[status]:>8}" for status in STATUSES if self.counts.get(status)]
        if not self.inputs:
            lines.append(_("There is nothing to import: check the folder and the pattern."))
        elif self.exit_code:
            lines.append(_("The rows do not add up to the inputs: run the same command again."))
        if self.dry_run:
            lines.append(_("Nothing was written to the portal (dry run)."))
        lines.append(_("Report: %(path)s") % {"path": self.job / "report.html"})
        return "\n".join(lines)


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

    Raises ImportRefused for a source that is not there, a site without a home and a job that another process works on,
    UnusableJob for a job folder that cannot be written or belongs to another source.
    """
    try:
        source.stat()
    except (OSError, ValueError) as error:
        raise ImportRefused(
            _("There is no file or folder %(path)s that can be read: check the path.") % {"path": source}
        ) from error
    if not dry_run and not HomePage.objects.filter(pk=site.root_page_id).exists():
        raise ImportRefused(
            _("The site %(host)s has no home page that could hold pages: `hoaban setup` makes one.")
            % {"host": site.hostname}
        )
    ledger = Ledger(job)
    try:
        with alone(job / "lock"):
            inputs = read_source(Source(source, only, but=job), ledger, progress)
            load_all(Loader(site, ledger, dry_run=dry_run), ledger, progress)
            outcome = ImportOutcome(inputs, ledger.counts(), job, dry_run)
            write_report(ledger, outcome.counts, inputs=inputs, dry_run=dry_run)
            ledger.finish()
            return outcome
    except LockHeld as error:
        raise ImportRefused(_("Another import works in %(path)s: wait until it ends.") % {"path": job}) from error
    finally:
        ledger.close()


def load_all(loader: Loader, ledger: Ledger, progress: Progress) -> None:
    """Load every record that is not a duplicate; a page that cannot be loaded keeps its reason and stops nothing.

    Raises DatabaseError where the portal's database is away: then no page is at fault, and the next run goes on.
    """
    total = ledger.count_to_load()
    for done, row in enumerate(ledger.to_load(), start=1):
        try:
            loaded = loader.load(row)
        except UnusableJob:
            raise
        except Exception as error:  # noqa: BLE001  one page's surprise must not stop ten thousand others
            raise_without_database(error)
            loaded = Loaded("failed", f"the page could not be loaded: {told(error)}")
        ledger.settle(row.name, loaded.status, loaded.reason, loaded.page_id)
        progress(done, total, row.name)
        # In development Django keeps every statement with its values: the pages themselves.
        reset_queries()
    loader.offer_name()


def told(error: Exception) -> str:
    """An error in words: what a form would say with the field that it says it of, else its kind and its message."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
    if isinstance(error, ValidationError):
        return "; ".join(error.messages)
    return f"{type(error).__name__}: {error}"


def print_records(job: Path, *, flat: bool) -> None:
    """Print the records of a job, one JSON line each.

    Raises ImportRefused where the folder holds no job, UnusableJob where it cannot be read.
    """
    if not (job / "ledger.sqlite").is_file():
        raise ImportRefused(_("%(path)s holds no import: there is no ledger.sqlite in it.") % {"path": job})
    ledger = Ledger(job)
    try:
        for row in ledger.rows():
            record = row.record
            if record is None:
                print(json.dumps({"file": row.name, "status": row.status, "reason": row.reason}, ensure_ascii=False))
            elif flat:
                status = "imported" if row.status in (READ, "unchanged", "updated") else row.status
                print(json.dumps(record.flat(status), ensure_ascii=False))
            else:
                print(row.line)
    finally:
        ledger.close()

"""`hoaban import`: brings an old portal across, and prints what was read of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Site

from hoaban.importer.actions import print_records, run_import
from hoaban.kit.errors import HoabanError
from hoaban.site.progress import shown


class NoSuchSite(HoabanError):
    """The site that should receive the pages does not exist."""


def run(arguments: argparse.Namespace) -> int:
    """Run a job, or print the records of one."""
    if arguments.act == "records":
        print_records(arguments.job, flat=arguments.flat)
        return 0
    return run_a_job(arguments)


def run_a_job(arguments: argparse.Namespace) -> int:
    """Import a file or a folder; the exit code is the ledger's."""
    wanted = {"hostname": arguments.site} if arguments.site else {"is_default_site": True}
    site = Site.objects.filter(**wanted).first()
    if site is None:
        hosts = ", ".join(Site.objects.values_list("hostname", flat=True)) or "none"
        raise NoSuchSite(f"There is no site {arguments.site or 'yet'!r}; the sites are: {hosts}. Name one with --site.")
    job = arguments.job or default_job(arguments.source)
    with shown("Import") as progress:
        outcome = run_import(
            arguments.source,
            job=job,
            only=arguments.only,
            dry_run=arguments.dry_run,
            site=site,
            progress=progress,
        )
    print(outcome.summary())
    return outcome.exit_code


def default_job(source: Path) -> Path:
    """The folder of a job that was not named: the same for the same source, so that a second run resumes."""
    return settings.VAR / "imports" / (slugify(source.resolve().stem) or "import")

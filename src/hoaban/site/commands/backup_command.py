"""`hoaban backup`: one whole backup more in a folder, while the portal runs."""

from __future__ import annotations

import argparse
import os

from django.conf import settings

from hoaban.site.backups.backup_folder import OPTIONS
from hoaban.site.backups.file_copies import in_megabytes
from hoaban.site.backups.taking import Taking
from hoaban.site.options import PREFIX, variable
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """Take it, or say what it would take; 0 only for a whole one."""
    taking = Taking(settings.VAR, arguments.folder, keep=arguments.keep)
    if arguments.dry_run:
        plan = taking.plan()
        print(f"{plan.files} files and the database; {in_megabytes(plan.to_write)} would be written at most.")
        for old in plan.going:
            print(f"would be deleted afterwards: {old}")
        return 0
    with shown("Backing up") as progress:
        backup = taking.take(progress)
    print(f"{len(backup.manifest.files)} files are in {backup.folder}.")
    elsewhere = sorted(name for name in os.environ if name.startswith(PREFIX) and name != variable("var"))
    if elsewhere:
        print(f"Not in it, since the environment says them: {', '.join(elsewhere)}. Keep them as well.")
    if not backup.manifest.files.keys() & set(OPTIONS) and not elsewhere:
        print("It holds no options: there is no file of them in the state folder.")
    return 0

"""`hoaban restore`: brings a backup back, publishes it, and looks at what came of it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from threading import Event

import django

from hoaban.site.backups.backup_folder import Backup, chosen_backup
from hoaban.site.backups.file_copies import bring_options
from hoaban.site.options import state_folder
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """Bring it back; 0 only where doctor and verify find nothing afterwards.

    Sets Django up by itself: the options may lie in the backup.
    """
    backup = chosen_backup(arguments.folder, arguments.beginning)
    with shown("Verifying the backup") as progress:
        backup.verify(progress)
    var = state_folder(os.environ)
    if arguments.dry_run:
        return tell_only(backup, var)
    for name in bring_options(backup, var):
        print(f"Brought back: {var / name}")
    django.setup()
    from hoaban.site.backups.restoring import Restoring  # noqa: PLC0415  knows Django

    restored = Restoring(backup, var, although_another=arguments.although_another)
    with shown("Bringing back") as progress:
        former = restored.restore(progress)
    print(f"Brought back: the database and {len(restored.brought)} files of {backup.folder}.")
    if former:
        print(f"The database of before is not destroyed: {former}.")
    return publish_and_look(var)


def publish_and_look(var: Path) -> int:
    """Let pages and search follow what was brought back, and look at all of it as an operator would."""
    from django.core.management import call_command  # noqa: PLC0415  know Django

    from hoaban.counting import following as counting  # noqa: PLC0415
    from hoaban.press.actions import open_press  # noqa: PLC0415
    from hoaban.search.actions import catch_up, open_indexers  # noqa: PLC0415
    from hoaban.site.commands import doctor_command, verify_command  # noqa: PLC0415

    # Stylesheets and scripts are in no backup: they are the program's.
    call_command("collectstatic", interactive=False, verbosity=0)
    with open_press(var) as press, shown("Pressing") as progress:
        press.catch_up(progress)
    with open_indexers(var) as both:
        catch_up(both)
    # Reads that were not counted when the backup was taken.
    with counting.opened(var) as reads:
        reads.turn(Event())
    looked = doctor_command.run(argparse.Namespace(mend=False))
    return verify_command.run(argparse.Namespace(sample=None, mend=False)) or looked


def tell_only(backup: Backup, var: Path) -> int:
    """Say what would be brought back where."""
    print(
        f"{backup.folder} is whole: a database of {backup.manifest.database} and {len(backup.manifest.files) - 1} "
        f"files, made by hoaban {backup.manifest.version}. It would be brought back into {var}."
    )
    return 0

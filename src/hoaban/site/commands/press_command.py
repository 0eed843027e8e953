"""`hoaban press`: presses what waits, everything, or carries a copy away."""

from __future__ import annotations

import argparse
import os

from django.conf import settings

from hoaban.kit.errors import HoabanError
from hoaban.press import actions
from hoaban.press.exporting import ExportOptions, export
from hoaban.press.link_rewriting import LinkStyle
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """Press until nothing is left to do; 0 only where nothing failed."""
    if arguments.export is not None:
        return export_copy(arguments)
    if arguments.addresses or arguments.base_url or arguments.site:
        raise HoabanError("--addresses, --base-url and --site say what a copy is like: name its folder with --export.")
    opened = actions.open_press(settings.VAR, processes=settings.HOABAN.presses)
    with opened as press, shown("Pressing") as progress:
        batch = actions.press_everything(press, progress) if arguments.all else press.catch_up(progress)
        failures = press.state.queue.failures()
    print(f"{batch.rendered} addresses rendered, {len(batch.written)} written, {len(batch.removed)} taken away.")
    for failure in failures:
        print(f"failed  {failure.folder}{failure.path}: {failure.reason}")
    return 1 if failures else 0


def export_copy(arguments: argparse.Namespace) -> int:
    """Copy what is published to a folder."""
    # The copy is for a web server or a memory stick: everybody may read it.
    os.umask(0o022)
    options = ExportOptions(
        LinkStyle(arguments.addresses or LinkStyle.AS_PUBLISHED), arguments.base_url, arguments.site
    )
    with shown("Copying") as progress:
        count = export(settings.VAR / actions.DIRECTORY, arguments.export, options, progress)
    print(f"{count} files are in {arguments.export}.")
    return 0

"""`hoaban press`: presses what waits, everything, or carries a copy away."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.press import actions
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """Press until nothing is left to do; 0 only where nothing failed."""
    if arguments.export is not None:
        print(f"{actions.export(settings.VAR, arguments.export)} files are in {arguments.export}.")
        return 0
    opened = actions.open_press(settings.VAR, processes=settings.HOABAN.presses)
    with opened as press, shown("Pressing") as progress:
        batch = actions.press_everything(press, progress) if arguments.all else press.catch_up(progress)
        failures = press.state.failures()
    print(f"{batch.rendered} addresses rendered, {len(batch.written)} written, {len(batch.removed)} taken away.")
    for failure in failures:
        print(f"failed  {failure.folder}{failure.path}: {failure.reason}")
    return 1 if failures else 0

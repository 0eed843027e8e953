"""`hoaban verify`: compares the published directory with the database, byte for byte."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.front.directory import PublishedDirectory
from hoaban.press import actions
from hoaban.press.verify import Comparison, Verifier
from hoaban.search.engine import DamagedIndex
from hoaban.search.verify import compare as compare_search
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """Print every difference; 0 only where there is none, or where all were mended."""
    comparison = compared(arguments.sample)
    for difference in comparison.differences:
        print(difference)
    print(f"{comparison.compared} addresses compared, {len(comparison.differences)} differ.")
    if search_differs(arguments.sample):
        return 1
    if not comparison.differences or not arguments.mend:
        return 1 if comparison.differences else 0
    with actions.open_press(settings.VAR) as press:
        actions.mend(press, comparison.differences)
        press.catch_up()
    left = compared(None).differences
    print(f"Pressed again; {len(left)} differ now.")
    return 1 if left else 0


def search_differs(sample: int | None) -> bool:
    """Compare the readers' search index as well, where there is one; print what is wrong."""
    try:
        count, wrong = compare_search(settings.VAR, sample=sample)
    except DamagedIndex as reason:
        print(f"{reason} The worker builds it, or run: hoaban search --rebuild")
        return False
    for difference in wrong:
        print(difference)
    print(f"{count} things of the search index compared, {len(wrong)} differ.")
    if wrong:
        print("While the portal runs, its index may be a moment behind; to build it anew: hoaban search --rebuild")
    return bool(wrong)


def compared(sample: int | None) -> Comparison:
    """The comparison, with its progress shown."""
    with shown("Comparing") as progress:
        return Verifier(PublishedDirectory(settings.VAR / actions.DIRECTORY), progress).verify(sample)

"""`hoaban demo`: the example portal, and plain articles in any number for measuring."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.demo import actions
from hoaban.site import trial
from hoaban.site.progress import shown


def run(arguments: argparse.Namespace) -> int:
    """Fill the portal; with `--articles`, add that many to it."""
    if not settings.HOABAN.production:
        trial.make_ready(settings.HOABAN)
    with shown("Example portal") as progress:
        filled = actions.fill(arguments.seed, progress)
    if not filled:
        print("The portal has content already; the example was not added.")
    if arguments.articles:
        with shown("Articles") as progress:
            actions.fill_articles(arguments.articles, progress)
    return 0

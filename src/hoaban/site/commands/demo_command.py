"""`hoaban demo`: the example portal, and plain articles in any number for measuring."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.demo import actions, bulk
from hoaban.kit.errors import HoabanError
from hoaban.site import trial
from hoaban.site.progress import shown


class NotInProduction(HoabanError):
    """The example portal was asked for in a production."""


def run(arguments: argparse.Namespace) -> int:
    """Fill the portal; with `--articles`, add that many to it."""
    if settings.HOABAN.production:
        raise NotInProduction(
            "The example would put invented news before readers, so it is not added to a production. "
            "Try it in a trial: HOABAN_MODE=development HOABAN_VAR=/tmp/trial hoaban demo"
        )
    if arguments.dry_run:
        return tell_what_would_happen(arguments.articles)
    trial.make_ready(settings.HOABAN)
    with shown("Example portal") as progress:
        filled = actions.fill(arguments.seed, progress)
    if not filled:
        print("The portal has content already; the example was not added.")
    if arguments.articles:
        with shown("Articles") as progress:
            bulk.fill_articles(arguments.articles, progress)
    return 0


def tell_what_would_happen(articles: int) -> int:
    """Say what the command would write, and write nothing."""
    empty = trial.has_open_migrations() or actions.portal_is_empty()
    print("The example portal would be added." if empty else "The portal has content already; no example is added.")
    if articles:
        print(f"{articles} plain articles would be added.")
    return 0

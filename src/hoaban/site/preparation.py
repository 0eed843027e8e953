"""Waits until the database can be worked with, and prepares that of a trial; desk and worker start behind it.

A process of its own, so that readers have the front meanwhile, whatever is the matter with the database.
"""

from __future__ import annotations

import sys
import time

import django
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from hoaban.front.heartbeat import Heartbeat
from hoaban.kit import troubles
from hoaban.kit.back_off import BackOff
from hoaban.kit.errors import HoabanError
from hoaban.site.databases import trouble_in_words
from hoaban.site.supervisor import EMPTY

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0
PREPARATION = "preparation"


def what_is_missing(*, fills: bool) -> list[str]:
    """Why desk and worker cannot start yet; a trial is first made ready, a production is only looked at."""
    from hoaban.site import readiness, trial  # noqa: PLC0415  Django is set up by now

    options = settings.HOABAN
    try:
        if options.production:
            return readiness.reasons_not_to_serve()
        trial.make_ready(options)
        if fills:
            trial.fill_if_new(options)
        return list(readiness.problems_of_database())
    except (DatabaseError, InterfaceError) as error:
        return [trouble_in_words(error)]
    except (OSError, HoabanError) as error:
        return [str(error)]


def wait_until_prepared(*, fills: bool) -> None:
    """Try again and again, with longer and longer pauses, and say each time what is waited for."""
    back_off = BackOff(first=FIRST_PAUSE, longest=LONGEST_PAUSE)
    while problems := what_is_missing(fills=fills):
        pause = back_off.failed(PREPARATION)
        told = " ".join(problems)
        troubles.begin("database", told)
        print(f"Readers read on; desk and worker wait {pause:.0f} s. {told}", flush=True)
        # Where the database is another one now, or stands elsewhere, only a new connection finds it.
        connections.close_all()
        time.sleep(pause)
    if back_off.waiting:
        print("The database is there; desk and worker start.", flush=True)


def run(words: list[str]) -> None:
    """Wait, and end when desk and worker may start."""
    Heartbeat(PREPARATION, troubles=troubles.told).start()
    django.setup()
    wait_until_prepared(fills=EMPTY not in words)


if __name__ == "__main__":
    run(sys.argv[1:])

"""`hoaban serve`: makes a trial ready at its first start, refuses a production that is not, answers requests."""

from __future__ import annotations

import argparse
import dataclasses
import sys

from django.conf import settings

from hoaban.site import readiness, trial
from hoaban.site.front_options import front_options
from hoaban.site.supervisor import become_supervisor


def run(arguments: argparse.Namespace) -> int:
    """Start the portal and stay until stopped."""
    given = {name: getattr(arguments, name) for name in ("address", "port", "ipv6")}
    chosen = {name: value for name, value in given.items() if value is not None}
    options = dataclasses.replace(settings.HOABAN, **chosen)
    if options.production:
        problems = readiness.reasons_not_to_serve()
        if problems:
            print(readiness.told("Hoa Ban does not start", problems), file=sys.stderr)
            return 1
    else:
        trial.make_ready(options)
        if not arguments.empty:
            trial.fill_if_new(options)
    become_supervisor(options, front_options(options))
    return 0

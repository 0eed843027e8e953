"""`hoaban serve`: starts the portal; readers have it at once, desk and worker as soon as the database lets them."""

from __future__ import annotations

import argparse
import dataclasses

from django.conf import settings

from hoaban.site.front_options import front_options
from hoaban.site.supervisor import become_supervisor


def run(arguments: argparse.Namespace) -> int:
    """Start the portal and stay until stopped."""
    given = {name: getattr(arguments, name) for name in ("address", "port", "ipv6")}
    chosen = {name: value for name, value in given.items() if value is not None}
    options = dataclasses.replace(settings.HOABAN, **chosen)
    become_supervisor(options, front_options(options), fills=not arguments.empty)
    return 0

"""`hoaban setup`: makes an empty installation a portal, without a browser and as often as one likes."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from django.conf import settings
from django.http.request import validate_host

from hoaban.site.new_portal import CannotSetUp, NewPortal, make_portal, present_name

STANDARD_INPUT = "-"


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing, and say what was done; 0 also where nothing was."""
    options = settings.HOABAN
    # What is done is told here, in the words of whoever runs the portal.
    logging.getLogger("wagtail").setLevel(logging.WARNING)
    host = arguments.host or (options.hosts[0] if options.hosts else "")
    wanted = NewPortal(
        host=host,
        port=arguments.port or (443 if options.https else options.port),
        name=arguments.name or present_name() or asked("Name of the body, such as 'Xã Sơn Ca': ", "--name"),
        administrator=arguments.admin,
        password=password_in(arguments.password_file) if arguments.password_file else "",
    )
    done = 0
    for told in make_portal(wanted):
        print(told, flush=True)
        done += 1
    if not done:
        print("Everything is there already; nothing was changed.")
    if not validate_host(host, options.hosts):
        print(f"Add {host!r} to HOABAN_HOSTS: the portal refuses readers who ask for it.", file=sys.stderr)
    return 0


def asked(question: str, option: str) -> str:
    """What somebody types at a terminal. Raises CannotSetUp where there is none."""
    if not sys.stdin.isatty():
        raise CannotSetUp(f"Give {option}: there is no terminal at which it could be asked.")
    try:
        return input(question)
    except EOFError:
        raise CannotSetUp(f"Nothing was typed. Give {option}.") from None


def password_in(place: str) -> str:
    """The first line of a file, or of what is handed over; raises CannotSetUp where there is none."""
    try:
        text = sys.stdin.read() if place == STANDARD_INPUT else Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise CannotSetUp(f"The password cannot be read from {place}: {error}") from error
    password = text.split("\n", 1)[0].rstrip("\r")
    if not password:
        raise CannotSetUp(f"The first line of {place} holds no password.")
    return password

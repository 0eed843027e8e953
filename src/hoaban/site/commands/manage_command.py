"""`hoaban manage`: Django's own commands for who knows them."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from hoaban.kit.errors import HoabanError
from hoaban.site.migrations_applied import refuse_lost_database

WITHOUT_QUESTIONS = frozenset({"--noinput", "--no-input", "--help", "-h"})


class NobodyToAsk(HoabanError):
    """A command asks something, and there is no terminal at which anybody could answer; nothing was done."""

    def __init__(self, words: list[str]) -> None:
        remedy = (
            "Make the account with: hoaban setup --admin ACCOUNT --password-file FILE"
            if words[0] == "createsuperuser"
            else "Call it at a terminal, or with --no-input where it has that."
        )
        super().__init__(f"`hoaban manage {words[0]}` asks, and there is no terminal at which to answer. {remedy}")


def run(arguments: argparse.Namespace) -> int:
    """Hand the words over to Django. Raises NobodyToAsk and DatabaseIsLost."""
    words = arguments.words
    # Django says that it leaves this out, and that all is well.
    if words[:1] == ["createsuperuser"] and not sys.stdin.isatty() and WITHOUT_QUESTIONS.isdisjoint(words):
        raise NobodyToAsk(words)
    if words == ["migrate"]:
        refuse_lost_database(settings.VAR / "published")
    try:
        execute_from_command_line(["hoaban manage", *words])
    except EOFError as error:
        raise NobodyToAsk(words) from error
    return 0

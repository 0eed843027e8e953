"""`hoaban manage`: Django's own commands for who knows them."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line


def run(arguments: argparse.Namespace) -> int:
    """Hand the words over to Django."""
    execute_from_command_line(["hoaban manage", *arguments.words])
    return 0

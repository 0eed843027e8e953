"""Makes a trial installation usable at its first start: database, administrator, example content."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ADMINISTRATOR = "admin"


def make_ready(*, fill: bool) -> None:
    """Do what is still missing, and say what is done; nothing is done twice."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    if has_open_migrations():
        print("Preparing the database ...", flush=True)
        call_command("migrate", verbosity=0)
    new = not get_user_model().objects.exists()
    if new:
        print_account(add_administrator())


def has_open_migrations() -> bool:
    """Whether the database is older than the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def add_administrator() -> str:
    """Make the account `admin` and return its random password, which is kept nowhere."""
    password = secrets.token_urlsafe(12)
    get_user_model().objects.create_superuser(ADMINISTRATOR, email="", password=password)
    return password


def print_account(password: str) -> None:
    """Show the password, this once."""
    print(
        "\n"
        f"  Desk:      {settings.WAGTAILADMIN_BASE_URL}/{settings.DESK_PATH}\n"
        f"  Name:      {ADMINISTRATOR}\n"
        f"  Password:  {password}\n"
        "  The password is shown this once. To set another one: hoaban manage changepassword admin\n",
        flush=True,
    )

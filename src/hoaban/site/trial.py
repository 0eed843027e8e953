"""Makes a trial installation usable at its first start: database, administrator, example content."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Site

from hoaban.accounts.actions import add_administrator
from hoaban.demo import actions as demo
from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import alone
from hoaban.pages.actions import set_site_port
from hoaban.publication import installation
from hoaban.site.migrations_applied import refuse_lost_database, refuse_newer_database
from hoaban.site.options import Options
from hoaban.site.progress import shown

ADMINISTRATOR = "admin"
# Held by whoever makes the tables.
PREPARING = "prepare.lock"
# Rooms of the time before the first release, whose tables nothing carries over into those of today.
ROOMS_BEFORE_THE_CUT = frozenset({"content", "statistics"})


class DatabaseFromBefore(HoabanError):
    """The database was made before the rooms were cut as they are now."""

    def __init__(self) -> None:
        super().__init__(
            "This database was made before the first release, by rooms that are called otherwise now; nothing carries "
            "it over. Begin with an empty state folder (HOABAN_VAR) or database."
        )


def make_ready(options: Options) -> None:
    """Do what is still missing, and say what is done; nothing is done twice.

    Whoever begins at the same time waits, and finds everything done. Raises DatabaseFromBefore, DatabaseIsLost
    and DatabaseIsNewer.
    """
    with alone(settings.VAR / PREPARING, wait=True):
        make_ready_alone(options)


def make_ready_alone(options: Options) -> None:
    """As `make_ready`, for whoever is the only one to do it."""
    if is_from_before():
        raise DatabaseFromBefore
    refuse_lost_database(settings.VAR / "published")
    refuse_newer_database()
    if has_open_migrations() or any(installation.missing()):
        print("Preparing the database ...", flush=True)
        call_command("migrate", verbosity=0)
    if not get_user_model().objects.exists():
        _administrator, password = add_administrator(ADMINISTRATOR)
        print_account(password, options)


def fill_if_new(options: Options) -> None:
    """Fill a portal that has no content yet with the example, and let its addresses name the port of this trial."""
    with shown("Example portal") as progress:
        filled = demo.fill(progress=progress)
    if filled:
        for site in Site.objects.exclude(port=options.port):
            set_site_port(site, options.port)


def is_from_before() -> bool:
    """Whether rooms of another name have made tables in the database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return not ROOMS_BEFORE_THE_CUT.isdisjoint(room for room, _migration in applied)


def has_open_migrations() -> bool:
    """Whether the database is older than the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def print_account(password: str, options: Options) -> None:
    """Show where the desk is and the password, which is kept nowhere."""
    print(
        "\n"
        f"  Desk:      http://127.0.0.1:{options.port}/{settings.DESK_PATH}\n"
        f"  Name:      {ADMINISTRATOR}\n"
        f"  Password:  {password}\n"
        "  The password is shown this once. To set another one: .venv/bin/hoaban manage changepassword admin\n",
        flush=True,
    )

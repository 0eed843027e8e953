"""The `hoaban` command: reads the words on the command line and calls the one function they stand for."""

from __future__ import annotations

import argparse
import importlib
import os
import pwd
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import DatabaseError, OperationalError, ProgrammingError

from hoaban.kit.errors import HoabanError
from hoaban.site.backups.backup_folder import refuse_half_restored
from hoaban.site.databases import known_remedy, trouble_in_words
from hoaban.site.option_values import ip_address, number
from hoaban.site.options import WrongOptions
from hoaban.site.version import version

# Exit codes: 0 only on success, 1 for what went wrong, 2 for a wrong command line or wrong options.
WRONG_USE = 2
# Its options may not be there before it has done its first step.
SETS_DJANGO_UP = frozenset({"restore"})


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments, each with the sentence that `--help` shows."""
    root = argparse.ArgumentParser(prog="hoaban", description="Hoa Ban, the information portal of a public body.")
    root.add_argument("--version", action=VersionAction, nargs=0, help="print the version and its commit")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_serve(commands)
    add_setup(commands)
    add_demo(commands)
    add_import(commands)
    add_press(commands)
    add_backups(commands)
    nginx = commands.add_parser("nginx", help="print the configuration of an nginx before this installation")
    nginx.add_argument("--certificate", type=Path, metavar="FILE", help="certificate in PEM (default: certbot's)")
    nginx.add_argument("--key", type=Path, metavar="FILE", help="its key in PEM (default: certbot's)")
    nginx.add_argument("--without-brotli", action="store_true", help="for an nginx without the module brotli_static")
    nginx.add_argument(
        "--before-certificate", action="store_true", help="what certbot needs to get the first certificate"
    )
    sizes = commands.add_parser("renditions", help="make the sizes of photos that are missing; the worker does it too")
    sizes.add_argument("--dry-run", action="store_true", help="only say what would be made and deleted")
    search = commands.add_parser("search", help="say what the search indexes hold, or build them anew")
    search.add_argument(
        "--rebuild", action="store_true", help="build them anew; the old ones answer meanwhile; resumes after a stop"
    )
    commands.add_parser("reads", help="say how far the reads of this machine are counted")
    doctor = commands.add_parser("doctor", help="check this installation and tell every problem with its remedy")
    doctor.add_argument("--mend", action="store_true", help="first mend what can be mended without a decision")
    manage = commands.add_parser("manage", help="one of Django's own commands, such as migrate", add_help=False)
    manage.add_argument("words", nargs=argparse.REMAINDER)
    return root


class VersionAction(argparse.Action):
    """Prints the version, and ends; asked for the commit only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"hoaban {version()}")
        parser.exit()


def argument(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader of an option as a reader of an argument, so that its remedy is shown."""

    def told(given: str) -> Any:
        try:
            return read(given)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{given!r}: {error}") from None

    return told


def add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`hoaban serve`."""
    serve = commands.add_parser("serve", help="start the portal; the first start of a trial fills it with an example")
    serve.add_argument(
        "--address", type=argument(ip_address), help="address to listen at (default: option HOABAN_ADDRESS)"
    )
    serve.add_argument(
        "--port", type=argument(number(1, 65_535)), help="port to listen at (default: option HOABAN_PORT)"
    )
    serve.add_argument("--ipv6", action="store_true", default=None, help="listen at the IPv6 counterpart as well")
    serve.add_argument("--empty", action="store_true", help="do not fill a new trial with the example portal")


def add_setup(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`hoaban setup`."""
    setup = commands.add_parser("setup", help="make an empty installation a portal, as far as it is none yet")
    setup.add_argument("--host", default="", help="host under which readers find it (default: the first HOABAN_HOSTS)")
    setup.add_argument(
        "--port", type=argument(number(1, 65_535)), help="port of its addresses (default: 443 with HTTPS)"
    )
    setup.add_argument("--name", default="", help="name of the body; asked for at a terminal")
    setup.add_argument("--admin", default="", metavar="ACCOUNT", help="administrator to make (default: none)")
    setup.add_argument(
        "--password-file",
        default="",
        metavar="FILE",
        help="holds its password; `-` for standard input (default: one is drawn, and told once)",
    )


def add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`hoaban demo`."""
    demo = commands.add_parser("demo", help="fill the portal with the example of the invented province Hoa Ban")
    demo.add_argument(
        "--articles",
        type=argument(number(1, 1_000_000)),
        default=0,
        metavar="N",
        help="add N plain articles, for measuring",
    )
    demo.add_argument("--dry-run", action="store_true", help="say what would be added, add nothing")
    demo.add_argument(
        "--seed", type=argument(number(0, 999_999)), default=1, help="the same seed gives the same content (default: 1)"
    )


def add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`hoaban import run` and `hoaban import records`."""
    importing = commands.add_parser("import", help="bring an old portal across")
    acts = importing.add_subparsers(dest="act", required=True, metavar="ACT")
    run = acts.add_parser("run", help="read, extract and load a file or a folder; resumes where it stopped")
    run.add_argument("source", type=Path, metavar="FILE_OR_FOLDER")
    run.add_argument("--job", type=Path, help="folder for records, ledger and report (default: in the state folder)")
    run.add_argument("--only", default="", metavar="PATTERN", help="only files whose path matches, such as '*.txt'")
    run.add_argument(
        "--site", default="", metavar="HOST", help="site that receives the pages (default: the default one)"
    )
    run.add_argument("--dry-run", action="store_true", help="read and account for everything, load nothing")
    records = acts.add_parser("records", help="print the page records of a job")
    records.add_argument("job", type=Path)
    records.add_argument("--flat", action="store_true", help="one flat object per page")


def add_press(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`hoaban press` and `hoaban verify`."""
    press = commands.add_parser("press", help="write the published pages that have changed; the worker does it too")
    press.add_argument("--all", action="store_true", help="every page; goes on where it was stopped")
    press.add_argument("--export", type=Path, metavar="DIR", help="copy what is published to a new folder")
    press.add_argument(
        "--addresses",
        choices=("as-published", "relative", "absolute"),
        help="how the files of the copy name each other; relative for a memory stick (default: as-published)",
    )
    press.add_argument("--base-url", default="", metavar="URL", help="where an absolute copy will lie")
    press.add_argument("--site", default="", metavar="HOST", help="copy this host alone")
    verify = commands.add_parser("verify", help="compare what is published with the database, byte for byte")
    verify.add_argument("--sample", type=argument(number(1, 10_000_000)), metavar="N", help="only N pages, by chance")
    verify.add_argument("--mend", action="store_true", help="press what differs again")


def add_backups(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`hoaban backup` and `hoaban restore`."""
    backup = commands.add_parser("backup", help="take one backup more into a folder, while the portal runs")
    backup.add_argument("folder", type=Path, metavar="FOLDER")
    backup.add_argument(
        "--keep", type=argument(number(1, 10_000)), metavar="N", help="then delete all but the N newest (default: none)"
    )
    backup.add_argument("--dry-run", action="store_true", help="only say what would be written and deleted")
    restore = commands.add_parser("restore", help="bring a backup back, publish it, and look at what came of it")
    restore.add_argument("folder", type=Path, metavar="FOLDER")
    restore.add_argument(
        "--from", dest="beginning", default="", metavar="DATE", help="the newest of that day or time (default: of all)"
    )
    restore.add_argument("--although-another", action="store_true", help="also where another portal made it")
    restore.add_argument("--dry-run", action="store_true", help="only verify the backup, and say what it holds")


def run(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code is 0 only on success."""
    # Before anything is written: no file is born that another user of this machine could read.
    os.umask(0o077)
    arguments = parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaban.site.settings")
    try:
        if arguments.command not in SETS_DJANGO_UP:
            django.setup()
            be_the_owner(settings.VAR)
            refuse_half_restored(settings.VAR)
        return int(importlib.import_module(f"hoaban.site.commands.{arguments.command}_command").run(arguments))
    except WrongOptions as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USE
    except HoabanError as error:
        print(error, file=sys.stderr)
        return 1
    except DatabaseError as error:
        # SQLite's word for a damaged file has no class of its own.
        is_of_the_database = isinstance(error, OperationalError | ProgrammingError) or type(error) is DatabaseError
        # Who knows Django's own commands reads its tracebacks, but for what no command can help.
        is_for_django = arguments.command == "manage" and not known_remedy(error)
        if is_for_django or not is_of_the_database:
            raise
        print(remedy_of(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


class AnotherUser(HoabanError):
    """The command runs as a user to whom the state folder does not belong."""


def be_the_owner(var: Path) -> None:
    """Refuse to write as another user (root): the portal could not take away later what that one wrote."""
    if var.exists() and (owner := var.stat().st_uid) != os.geteuid():
        name = name_of(owner)
        raise AnotherUser(
            f"The state folder {var} belongs to {name}, and this command runs as {name_of(os.geteuid())}: the portal "
            f"could not change what it writes. Run it so: sudo -u {name} hoaban ..."
        )


def name_of(user: int) -> str:
    """The name of a user of this machine, or the number where there is none."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"


def remedy_of(error: DatabaseError) -> str:
    """What to do where a command could not use the database. Raises the error again where the program is at fault."""
    from hoaban.site.trial import has_open_migrations  # noqa: PLC0415  Django has to be set up before

    if known_remedy(error):
        return trouble_in_words(error)
    try:
        if has_open_migrations():
            said = " ".join(str(error).split())
            return f"The database is not prepared ({said}): run `hoaban setup`, or `hoaban manage migrate`."
    except DatabaseError:
        return trouble_in_words(error)
    raise error


if __name__ == "__main__":
    sys.exit(run())

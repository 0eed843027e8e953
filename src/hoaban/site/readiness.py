"""What keeps an installation from working well: every check, each problem with its remedy."""

from __future__ import annotations

import errno
import shlex
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, Site

from hoaban.accounts.queries import administrators_with_weak_passwords
from hoaban.counting.condition import condition
from hoaban.front.journal import FOLDER
from hoaban.front.process_states import OK, ask
from hoaban.media.queries import count_missing
from hoaban.pages import placement
from hoaban.pages.models import HomePage, Section
from hoaban.pages.page_types import held_choices
from hoaban.pages.reserved import pages_that_are_hidden
from hoaban.press.health import health
from hoaban.publication import installation
from hoaban.publication.homes import HOME_DEPTH
from hoaban.search.indexer import DESK, PUBLIC
from hoaban.search.verify import damage
from hoaban.site.databases import trouble_in_words
from hoaban.site.migrations_applied import DatabaseIsLost, DatabaseIsNewer, applied, refuse_lost_database, unknown
from hoaban.site.option_values import GB, size_in_words
from hoaban.site.options import DEFAULT_PASSWORDS, is_given
from hoaban.site.supervisor import SUPERVISOR_SOCKET, socket_path
from hoaban.site.trial import DatabaseFromBefore, has_open_migrations, is_from_before
from hoaban.site.watchdog import restarts

LEAST_FREE_SPACE = 2 * GB
SEARCH_BACKEND = "hoaban.search.desk_backend"
MOST_ACCOUNTS_LOOKED_AT = 50
MOST_FAILURES_TOLD = 10
# Where files of another user do harm, and how many are looked at.
OWNED, MOST_FILES_LOOKED_AT = ("published", "media"), 200_000
LONGEST_WAIT_FOR_PHOTOS = timedelta(hours=1)
LONGEST_WAIT_OF_READS = 60.0
DAYS_TO_TELL_RESTARTS = timedelta(days=7)
Check = Callable[[], Iterator[str]]


def problems_of_django() -> Iterator[str]:
    """What Django's, Wagtail's and the rooms' own checks complain about."""
    for message in checks.run_checks(include_deployment_checks=settings.HOABAN.production):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield f"{message.id}: {message.msg} {message.hint or ''}".strip()


def problems_of_database() -> Iterator[str]:
    """A database that cannot be reached, is of another time than the program, or could lose an acknowledged write."""
    try:
        refuse_lost_database(settings.VAR / "published")
        if is_from_before():
            yield str(DatabaseFromBefore())
        elif newer := unknown(applied()):
            yield str(DatabaseIsNewer(newer[0]))
        elif has_open_migrations():
            yield "The database is older than the program. Bring it up to date with: hoaban manage migrate"
    except DatabaseIsLost as error:
        yield str(error)
        return
    except DatabaseError as error:
        yield trouble_in_words(error)
        return
    if connection.vendor == "sqlite":
        try:
            yield from problems_of_sqlite()
        except DatabaseError as error:
            yield trouble_in_words(error)


def problems_of_sqlite() -> Iterator[str]:
    """A file of SQLite that lacks the write-ahead log or is damaged."""
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        if mode != "wal":
            yield (
                f"SQLite keeps its journal as {mode!r} instead of a write-ahead log, so readers wait for writers. "
                "Put the state folder (HOABAN_VAR) on a local disk: network drives cannot share the log."
            )
        found = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            yield trouble_in_words(DatabaseError(f"malformed: {found}"))


def problems_of_state_folder() -> Iterator[str]:
    """A state folder that cannot be written or is nearly full."""
    var: Path = settings.VAR
    try:
        var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var):
            pass
    except OSError as error:
        yield f"The state folder {var} cannot be written: {error.strerror}. {remedy_of_disk(error, var)}"
        return
    yield from problems_of_owners(var)
    yield from problems_of_the_way(var / "published")
    free = shutil.disk_usage(var).free
    if free < LEAST_FREE_SPACE:
        yield (
            f"Only {free // (1024 * 1024)} MB are free on the disk of {var}; "
            f"{size_in_words(LEAST_FREE_SPACE)} are the least. Free some, or give the folder a larger disk."
        )
    secret = var / "secret_key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield f"The file {secret} can be read by others. Run: chmod 600 {shlex.quote(str(secret))}"


def remedy_of_disk(error: OSError, var: Path) -> str:
    """What helps where a folder cannot be written: each reason has another remedy."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk of {var} is full: free some of it, or give the folder a larger one; it goes on by itself."
    if error.errno == errno.EROFS:
        return "The disk is mounted to be read only, as after a fault: look at it, and mount it again to be written."
    return "Give it to the user who runs the portal."


def problems_of_owners(var: Path) -> Iterator[str]:
    """Files of somebody else, which the press could not take away when their page is withdrawn."""
    owner, strangers = var.stat().st_uid, 0
    first = None
    for path in islice(chain.from_iterable((var / name).rglob("*") for name in OWNED), MOST_FILES_LOOKED_AT):
        with suppress(FileNotFoundError):
            if path.lstat().st_uid != owner:
                strangers, first = strangers + 1, first or path
    if first:
        folders = shlex.join(str(var / name) for name in OWNED)
        yield (
            f"{strangers} files belong to another user than the state folder, the first is {first}: what they show "
            f"could not be withdrawn. As root, run: chown -R --reference={shlex.quote(str(var))} {folders}"
        )


def problems_of_the_way(published: Path) -> Iterator[str]:
    """Folders that keep a web server before the portal, which runs as another user, from what is published."""
    if not (settings.HOABAN.production and settings.HOABAN.trusted_proxies and published.exists()):
        return
    shut = [folder for folder in (published, *published.parents) if not folder.stat().st_mode & stat.S_IXOTH]
    if shut:
        yield (
            f"A web server before the portal cannot get to {published}: {shut[-1]} lets no other user through. Every "
            f"reader then waits for the front. Run: chmod o+x {shlex.join(map(str, reversed(shut)))}"
        )


def problems_of_press() -> Iterator[str]:
    """What stops the press, and the addresses that it could not render."""
    found = health(settings.VAR)
    if found.alarm:
        yield f"The press publishes nothing: {found.alarm}. Mend that; it goes on by itself within a minute."
    for failure in found.failures[:MOST_FAILURES_TOLD]:
        yield (
            f"{failure.folder}{failure.path} cannot be pressed since {failure.since:%Y-%m-%d %H:%M} UTC, tried "
            f"{failure.tries} times: {failure.reason}. Readers get what was there before. Mend the page; it is tried "
            "again by itself."
        )
    if found.failed > MOST_FAILURES_TOLD:
        yield f"{found.failed - MOST_FAILURES_TOLD} further addresses cannot be pressed. The log names each of them."


def problems_of_processes() -> Iterator[str]:
    """What the supervisor of a running portal says of its processes; those that answered nothing and were restarted."""
    for name, found in (ask(socket_path(settings.VAR, SUPERVISOR_SOCKET)) or {}).items():
        if found.state != OK:
            told = "; ".join(found.troubles)
            yield f"The {name}: {found.state}{f' ({told})' if told else ''}. The log of the portal says more of it."
    recent = [each for each in restarts(settings.VAR) if each.at > timezone.now() - DAYS_TO_TELL_RESTARTS]
    for name in dict.fromkeys(each.name for each in recent):
        of_it = [each for each in recent if each.name == name]
        last, more = of_it[-1], f" ({len(of_it)} times in the last days)" if len(of_it) > 1 else ""
        yield (
            f"The {name} was restarted at {last.at:%Y-%m-%d %H:%M} UTC because it answered nothing for {last.seconds} "
            f"s{more}. Look in the log at what it did then, and report it: no page and no request may hold it so long."
        )


def problems_of_proxies() -> Iterator[str]:
    """A production that believes whoever asks from this machine, because nobody chose anything else."""
    if settings.HOABAN.production and not is_given("trusted_proxies"):
        yield (
            "HOABAN_TRUSTED_PROXIES is not set, so the X-Forwarded-For of every program on this machine is believed: "
            "it may speak in the name of any address. Say which proxy stands before the portal: "
            "HOABAN_TRUSTED_PROXIES=127.0.0.1,::1 for an nginx on this machine, its own addresses for another one, "
            "and HOABAN_TRUSTED_PROXIES= (empty) where readers reach the portal directly."
        )


def problems_of_translations() -> Iterator[str]:
    """Catalogues that were not compiled since they changed: people would read English."""
    stale = [
        source
        for source in settings.PACKAGE.rglob("*.po")
        if not source.with_suffix(".mo").exists() or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    if stale:
        yield f"{len(stale)} translations are not compiled, the first is {stale[0]}. Compile them with: make setup"


def problems_of_static_files() -> Iterator[str]:
    """Stylesheets and scripts that production has not collected."""
    if settings.HOABAN.production and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield "The stylesheets and scripts are not collected. Run: hoaban manage collectstatic --no-input"


def problems_of_search() -> Iterator[str]:
    """An index that is damaged, and a search backend that writes an index with each publication."""
    for which in (PUBLIC, DESK):
        if told := damage(settings.VAR, which):
            yield f"{told} The worker notices and builds the index anew; without it, run: hoaban search --rebuild"
    for name, backend in settings.WAGTAILSEARCH_BACKENDS.items():
        if connection.vendor == "sqlite" and backend["BACKEND"] != SEARCH_BACKEND:
            yield (
                f"The search backend {name!r} is {backend['BACKEND']}: on SQLite it stops all publishing once there "
                f"are many articles. Set it back to {SEARCH_BACKEND}."
            )


def problems_of_log() -> Iterator[str]:
    """What keeps changes from being noted, or the press from finding pages fast."""
    for sentence in installation.missing():
        yield f"{sentence} Put it there with: hoaban manage migrate"


def problems_of_accounts() -> Iterator[str]:
    """Administrators whose password anybody would try first."""
    accounts = get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if not accounts:
        yield "Nobody may administer the portal. Make an account with: hoaban manage createsuperuser"
    for account in accounts[:MOST_ACCOUNTS_LOOKED_AT]:
        tried = {*DEFAULT_PASSWORDS, account.get_username()} - {""}
        if any(account.check_password(password) for password in tried):
            name = account.get_username()
            yield f"The account {name!r} has a default password. Change it with: hoaban manage changepassword {name}"
    for account in administrators_with_weak_passwords()[:MOST_ACCOUNTS_LOOKED_AT]:
        name = account.get_username()
        yield (
            f"The administrator {name!r} has a password that is easily guessed. Ask for another one, or set one with: "
            f"hoaban manage changepassword {name}"
        )


def problems_of_sites() -> Iterator[str]:
    """Sites that would give readers and feeds an address that leads nowhere."""
    for site in Site.objects.exclude(root_page__in=HomePage.objects.all()).select_related("root_page"):
        remedy = (
            "Make one with: hoaban setup"
            if site.is_default_site
            else "Add one below the root of the pages, and choose it on the desk under Settings, Sites."
        )
        yield f"The site {site.hostname!r} begins with {site.root_page.title!r}, which is no home page. {remedy}"
    if not settings.HOABAN.production:
        return
    for site in Site.objects.all():
        if site.hostname not in settings.ALLOWED_HOSTS:
            yield (
                f"The site {site.site_name or site.hostname!r} has the host {site.hostname!r}, which is not in "
                "HOABAN_HOSTS. Change it on the desk under Settings, Sites, or add it to HOABAN_HOSTS."
            )


def problems_of_listings() -> Iterator[str]:
    """Pages whose listing columns disagree with the tree: readers would miss them, or see what was withdrawn."""
    for model in placement.item_models():
        wrong = placement.wrongly_placed(model).count()
        if wrong:
            yield (
                f"{wrong} pages of the type {model._meta.verbose_name} are listed wrongly. "
                "Mend them with: hoaban doctor --mend"
            )


def problems_of_rooms() -> Iterator[str]:
    """What rooms that are no longer installed left behind: pages that nothing can show, sections without items."""
    for content_type in [found for found in ContentType.objects.all() if found.model_class() is None]:
        left = Page.objects.filter(content_type=content_type).count()
        if left:
            yield (
                f"{left} pages are of the type {content_type.app_label}.{content_type.model}, which no installed room "
                "has: readers are answered with 404, and the desk cannot edit them. Install the room again; to be rid "
                "of the pages, delete them on the desk before the room is taken out."
            )
    for section in Section.objects.exclude(holds__in=[word for word, _name in held_choices()]):
        yield (
            f"The section {section.title!r} lists {section.holds!r}, which no installed room declares, so it is empty. "
            "Choose on the desk what it lists, or install the room again."
        )


def problems_of_addresses() -> Iterator[str]:
    """Pages that nobody reaches, since the portal itself answers at their addresses now."""
    for page in pages_that_are_hidden():
        yield (
            f"The page {page.title!r} (number {page.pk}) stands at {page.slug!r}, where the portal itself answers. "
            "Give it another address on the desk, under its promotion."
        )


def problems_of_photos() -> Iterator[str]:
    """Sizes of photos that pages go without and that nobody is making."""
    missing = count_missing()
    asked_for = DBTaskResult.objects.ready().filter(enqueued_at__gt=timezone.now() - LONGEST_WAIT_FOR_PHOTOS)
    if missing and not asked_for.exists():
        yield (
            f"{missing} sizes of photos are missing and pages go without them. The worker makes them in the "
            "background, so look whether it runs; or make them now with: hoaban renditions"
        )


def problems_of_reads() -> Iterator[str]:
    """Reads that nobody counts, and secrets of the day that others can read."""
    folder = settings.VAR / FOLDER
    if folder.exists() and folder.stat().st_mode & 0o077:
        yield (
            f"The folder {folder} can be looked into by others: who knows the secret of the day can tell readers "
            f"apart. Run: chmod 700 {shlex.quote(str(folder))}"
        )
    found = condition(folder)
    if found.oldest > LONGEST_WAIT_OF_READS:
        yield (
            f"{found.waiting} reads wait to be counted, the oldest for {found.oldest:.0f} s. The worker counts them: "
            "look whether it runs, and what its log says. No read is lost meanwhile."
        )


def mend_listings() -> None:
    """Work the listing columns of every page out again."""
    for home in Page.objects.filter(depth=HOME_DEPTH):
        placement.refresh(home)


# Those that need the tables come after the one that asks whether they are there.
WITHOUT_TABLES: dict[str, Check] = {
    "checks of Django and of the rooms": problems_of_django,
    "state folder": problems_of_state_folder,
    "translations": problems_of_translations,
    "static files": problems_of_static_files,
    "search": problems_of_search,
    "press": problems_of_press,
    "processes": problems_of_processes,
    "proxies": problems_of_proxies,
    "database": problems_of_database,
}
WITH_TABLES: dict[str, Check] = {
    "log": problems_of_log,
    "accounts": problems_of_accounts,
    "sites": problems_of_sites,
    "listings": problems_of_listings,
    "rooms": problems_of_rooms,
    "addresses": problems_of_addresses,
    "photos": problems_of_photos,
    "reads": problems_of_reads,
}
NEEDED_TO_SERVE = ("static files", "database", "log", "accounts")


def findings() -> Iterator[tuple[str, list[str]]]:
    """Each check's name with its problems, all of them; what needs the database is left out where it has none."""
    for name, check in WITHOUT_TABLES.items():
        problems = list(check())
        yield name, problems
    if problems:
        return
    for name, check in WITH_TABLES.items():
        yield name, list(check())


def reasons_not_to_serve() -> list[str]:
    """What must be mended before readers may come to a production."""
    return [problem for name, problems in findings() if name in NEEDED_TO_SERVE for problem in problems]

"""What an operator may choose: each option once, with its name, type, default and one sentence.

From this one place come the ``HOABAN_*`` environment variables, the keys of ``var/hoaban.toml``, the page
``docs/settings.md`` and the message that tells every wrong option at once. No option that is secret has a fallback
in production.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hoaban.kit.errors import HoabanError
from hoaban.site import option_values as values
from hoaban.site.purge import purge_problems

PREFIX = "HOABAN_"
FILE_NAME = "hoaban.toml"
# Where a trial keeps the secret that it made itself.
SECRET_KEY = "secret_key"  # noqa: S105  the name of a file
# Names with the prefix that are not options: they speak to the test runner, not to the product.
FOR_THE_TESTS = frozenset({"HOABAN_TESTS_MUST_RUN"})
LEAST_SECRET_LENGTH = 50
DEFAULT_PASSWORDS = frozenset({"", "admin", "changeme", "hoaban", "password", "postgres", "root", "secret", "123456"})
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class WrongOptions(HoabanError):
    """The installation cannot start; the message names every wrong option with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        count = "1 option is" if len(problems) == 1 else f"{len(problems)} options are"
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(
            f"Hoa Ban cannot start: {count} wrong.\n{lines}\n"
            "Every option is described in docs/settings.md. For a trial on this machine set HOABAN_MODE=development."
        )


def option(read: Callable[[str], Any], default: Any, sentence: str, *, secret: bool = False, shown: str = "") -> Any:
    """Declare an option: how its text is read, its default, what it is for, and how the default is shown in papers."""
    metadata = {"read": read, "sentence": sentence, "secret": secret, "shown": shown}
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Every choice of one installation, checked."""

    mode: str = option(
        values.one_of("production", "development", "test"),
        "production",
        "The one switch: `production` is strict, `development` and `test` fill in what a trial needs.",
    )
    var: Path = option(values.folder, Path("var"), "Folder that holds all state of the installation.")
    secret_key: str = option(
        values.text,
        "",
        "Signs sessions and links; at least 50 random characters, never shared between installations.",
        secret=True,
        shown="none; in development made once and kept in the state folder",
    )
    hosts: tuple[str, ...] = option(
        values.hosts,
        (),
        "Host names that the portal answers to, separated by commas; the first one is used in e-mail.",
        shown="none; in development this machine's own names",
    )
    https: bool = option(
        values.yes_or_no,
        True,
        "Whether visitors come by HTTPS: turns plain HTTP away, marks cookies secure, sends HSTS.",
        shown="yes; no in development",
    )
    debug: bool = option(
        values.yes_or_no,
        False,
        "Shows the inside of an error in the browser instead of the portal's own page; refused in production.",
    )
    database_url: str = option(
        values.database_url,
        "",
        "PostgreSQL as `postgresql://user:password@host:5432/name`; empty for SQLite in the state folder.",
        secret=True,
        shown="SQLite",
    )
    address: str = option(values.ip_address, "127.0.0.1", "Address that `hoaban serve` listens at.")
    port: int = option(values.number(1, 65_535), 8000, "Port that `hoaban serve` listens at.")
    ipv6: bool = option(
        values.yes_or_no,
        False,
        "Listens at the IPv6 counterpart as well (`::1` for this machine, `::` for all).",
    )
    workers: int = option(values.number(1, 64), 1, "Processes that answer editors.")
    threads: int = option(values.number(1, 64), 4, "Threads in each of those processes.")
    silence: int = option(
        values.number(0, 3600),
        30,
        "Seconds after which a process that gives no sign of life is ended and started again; 0 for never.",
    )
    presses: int = option(
        values.number(1, 64),
        1,
        "Processes that render pages: the worker itself and helpers beside it, for large portals on several cores.",
    )
    front_memory: int = option(
        values.size, 64 * values.MB, "Memory in which the front keeps hot pages ready; the others come from the disk."
    )
    trusted_proxies: tuple[str, ...] = option(
        values.networks,
        ("127.0.0.1", "::1"),
        "Addresses or networks of the proxies before the portal; only their X-Forwarded-* headers are believed.",
    )
    cache_tags: bool = option(
        values.yes_or_no,
        False,
        "Whether answers carry `Cache-Tag` and `Surrogate-Key`, by which a cache before the portal can be purged.",
    )
    purge: str = option(
        values.one_of("nothing", "varnish", "cloudflare", "cloudfront", "azure-cdn", "azure-front-door"),
        "nothing",
        "Kind of cache before the portal that is told what has changed; `varnish` is any that takes PURGE requests.",
    )
    purge_by: str = option(
        values.one_of("urls", "tags"),
        "urls",
        "How it is told: by `urls`, or by `tags` (varnish and cloudflare, with HOABAN_CACHE_TAGS).",
    )
    purge_locations: tuple[str, ...] = option(
        values.web_addresses, (), "Where PURGE requests are sent, such as `http://127.0.0.1:6081`, separated by commas."
    )
    purge_token: str = option(
        values.text,
        "",
        "Proves that the portal asks: sent to varnish as `X-Purge-Token`, to cloudflare as its API token.",
        secret=True,
        shown="none",
    )
    purge_target: str = option(
        values.text,
        "",
        "Zone of cloudflare, distribution of cloudfront, `subscription/resource-group/profile/endpoint` of azure-cdn, "
        "`subscription/resource-group/front-door` of azure-front-door.",
    )
    desk_path: str = option(values.path_prefix, "quan-tri/", "Path under which the editors' desk lies.")
    open_data: bool = option(
        values.yes_or_no,
        False,
        "Whether scripts on other websites may read the public figures under `/api/` (CORS); programs always may.",
    )
    time_zone: str = option(values.time_zone, "Asia/Ho_Chi_Minh", "Time zone of every date that people see.")
    log_level: str = option(
        values.one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
        "Least weight of the messages that are logged.",
    )
    log_days: int = option(
        values.number(0, 3650),
        30,
        "Days for which the publication log is kept for its report on the desk, after the press has read it.",
    )
    session_idle_minutes: int = option(
        values.number(5, 1_440), 60, "Minutes after which somebody who does nothing at the desk is signed out."
    )
    session_hours: int = option(
        values.number(1, 168), 12, "Hours after which everybody signs in anew, also who asked to be remembered."
    )
    limit_searches: int = option(
        values.number(0, 1_000_000), 600, "Searches that one network may ask for in a minute; 0 for any number."
    )
    limit_suggestions: int = option(
        values.number(0, 1_000_000),
        1_800,
        "Suggestions while typing that one network may ask for in a minute; 0 for any number.",
    )
    limit_forms: int = option(
        values.number(0, 1_000_000), 60, "Public forms that one network may send in a minute; 0 for any number."
    )
    limit_image: int = option(values.size, 20 * values.MB, "Largest image file that is taken in.")
    limit_image_pixels: int = option(
        values.number(1, 400_000_000),
        40_000_000,
        "Most pixels of an image, of all its frames together; checked before it is decoded.",
    )
    limit_image_seconds: int = option(
        values.number(1, 600), 20, "Most seconds of the processor in which a picture is read and written anew."
    )
    limit_text_seconds: int = option(
        values.number(1, 3600), 60, "Most seconds of the processor in which the text of a document is read."
    )
    limit_memory: int = option(
        values.size, values.GB, "Most memory of a process that reads one picture or one document; two run at once."
    )
    limit_document: int = option(values.size, 100 * values.MB, "Largest document that is taken in.")
    limit_video: int = option(values.size, values.GB, "Largest video file that is taken in.")
    limit_archive: int = option(values.size, 4 * values.GB, "Largest archive that the importer takes in.")
    limit_form: int = option(values.size, values.MB, "Largest form without its files.")

    @property
    def production(self) -> bool:
        """Whether the strict rules hold."""
        return self.mode == "production"


def variable(name: str) -> str:
    """Name of the environment variable of an option."""
    return PREFIX + name.upper()


def read_options(environment: Mapping[str, str] | None = None) -> Options:
    """The options of this installation, from the environment first and ``hoaban.toml`` second.

    Raises `WrongOptions` that names everything that is wrong, not only the first thing.
    """
    environment = os.environ if environment is None else environment
    problems: list[str] = []
    var, texts = given(environment, problems)
    chosen = parsed(texts, problems)
    options = Options(**{**chosen, "var": var})
    if options.production:
        problems += refusals(options)
    else:
        try:
            options = for_trial(options, chosen)
        except ValueError as error:
            problems.append(str(error))
    problems += purge_problems(options)
    if problems:
        raise WrongOptions(problems)
    return options


def given(environment: Mapping[str, str], problems: list[str]) -> tuple[Path, dict[str, str]]:
    """The state folder, and the texts of all options that somebody has chosen."""
    texts = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
    texts = {name: text for name, text in texts.items() if name not in FOR_THE_TESTS}
    var = state_folder(environment)
    return var, {**texts_of_file(var / FILE_NAME, problems), **texts}


def state_folder(environment: Mapping[str, str]) -> Path:
    """The folder that holds all state, which the environment alone can name."""
    return Path(environment.get(variable("var")) or "var").resolve()


def is_given(name: str, environment: Mapping[str, str] | None = None) -> bool:
    """Whether somebody has chosen an option, also where he chose its default."""
    return variable(name) in given(os.environ if environment is None else environment, [])[1]


def texts_of_file(path: Path, problems: list[str]) -> dict[str, str]:
    """The file's keys as the environment variables they stand for."""
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"The file {path} cannot be read: {error}. Mend it or take it away.")
        return {}
    texts = {variable(key): values.as_text(value) for key, value in content.items()}
    if variable("var") in texts:
        problems.append(
            f"The file {path} says `var`, and lies in that folder itself, so nobody asks it. Take the line away; the "
            "environment alone names the folder: HOABAN_VAR."
        )
    return texts


def parsed(texts: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """The values of the options that were given; what cannot be read becomes a problem."""
    fields = {variable(field.name): field for field in dataclasses.fields(Options)}
    chosen: dict[str, Any] = {}
    for name, text in sorted(texts.items()):
        field = fields.get(name)
        if field is None:
            # Without the prefix, which makes every name like every other one.
            known = [each.removeprefix(PREFIX) for each in fields]
            nearest = difflib.get_close_matches(name.removeprefix(PREFIX), known, 1)
            remedy = f"Did you mean {PREFIX}{nearest[0]}?" if nearest else "Take it away."
            problems.append(f"{name} is not an option. {remedy}")
            continue
        try:
            chosen[field.name] = field.metadata["read"](text.strip())
        except ValueError as error:
            shown = "(secret)" if field.metadata["secret"] else repr(text[:80])
            problems.append(f"{name} is {shown}: {error}")
    return chosen


def refusals(options: Options) -> list[str]:
    """Why an installation that readers can reach must not start like this."""
    problems = []
    if not options.secret_key:
        problems.append(
            'HOABAN_SECRET_KEY is missing. Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    elif len(options.secret_key) < LEAST_SECRET_LENGTH or len(set(options.secret_key)) < 10:
        problems.append(
            f"HOABAN_SECRET_KEY is too easily guessed: it needs {LEAST_SECRET_LENGTH} random characters. "
            'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    if options.debug:
        problems.append("HOABAN_DEBUG is on: it would show the inside of errors to readers. Take it away.")
    if not options.hosts:
        problems.append("HOABAN_HOSTS is missing. Name the portal's hosts, for example HOABAN_HOSTS=portal.example.vn")
    if "*" in options.hosts:
        problems.append("HOABAN_HOSTS holds `*`: anybody could speak in the portal's name. Name each host.")
    user, password = values.database_account(options.database_url)
    if options.database_url and (password.lower() in DEFAULT_PASSWORDS or password == user):
        problems.append(
            f"HOABAN_DATABASE_URL has a default password for the user {user!r}. "
            f"Give the user another one (psql: \\password {user}) and write it into the address."
        )
    return problems


def for_trial(options: Options, chosen: Mapping[str, Any]) -> Options:
    """The options of a development or test installation, with what was not chosen filled in."""
    filled: dict[str, Any] = {"https": False, "hosts": LOCAL_HOSTS}
    if options.mode == "test":
        filled["hosts"] = (*LOCAL_HOSTS, "testserver", ".localhost")
    if not options.secret_key:
        filled["secret_key"] = values.kept_secret(options.var / SECRET_KEY)
    return dataclasses.replace(options, **{name: value for name, value in filled.items() if name not in chosen})

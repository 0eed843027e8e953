"""How the text of an option becomes its value; each reader raises ValueError with the remedy."""

from __future__ import annotations

import ipaddress
import re
import secrets
import zoneinfo
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from hoaban.kit.host_name import host_name

MB = 1024 * 1024
GB = 1024 * MB
UNITS = {"": 1, "KB": 1024, "MB": MB, "GB": GB}


def text(given: str) -> str:
    """Reader of any text."""
    return given


def one_of(*choices: str) -> Callable[[str], str]:
    """Reader of one word out of a few, in any case."""

    def read(given: str) -> str:
        for choice in choices:
            if choice.lower() == given.lower():
                return choice
        raise ValueError(f"choose one of {', '.join(choices)}.")

    return read


def yes_or_no(given: str) -> bool:
    """Reader of a switch: `yes`, `no` and what other programs write for them."""
    word = given.lower()
    if word in {"1", "yes", "true", "on"}:
        return True
    if word in {"", "0", "no", "false", "off"}:
        return False
    raise ValueError("write yes or no.")


def number(least: int, most: int) -> Callable[[str], int]:
    """Reader of a whole number between two bounds, both allowed."""

    def read(given: str) -> int:
        if re.fullmatch(r"[0-9]{1,12}", given) and least <= int(given) <= most:
            return int(given)
        raise ValueError(f"write a whole number from {least} to {most}.")

    return read


def size(given: str) -> int:
    """Reader of a number of bytes: `1048576`, `500 KB`, `20 MB`, `4 GB`."""
    found = re.fullmatch(r"([0-9]{1,15})\s*(|KB|MB|GB)", given.upper())
    if not found or not int(found[1]):
        raise ValueError("write a size such as 20 MB or 4 GB.")
    return int(found[1]) * UNITS[found[2]]


def size_in_words(size_in_bytes: int) -> str:
    """A number of bytes as `size` reads it, in the largest unit that leaves no rest."""
    for unit, factor in reversed(UNITS.items()):
        if size_in_bytes % factor == 0 and unit:
            return f"{size_in_bytes // factor} {unit}"
    return str(size_in_bytes)


def words(given: str) -> tuple[str, ...]:
    """Reader of a list separated by commas."""
    return tuple(part.strip() for part in given.split(",") if part.strip())


def hosts(given: str) -> tuple[str, ...]:
    """Reader of hosts separated by commas; one that begins with a dot stands for all below it, `*` for any at all."""
    return tuple(host_pattern(word) for word in words(given))


def host_pattern(word: str) -> str:
    """A host in the form that browsers send, or a pattern of several. Raises ValueError."""
    if word == "*":
        return word
    dot = "." if word.startswith(".") else ""
    return f"{dot}{host_name(word.removeprefix('.'))}"


def networks(given: str) -> tuple[str, ...]:
    """Reader of IP addresses and networks separated by commas."""
    for word in words(given):
        try:
            ipaddress.ip_network(word)
        except ValueError:
            raise ValueError(f"{word!r} is no address and no network; write for example 10.0.0.0/8.") from None
    return words(given)


def web_addresses(given: str) -> tuple[str, ...]:
    """Reader of addresses of servers separated by commas, without a path."""
    for word in words(given):
        if not re.fullmatch(r"https?://[\w.:\[\]-]+/?", word):
            raise ValueError(f"{word!r} is no address of a server; write for example http://127.0.0.1:6081.")
    return words(given)


def ip_address(given: str) -> str:
    """Reader of one IPv4 or IPv6 address, in its shortest form."""
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        raise ValueError("write an IP address, for example 127.0.0.1 or 0.0.0.0.") from None


def folder(given: str) -> Path:
    """Reader of a folder's path, which need not exist."""
    return Path(given)


def path_prefix(given: str) -> str:
    """Reader of a path such as `quan-tri/`, with exactly one slash, at its end."""
    prefix = given.strip("/")
    if not re.fullmatch(r"[a-z0-9-]+", prefix):
        raise ValueError("write one word of small letters, digits and hyphens, for example quan-tri.")
    return prefix + "/"


def time_zone(given: str) -> str:
    """Reader of the name of a time zone."""
    try:
        zoneinfo.ZoneInfo(given)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("there is no such time zone; write for example Asia/Ho_Chi_Minh.") from None
    return given


def database_url(given: str) -> str:
    """Reader of a PostgreSQL address; the empty text means SQLite."""
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        complete = parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1 and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise ValueError("write postgresql://user:password@host:5432/name, or nothing for SQLite.")
    return given


def database_account(address: str) -> tuple[str, str]:
    """User and password in a PostgreSQL address, both empty where it has none."""
    parts = urlsplit(address)
    return unquote(parts.username or ""), unquote(parts.password or "")


def as_text(value: Any) -> str:
    """A value of a TOML file as it would stand in the environment."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value)


def kept_secret(path: Path) -> str:
    """The random secret of a trial installation: made at the first start, kept readable by its owner only.

    Raises ValueError for a file that holds none.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(64), encoding="ascii")
        # Of two who start at once, both get the secret of the first.
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    try:
        return path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        raise ValueError(
            f"The secret in {path} is damaged. Take it from a backup, or delete it: then everybody signs in anew."
        ) from None

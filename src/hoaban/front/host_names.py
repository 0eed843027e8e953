"""Which Host headers are answered, and from which folder."""

from __future__ import annotations

import re

from hoaban.front.hosts import Hosts

HOST = re.compile(rb"([a-z0-9](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?")
MOST_REMEMBERED = 1024
ANY = "*"


class HostNames:
    """Judges Host headers by `hosts.json` and the allowed patterns, and remembers the judgement."""

    def __init__(self, hosts: Hosts, allowed: tuple[str, ...]) -> None:
        self.hosts = hosts
        self.allowed = tuple(pattern.lower() for pattern in allowed)
        self.remembered: dict[bytes, str | None] = {}

    def folder(self, host: bytes) -> str | None:
        """The folder of a Host header, empty where the host is allowed but has none; None where it is refused."""
        try:
            return self.remembered[host]
        except KeyError:
            if len(self.remembered) >= MOST_REMEMBERED:
                self.remembered.clear()
            found = self.remembered[host[:300]] = self.judge(host)
            return found

    def judge(self, host: bytes) -> str | None:
        """The folder of a Host header that was not seen before."""
        found = HOST.fullmatch(host.lower())
        if found is None or not (found[2] is None or 1 <= int(found[2]) <= 65535):
            return None
        name = found[1].decode("ascii").removesuffix(".")
        full = f"{name}:{int(found[2])}" if found[2] else name
        if not {name, full} & self.hosts.folders.keys() and (name in self.hosts.former or not self.is_allowed(name)):
            return None
        return self.hosts.folder_of(full)

    def is_allowed(self, name: str) -> bool:
        """Whether a pattern allows the name: itself, `.its-end`, or everything (as in Django's ALLOWED_HOSTS)."""
        return any(
            pattern in {ANY, name} or (pattern.startswith(".") and (name.endswith(pattern) or name == pattern[1:]))
            for pattern in self.allowed
        )

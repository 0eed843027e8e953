"""What the front is told about its installation: one typed object, made by whoever starts it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hoaban.front.limits import Limits

TUPLES = ("allowed_hosts", "trusted_proxies", "desk_prefixes")


@dataclasses.dataclass(frozen=True, kw_only=True)
class FrontOptions:
    """Everything the front is told.

    `root`: the published directory. `reads`: the folder of what is counted. `addresses`: (IP, port) pairs to listen
    at; port 0 takes a free one. `desk_socket`: path of the desk's Unix socket. `desk_threads`: how many requests the
    desk answers at once. `desk_prefixes`: beginnings of the addresses that only the desk answers. `https`: whether
    readers come by HTTPS (sends HSTS). `time_zone`: whose days the counting follows. `allowed_hosts`: as in Django,
    beside the hosts of `hosts.json`. `trusted_proxies`: networks whose X-Forwarded headers are believed.
    `limit_memory`, `limit_form` and `limit_body`: bytes; what is larger than a form is taken only from whom the desk
    knows. `spool`: folder for what waits in files, None for the machine's own. `webroot`: folder whose `.well-known` is
    published for every host. `certificate` and `key`: files in PEM, where the front does TLS itself. `cache_tags`:
    whether answers carry the tags by which a cache before the front knows them.
    """

    root: Path
    reads: Path
    addresses: tuple[tuple[str, int], ...]
    desk_socket: Path
    desk_threads: int
    desk_prefixes: tuple[str, ...]
    https: bool
    time_zone: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    limit_memory: int
    limit_form: int
    limit_body: int
    spool: Path | None = None
    webroot: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    cache_tags: bool = False
    limits: Limits = dataclasses.field(default_factory=Limits)

    def as_json(self) -> str:
        """The options as the argument of a process."""
        return json.dumps(dataclasses.asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> FrontOptions:
        """The inverse of `as_json`; raises TypeError and ValueError for anything else."""
        said: dict[str, Any] = json.loads(text)
        if not isinstance(said, dict):
            raise TypeError(f"The options of the front are no object: {text[:50]!r}")
        given = {name: value for name, value in said.items() if value is not None}
        paths = {field.name for field in dataclasses.fields(cls) if "Path" in str(field.type)} & given.keys()
        given |= {name: Path(given[name]) for name in paths}
        given |= {name: tuple(given[name]) for name in TUPLES if name in given}
        options = cls(**given | {"limits": Limits(**given.get("limits", {}))})
        try:
            ZoneInfo(options.time_zone)
        except ZoneInfoNotFoundError as error:
            raise ValueError(f"{options.time_zone!r} is no time zone") from error
        return dataclasses.replace(options, addresses=tuple((str(ip), int(port)) for ip, port in options.addresses))

"""Runs the front as a process of its own, without Django: `python -m hoaban.front.server OPTIONS-AS-JSON`."""

from __future__ import annotations

import dataclasses
import gc
import json
import logging
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn

from hoaban.front.answers import Answers
from hoaban.front.deadlines import sweep
from hoaban.front.heartbeat import Heart
from hoaban.front.journal import FOLDER
from hoaban.front.limits import Limits
from hoaban.front.protocol import FrontProtocol
from hoaban.front.proxy import Front
from hoaban.front.reads import Reads
from hoaban.front.ready import Clock

MB = 1024 * 1024
PATHS = ("root", "reads", "spool")
SECONDS_TO_FINISH = 10
BACKLOG = 4096
# What the desk answers itself, always: editors, search, documents behind a right, what is not published as a file.
DESK_PREFIXES = ("/quan-tri/", "/tim-kiem/", "/en/tim-kiem/", "/tep/", "/static/", "/media/", "/qr/", "/api/")


@dataclasses.dataclass(frozen=True)
class FrontOptions:
    """Everything the front is told.

    `root`: the published directory. `addresses`: (IP, port) pairs to listen at; port 0 takes a free one.
    `desk_socket`: path of the desk's Unix socket. `https`: whether readers come by HTTPS (sends HSTS).
    `allowed_hosts`: as in Django, beside the hosts of `hosts.json`. `trusted_proxies`: networks whose
    X-Forwarded headers are believed. `limit_memory`, `limit_form` and `limit_body`: bytes; what is larger than a form
    is taken only from whom the desk knows. `desk_hands`: how many requests the desk answers at once. `spool`: folder
    for what waits in files, by default the machine's own. `desk_prefixes`: beginnings of addresses that always go to
    the desk. `certificate` and `key`: files in PEM, where the front does TLS itself.
    `cache_tags`: whether answers carry the tags by which a cache before the front knows them. `reads`: the folder of
    what is counted, by default beside the published directory. `time_zone`: whose days the counting follows.
    """

    root: Path
    addresses: tuple[tuple[str, int], ...]
    desk_socket: str
    https: bool = True
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    limit_memory: int = 64 * MB
    limit_form: int = MB
    limit_body: int = 1100 * MB
    desk_hands: int = 4
    spool: Path | None = None
    desk_prefixes: tuple[str, ...] = DESK_PREFIXES
    certificate: str | None = None
    key: str | None = None
    cache_tags: bool = False
    reads: Path | None = None
    time_zone: str = "Asia/Ho_Chi_Minh"
    limits: Limits = dataclasses.field(default_factory=Limits)

    def as_json(self) -> str:
        """The options as the argument of the process."""
        given = {name: str(path) for name in PATHS if (path := getattr(self, name)) is not None}
        return json.dumps(dataclasses.asdict(self) | given)

    @classmethod
    def from_json(cls, text: str) -> FrontOptions:
        """The inverse of `as_json`; raises TypeError and ValueError for anything else."""
        said: dict[str, Any] = json.loads(text)
        said["root"] = Path(said["root"])
        said |= {name: Path(said[name]) for name in PATHS if said.get(name)}
        ZoneInfo(said.get("time_zone", cls.time_zone))
        said["addresses"] = tuple((str(address), int(port)) for address, port in said["addresses"])
        for name in ("allowed_hosts", "trusted_proxies", "desk_prefixes"):
            if name in said:
                said[name] = tuple(said[name])
        said["limits"] = Limits(**said.get("limits", {}))
        return cls(**said)


class FrontServer(uvicorn.Server):
    """uvicorn's server, which also looks at the clock for every connection."""

    def __init__(self, config: uvicorn.Config, answers: Answers, reads: Reads, clock: Clock, limits: Limits) -> None:
        super().__init__(config)
        self.answers = answers
        self.reads = reads
        self.clock = clock
        self.heart = Heart("front")
        self.ticks_between = max(round(limits.sweep_seconds * 10), 1)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second, by uvicorn: keep the deadlines and see whether the directory is still the same."""
        if counter % self.ticks_between == 0:
            sweep(self.server_state.connections, self.clock)  # type: ignore[arg-type]
            self.answers.watch()
        # Every second, however often the deadlines are looked at.
        if counter % 10 == 0:
            self.reads.tick()
            self.heart.beat()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way, then bring the journal to the disk."""
        await super().shutdown(sockets)
        self.reads.close()


def protocol_of(answers: Answers, reads: Reads, clock: Clock, limits: Limits) -> type[FrontProtocol]:
    """The protocol class with what its connections share."""
    shared = {"answers": answers, "reads": reads, "clock": clock, "limits": limits}
    return type("Protocol", (FrontProtocol,), shared)


def bound(address: str, port: int) -> socket.socket:
    """A socket that listens at an address; an IPv6 one for IPv6 alone. Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Lets a new front start beside the one that is finishing.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((address, port))
        # Whoever reads the line that says the address may connect already.
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


def server_of(options: FrontOptions) -> FrontServer:
    """The server with everything it needs, not started."""
    clock, limits = Clock(), options.limits
    answers = Answers(
        options.root,
        https=options.https,
        allowed_hosts=options.allowed_hosts,
        limit_bytes=options.limit_memory,
        desk_prefixes=options.desk_prefixes,
        cache_tags=options.cache_tags,
    )
    folder = options.reads or options.root.parent / FOLDER
    reads = Reads(answers, folder, ZoneInfo(options.time_zone), options.trusted_proxies, limits)
    config = uvicorn.Config(
        front_of(options, answers, reads),
        http=protocol_of(answers, reads, clock, limits),
        loop="uvloop",
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )
    return FrontServer(config, answers, reads, clock, limits)


def front_of(options: FrontOptions, answers: Answers, reads: Reads) -> Front:
    """The application with what it is told."""
    return Front(
        answers,
        desk_socket=options.desk_socket,
        desk_hands=options.desk_hands,
        limit_form=options.limit_form,
        limit_body=options.limit_body,
        spool_folder=options.spool,
        reads=reads,
        trusted_proxies=options.trusted_proxies,
        limits=options.limits,
    )


def serve(options: FrontOptions) -> None:
    """Answer at all addresses until SIGTERM or SIGINT; what is under way is finished first. Raises OSError."""
    take_all_descriptors()
    sockets = [bound(address, port) for address, port in options.addresses]
    for listening in sockets:
        address, port = listening.getsockname()[:2]
        print(f"The front listens at {f'[{address}]' if ':' in address else address}:{port}", flush=True)
    server = server_of(options)
    # What was made until now stays: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    # uvicorn raises the signal once more when it is done; that is a good end.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    server.run(sockets=sockets)


def leave(number: int, frame: Any) -> None:
    """End the process in good order."""
    sys.exit(0)


def take_all_descriptors() -> None:
    """Allow as many open connections as the machine lets this process have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run(arguments: list[str]) -> int:
    """Serve with the options of a JSON text; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Says at every request what the front says itself where it matters.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    try:
        options = FrontOptions.from_json(arguments[0])
    except (IndexError, TypeError, ValueError, KeyError) as error:
        print(f"The front cannot read its options ({error}); give them as one JSON text.", file=sys.stderr)
        return 2
    try:
        serve(options)
    except OSError as error:
        print(f"The front cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

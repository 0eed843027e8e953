"""Runs the front as a process of its own, without Django: `python -m hoaban.front.server OPTIONS-AS-JSON`."""

from __future__ import annotations

import gc
import logging
import resource
import signal
import socket
import sys
from typing import Any

import uvicorn

from hoaban.front.answers import Answers
from hoaban.front.beacon_handler import BeaconHandler
from hoaban.front.deadlines import sweep
from hoaban.front.heartbeat import Heartbeat
from hoaban.front.limits import Limits
from hoaban.front.options import FrontOptions
from hoaban.front.protocol import FrontProtocol
from hoaban.front.proxy import Front
from hoaban.front.responses import Clock

SECONDS_TO_FINISH = 10
BACKLOG = 4096


class FrontServer(uvicorn.Server):
    """uvicorn's server, which also looks at the clock for every connection."""

    def __init__(
        self, config: uvicorn.Config, answers: Answers, beacons: BeaconHandler, clock: Clock, limits: Limits
    ) -> None:
        super().__init__(config)
        self.answers = answers
        self.beacons = beacons
        self.clock = clock
        self.heartbeat = Heartbeat("front")
        self.ticks_between = max(round(limits.sweep_seconds * 10), 1)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second, by uvicorn: keep the deadlines and see whether the directory is still the same."""
        if counter % self.ticks_between == 0:
            sweep(self.server_state.connections, self.clock)  # type: ignore[arg-type]
            self.answers.watch()
        # Every second, however often the deadlines are looked at.
        if counter % 10 == 0:
            self.beacons.tick()
            self.heartbeat.send()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way, then bring the journal to the disk."""
        await super().shutdown(sockets)
        self.beacons.close()


def protocol_of(answers: Answers, beacons: BeaconHandler, clock: Clock, limits: Limits) -> type[FrontProtocol]:
    """The protocol class with what its connections share."""
    shared = {"answers": answers, "beacons": beacons, "clock": clock, "limits": limits}
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
    clock, answers = Clock(), Answers(options)
    beacons = BeaconHandler(answers, options)
    config = uvicorn.Config(
        Front(answers, beacons, options),
        http=protocol_of(answers, beacons, clock, options.limits),
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
    return FrontServer(config, answers, beacons, clock, options.limits)


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
    """End with exit code 0 when uvicorn raises the signal again behind its own shutdown."""
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

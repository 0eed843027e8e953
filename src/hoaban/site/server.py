"""Runs the web server, at one address or at an IPv4 address and its IPv6 counterpart, until it is told to stop."""

from __future__ import annotations

import multiprocessing
import socket

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from hoaban.kit.errors import HoabanError
from hoaban.site.options import Options

APPLICATION = "hoaban.site.wsgi:application"
COUNTERPARTS = {"127.0.0.1": "::1", "0.0.0.0": "::"}  # noqa: S104  the operator chose to listen everywhere
SECONDS_TO_FINISH = 10


def serve_until_stopped(options: Options) -> None:
    """Answer requests until SIGINT or SIGTERM; requests under way are finished first."""
    addresses = addresses_of(options)
    for address in addresses:
        make_sure_it_is_free(address, options.port)
        shown = f"[{address}]" if ":" in address else address
        print(f"Hoa Ban listens at http://{shown}:{options.port}/ (stop with Ctrl-C)", flush=True)
    # granian listens at one address; a second one gets a server of its own beside it.
    beside = [
        multiprocessing.get_context("spawn").Process(target=serve_at, args=(address, options))
        for address in addresses[1:]
    ]
    for process in beside:
        process.start()
    try:
        serve_at(addresses[0], options)
    finally:
        for process in beside:
            process.terminate()
            process.join(SECONDS_TO_FINISH)


class AddressNotFree(HoabanError):
    """Nothing can listen at the address; the message says why."""


def make_sure_it_is_free(address: str, port: int) -> None:
    """Raise `AddressNotFree` in a sentence, where the server would only show its inside."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # What a server that stopped a moment ago left behind is no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        raise AddressNotFree(
            f"Port {port} at {address} cannot be used: {error.strerror}. "
            f"Stop what listens there, or choose another one: hoaban serve --port {port + 1}"
        ) from None


def addresses_of(options: Options) -> list[str]:
    """Where to listen: the chosen address, and its IPv6 counterpart if asked for."""
    counterpart = COUNTERPARTS.get(options.address) if options.ipv6 else None
    return [options.address, counterpart] if counterpart else [options.address]


def serve_at(address: str, options: Options) -> None:
    """Run one server at one address."""
    Server(
        APPLICATION,
        address=address,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=options.production,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve()

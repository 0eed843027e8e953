"""The desk process: Django behind the front, at a socket that only this installation's own user can open."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.recorder import MigrationRecorder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from hoaban.front.heartbeat import Heartbeat
from hoaban.front.process_states import OK
from hoaban.front.readiness import READY
from hoaban.kit.errors import HoabanError
from hoaban.site.middleware import FROM_FRONT
from hoaban.site.supervisor import desk_socket

APPLICATION = "hoaban.site.desk_process:application_with_heartbeat"
SECONDS_TO_FINISH = 10
Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]
logger = logging.getLogger(__name__)
_asking = threading.Lock()


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Django, told that the request came from the front: nobody else can open the desk's socket."""
    if environ["PATH_INFO"] == READY:
        return say_how_the_database_is(start_response)
    from hoaban.site.wsgi import application as portal  # noqa: PLC0415  in the process that answers, not before

    environ[FROM_FRONT] = True
    return portal(environ, start_response)


def say_how_the_database_is(start_response: Start) -> Iterable[bytes]:
    """What the front asks for `/_ready`: one thread at a time waits for a database that answers nothing."""
    state = "answers nothing"
    if _asking.acquire(blocking=False):
        try:
            state = OK if MigrationRecorder(connection).applied_migrations() else "is not prepared"
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database cannot be asked: %s", " ".join(str(error).split()))
            state = "cannot be asked"
        finally:
            connection.close()
            _asking.release()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"database": state}).encode()]


class SocketInUse(HoabanError):
    """Another desk answers at the socket; the message names it."""


class RequestsInFlight:
    """How many requests this process has under way, and how many are done."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.begun = self.done = 0

    def state(self) -> tuple[int, int]:
        """(under way, done), as a heartbeat tells them."""
        return self.begun - self.done, self.done

    def begin(self) -> None:
        """Count a request that has come."""
        with self.lock:
            self.begun += 1

    def end(self) -> None:
        """Count a request whose answer the server has taken."""
        with self.lock:
            self.done += 1


class CountedResponse:
    """An answer that is done when the server has taken all of it."""

    def __init__(self, answer: Iterable[bytes], in_flight: RequestsInFlight) -> None:
        self.answer = answer
        self.in_flight = in_flight

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer)

    def close(self) -> None:
        """Called by the server in every end (PEP 3333)."""
        try:
            if hasattr(self.answer, "close"):
                self.answer.close()
        finally:
            self.in_flight.end()


def application_with_heartbeat() -> Wsgi:
    """The application of one process of the desk, which sends heartbeats also while Django is loaded."""
    in_flight = RequestsInFlight()
    Heartbeat("desk", in_flight.state).start()
    import hoaban.site.wsgi  # noqa: PLC0415, F401  loaded before the first request comes

    def counted(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        in_flight.begin()
        try:
            return CountedResponse(application(environ, start_response), in_flight)
        except BaseException:
            in_flight.end()
            raise

    return counted


def serve() -> None:
    """Answer what the front passes on, until SIGTERM; requests under way are finished."""
    options = settings.HOABAN
    path = desk_socket(options.var)
    take_socket(path)
    Server(
        APPLICATION,
        factory=True,
        uds=path,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve()


def take_socket(path: Path) -> None:
    """Take away a socket that another desk left behind. Raises SocketInUse where that one still listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if probe.connect_ex(str(path)) == 0:
            raise SocketInUse(f"Another desk listens at {path}; this one would take its visitors.")
    path.unlink(missing_ok=True)


if __name__ == "__main__":
    serve()

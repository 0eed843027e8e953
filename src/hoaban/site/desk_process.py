"""The desk process: Django behind the front, at a socket that only this installation's own user can open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from hoaban.front.heartbeat import Heartbeat
from hoaban.site.middleware import FROM_FRONT
from hoaban.site.supervisor import desk_socket

APPLICATION = "hoaban.site.desk_process:application_with_heartbeat"
SECONDS_TO_FINISH = 10
Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Django, told that the request came from the front: nobody else can open the desk's socket."""
    from hoaban.site.wsgi import application as portal  # noqa: PLC0415  in the process that answers, not before

    environ[FROM_FRONT] = True
    return portal(environ, start_response)


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
    path.unlink(missing_ok=True)
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


if __name__ == "__main__":
    serve()

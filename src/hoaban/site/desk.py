"""The desk process: Django behind the front, at a socket that only this installation's own user can open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from hoaban.site.middleware import FROM_FRONT
from hoaban.site.processes import desk_socket

APPLICATION = "hoaban.site.desk:application"
SECONDS_TO_FINISH = 10


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, told that the request came from the front: nobody else can open the desk's socket."""
    from hoaban.site.wsgi import application as portal  # noqa: PLC0415  in the process that answers, not before

    environ[FROM_FRONT] = True
    return portal(environ, start_response)


def serve() -> None:
    """Answer what the front passes on, until SIGTERM; requests under way are finished."""
    options = settings.HOABAN
    path = desk_socket(options.var)
    path.unlink(missing_ok=True)
    Server(
        APPLICATION,
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

"""Supervises the processes of an installation: starts front, desk and worker, restarts what dies, stops all cleanly."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import stat
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from hoaban.front.heartbeat import VARIABLE
from hoaban.front.journal import FOLDER as READS
from hoaban.front.options import FrontOptions
from hoaban.front.process_states import ProcessState, as_answer
from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import LockHeld, take
from hoaban.site.notify import Notifier
from hoaban.site.options import Options
from hoaban.site.supervised_process import SECONDS_TO_FINISH, SupervisedProcess
from hoaban.site.watchdog import Watchdog, note_restart

COUNTERPARTS = {"127.0.0.1": "::1", "0.0.0.0": "::"}  # noqa: S104  the operator chose to listen everywhere
# How this machine itself reaches what listens everywhere.
NEAREST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  compared, not listened at
SECONDS_BETWEEN_LOOKS = 0.25
LONGEST_SOCKET_PATH = 100
LOCK = "serve.lock"
# Said to the preparation where a new trial is to stay empty.
EMPTY = "--empty"
DESK_SOCKET, SUPERVISOR_SOCKET = "desk.sock", "supervisor.sock"
# How far desk and worker stand back (`nice`) where the processor is too small for all.
READERS_FIRST = 5
# What waits in the front for slow visitors, in files without a name.
SPOOL = "spool"
# Where an operator, or certbot, puts what is published under `/.well-known/`.
WEBROOT = "webroot"
PRIVATE_FOLDERS = ("media", "imports", "search", READS, SPOOL, WEBROOT)
PRIVATE_FILES = ("*.sqlite3", "*.sqlite3-*", "*.toml", "secret_key")


class AddressNotFree(HoabanError):
    """Nothing can listen at the address; the message says why."""


class ServedAlready(HoabanError):
    """Another process serves this state folder; the message says which."""


class UnusableFolder(HoabanError):
    """The state folder cannot be written, so that nothing could be kept."""


@dataclass(frozen=True, kw_only=True)
class SupervisorOptions:
    """What the supervisor is told.

    `var`: the state folder. `silence`: seconds after which a process that gives no sign of life is ended, 0 for never.
    `desk_threads`: how many requests each process of the desk answers at once. `fills`: whether a new trial gets the
    example.
    """

    var: Path
    silence: int
    desk_threads: int
    fills: bool
    front: FrontOptions

    def as_json(self) -> str:
        """The options as the argument of a process."""
        told = {"silence": self.silence, "desk_threads": self.desk_threads, "fills": self.fills}
        return json.dumps({**told, "var": str(self.var), "front": self.front.as_json()})

    @classmethod
    def from_json(cls, text: str) -> SupervisorOptions:
        """The inverse of `as_json`; raises TypeError and ValueError for anything else."""
        said = json.loads(text)
        return cls(**said | {"var": Path(said["var"]), "front": FrontOptions.from_json(said["front"])})


@dataclass
class Supervisor:
    """All processes of one installation, in the order in which they are stopped."""

    processes: list[SupervisedProcess]
    environment: dict[str, str]
    notifier: Notifier
    watchdog: Watchdog
    var: Path
    stopping: bool = field(default=False)

    def run(self) -> None:
        """Keep them running until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        try:
            while not self.stopping:
                for process in self.processes:
                    process.start_if_due(self.environment, time.monotonic())
                self.kill_silent()
                self.notifier.look()
                self.watchdog.wait(SECONDS_BETWEEN_LOOKS)
        finally:
            self.notifier.say("STOPPING=1")
            deadline = time.monotonic() + SECONDS_TO_FINISH
            for process in self.processes:
                process.stop()
            for process in self.processes:
                process.end(deadline)

    def kill_silent(self) -> None:
        """Hear who lives, and tell who asks; end what answers nothing: the next look starts it again."""
        asking = self.watchdog.listen(time.monotonic())
        if asking:
            self.watchdog.answer(asking, as_answer(self.states(time.monotonic())))
        for process in self.processes:
            seconds = process.kill_if_silent(self.watchdog, time.monotonic())
            if seconds:
                note_restart(self.var, process.name, seconds)

    def states(self, now: float) -> dict[str, ProcessState]:
        """By name how each process is."""
        return {process.name: process.state(self.watchdog, now) for process in self.processes}

    def ask_to_stop(self, _number: int, _frame: object) -> None:
        """End the loop of `run` at its next look; a handler of signals."""
        self.stopping = True


def become_supervisor(options: Options, front: FrontOptions, *, fills: bool) -> None:
    """Turn this process into the one that keeps the others running: it needs no Django, so it carries none.

    Raises `ServedAlready`, `AddressNotFree` or `UnusableFolder` before that.
    """
    addresses = listening_addresses(options)
    try:
        be_the_only_one(options.var)
        for address in addresses:
            make_sure_it_is_free(address, options.port)
        keep_private(options.var)
    except OSError as error:
        raise UnusableFolder(
            f"The state folder {options.var} cannot be written: {error.strerror} ({error.filename}). Give it to the "
            "user who runs the portal, or choose another one (HOABAN_VAR)."
        ) from None
    for address in addresses:
        shown = f"[{address}]" if ":" in address else address
        print(f"Hoa Ban listens at http://{shown}:{options.port}/ (stop with Ctrl-C)", flush=True)
    given = {
        "HOABAN_VAR": str(options.var),
        "HOABAN_PORT": str(options.port),
        "HOABAN_ADDRESS": options.address,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "hoaban.site.settings"),
        "PYTHONUNBUFFERED": "1",
        # glibc's memory for each thread by itself cost 70 MB at rest, nearly all of it in the worker.
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
    }
    told = SupervisorOptions(
        var=options.var, silence=options.silence, desk_threads=options.threads, fills=fills, front=front
    )
    command = [sys.executable, "-m", "hoaban.site.supervisor", told.as_json()]
    os.execve(sys.executable, command, {**os.environ, **given})  # noqa: S606  a command of our own


def be_the_only_one(var: Path) -> None:
    """Hold the state folder for as long as this process lives, whatever program it becomes.

    Raises ServedAlready where another process serves it, and OSError.
    """
    try:
        held = take(var / LOCK)
    except LockHeld as error:
        raise ServedAlready(
            f"{error.holder} serves the state folder {var} already. Stop it first; or give this portal a folder of its "
            "own (HOABAN_VAR)."
        ) from None
    # The lock is the kernel's: it is held until the last copy of this number is closed, at the end of the process.
    os.set_inheritable(os.dup(held.fileno()), True)


def keep_private(var: Path) -> None:
    """Let nobody but the portal's own user into what is not published.

    A web server before the portal runs as another user and must get through the state folder to `published`, and to
    nothing else: neither to the database nor to originals of photos and to documents that are not public.
    """
    for name in PRIVATE_FOLDERS:
        (var / name).mkdir(parents=True, exist_ok=True)
    for name in (*PRIVATE_FOLDERS, *PRIVATE_FILES):
        for path in var.glob(name):
            path.chmod(0o700 if path.is_dir() else 0o600)
    # Through, not in: what lies beside `published` is not even listed.
    var.chmod(stat.S_IMODE(var.stat().st_mode) | 0o011)


def keep_running(options: SupervisorOptions) -> None:
    """Keep front, desk and worker running until SIGINT or SIGTERM."""
    os.umask(0o077)
    path = socket_path(options.var, SUPERVISOR_SOCKET)
    watchdog = Watchdog(path, seconds=options.silence, threads=options.desk_threads)
    run = [sys.executable, "-m"]
    # Before the environment is copied: the variable is for this process alone.
    address, port = options.front.addresses[0]
    notifier = Notifier(NEAREST.get(address, address), port)
    preparation = SupervisedProcess(
        "preparation", [*run, "hoaban.site.preparation", *([] if options.fills else [EMPTY])], is_once=True
    )
    Supervisor(
        [
            SupervisedProcess("front", [*run, "hoaban.front.server", options.front.as_json()]),
            preparation,
            SupervisedProcess("desk", [*run, "hoaban.site.desk_process"], READERS_FIRST, after=preparation),
            SupervisedProcess("worker", [*run, "hoaban.site.worker"], READERS_FIRST, after=preparation),
        ],
        {**os.environ, VARIABLE: str(path)},
        notifier,
        watchdog,
        options.var,
    ).run()


def desk_socket(var: Path) -> Path:
    """The Unix socket between front and desk."""
    return socket_path(var, DESK_SOCKET)


def socket_path(var: Path, name: str) -> Path:
    """A socket in the state folder; where that path is too long for one, in a private folder."""
    path = var / name
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    folder = Path(tempfile.gettempdir()) / f"hoaban-{hashlib.blake2b(os.fsencode(var), digest_size=8).hexdigest()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / name


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


def listening_addresses(options: Options) -> list[str]:
    """Where to listen: the chosen address, and its IPv6 counterpart if asked for."""
    counterpart = COUNTERPARTS.get(options.address) if options.ipv6 else None
    return [options.address, counterpart] if counterpart else [options.address]


if __name__ == "__main__":
    keep_running(SupervisorOptions.from_json(sys.argv[1]))

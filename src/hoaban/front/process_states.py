"""How the processes of an installation are: asked from their supervisor, at the socket that hears heartbeats."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

QUESTION = b"how are you?"
OK = "ok"
LARGEST_ANSWER = 64 * 1024
SECONDS_TO_ANSWER = 1.0


class ProcessState(NamedTuple):
    """How one process is: `ok` or a few words that anybody may read; and what it cannot do, for the operator alone."""

    state: str
    troubles: tuple[str, ...] = ()


def as_answer(states: Mapping[str, ProcessState]) -> bytes:
    """The states by name as a supervisor sends them."""
    return json.dumps(states).encode()


def ask(supervisor: Path) -> dict[str, ProcessState] | None:
    """By name the states of all processes; None where no supervisor answers within a second."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as asking, suppress(OSError, ValueError, TypeError):
        asking.settimeout(SECONDS_TO_ANSWER)
        # A name of the kernel's choice, to which the answer goes; nothing lies on the disk.
        asking.bind("")
        asking.sendto(QUESTION, str(supervisor))
        said = json.loads(asking.recv(LARGEST_ANSWER))
        return {name: ProcessState(state, tuple(troubles)) for name, (state, troubles) in said.items()}
    return None

"""Tells systemd when the portal answers and when it stops (sd_notify), and nobody where there is no systemd."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

VARIABLE = "NOTIFY_SOCKET"
HEALTH = b"GET /_health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
GOOD = b"HTTP/1.1 200"
SECONDS_TO_ANSWER = 1.0


class Notifier:
    """Says `ready` once, as soon as the front answers at its first address."""

    def __init__(self, address: str, port: int) -> None:
        self.front = (address, port)
        # Taken out, so that no process below speaks in the supervisor's name.
        self.path = os.environ.pop(VARIABLE, "")
        self.waits = bool(self.path)

    def look(self) -> None:
        """Say that the portal is ready, where that was not said and the front answers now."""
        if self.waits and self.answers():
            self.waits = False
            self.say("READY=1")

    def answers(self) -> bool:
        """Whether the front answers `/_health` within a second."""
        with suppress(OSError), socket.create_connection(self.front, timeout=SECONDS_TO_ANSWER) as connection:
            connection.sendall(HEALTH)
            return connection.recv(len(GOOD)) == GOOD
        return False

    def say(self, text: str) -> None:
        """Send one message; a manager that is not there is no reason to stop."""
        if self.path:
            # A name that begins with @ lies in the kernel and not in a folder.
            address = "\0" + self.path[1:] if self.path.startswith("@") else self.path
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                manager.sendto(text.encode(), address)

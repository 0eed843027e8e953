"""One connection's beacons: taken when their body is there, and answered before anything else happens to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from hoaban.front.beacon_handler import BeaconHandler
from hoaban.front.beacons import LONGEST_BODY, Beacon, BeaconResponse, is_beacon
from hoaban.front.deadlines import CLOSE, IDLE
from hoaban.front.framing import FramingProtocol

# Headers that make a request more than a plain question for a file.
UNCOMMON = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"range", b"expect"})


class BeaconProtocol(FramingProtocol):
    """uvicorn's protocol that answers beacons itself; those that it cannot are the application's."""

    beacons: BeaconHandler

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # The beacon whose body is coming, and what came of it; it waits then for its record to be written.
        self.beacon: Beacon | None = None
        self.beacon_body = b""
        # Whether the present request is answered here and not by the application.
        self.is_direct = False

    def answer_waiting(self) -> None:
        if self.has_waiting:
            self.beacons.flush()

    def takes_beacon(self, method: bytes, fields: dict[bytes, bytes]) -> bool:
        """Take a beacon that can be answered when its body is there; else it is the application's."""
        if not is_beacon(self.url) or self.is_pending() or self.flow.write_paused:
            return False
        if not UNCOMMON.isdisjoint(fields) and (b"expect" in fields or not self.is_simple(fields)):
            return False
        peer = self.client[0] if self.client else ""
        self.beacon, self.beacon_body = Beacon(method, self.url, self.headers, fields, peer), b""
        # As where a request is handed over: what comes behind the body says nothing about the request.
        self.headers = []
        self.is_direct = True
        return True

    def add_to_beacon(self, beacon: Beacon, body: bytes) -> None:
        """Keep a piece of a beacon's body; one that is too long is refused at once."""
        self.beacon_body += body
        if len(self.beacon_body) > LONGEST_BODY:
            refusal = self.beacons.responses.refusal(beacon, 413)
            self.answer_beacon(beacon, refusal, keeps=self.is_kept(beacon.fields))

    def finish_beacon(self, beacon: Beacon) -> None:
        """Hand a beacon whose body is complete to those who count."""
        if not self.transport.is_closing():
            self.has_waiting = True
            # The parser forgets whether the connection is kept as soon as the request is over.
            reply = partial(self.answer_beacon, beacon, keeps=self.is_kept(beacon.fields))
            self.beacons.answer_soon(beacon, self.beacon_body, reply)

    def answer_beacon(self, beacon: Beacon, response: BeaconResponse, *, keeps: bool) -> None:
        """Write the answer to a beacon, and close the connection behind it where it is not kept."""
        self.beacon, self.has_waiting = None, False
        if self.transport.is_closing():
            return
        self.is_taken = True
        head, body = response
        start = self.clock.starts[head.status] + (b"" if keeps else CLOSE) + head.lines
        shown = b"" if beacon.method == b"HEAD" else body
        self.transport.write(b"%bcontent-length: %d\r\n\r\n%b" % (start, len(body), shown))
        if keeps:
            return
        if self.reading == IDLE:
            self.close()
        else:
            self.close_gently()

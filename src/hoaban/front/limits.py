"""How much one visitor may ask and how long the front waits, so that nobody takes the place of the others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds; RFC 9110 and 9112 leave them to the server."""

    head: int = 32 * 1024
    headers: int = 100
    url: int = 8 * 1024
    head_seconds: float = 10
    idle_seconds: float = 15
    body_seconds: float = 30
    # What a body has to bring within `body_seconds`; one byte now and then is no progress.
    body_least: int = 1024
    # Bytes a second that a body has to bring on average, with `body_seconds` of patience; the slowest telephone does.
    body_rate: int = 1024
    # Forms that are still coming, of one network and of all: beyond that the oldest gives way.
    bodies_of_network: int = 100
    bodies: int = 512
    write_seconds: float = 60
    # How long a refused visitor may go on sending before the connection is cut, so that he can read why.
    linger_seconds: float = 2
    sweep_seconds: float = 1
    connections: int = 15_000
    desk_seconds: float = 60
    desk_connections: int = 64
    # What is held in memory of one body, or of one answer of the desk whose reader is slow; and of all bodies, and of
    # all answers. What is more lies in files without a name: of forms, of uploads and of answers together so much each.
    gathered: int = 64 * 1024
    gathered_by_all: int = 32 * 1024 * 1024
    forms_on_disk: int = 1024 * 1024 * 1024
    uploads_on_disk: int = 4 * 1024 * 1024 * 1024
    answers_on_disk: int = 2 * 1024 * 1024 * 1024
    # Questions about addresses that the front does not know: of one network (under way or waiting at once), of all.
    unknown_per_second: float = 20
    unknown_burst: int = 40
    unknown_of_network: int = 8
    unknown_by_all_per_second: float = 100
    unknown_by_all_burst: int = 200
    # How long such a question waits until a thread of the desk is free for it.
    unknown_wait: float = 5
    # Reports of reads from one network in a minute: what is more is written down but not counted, and what is still
    # more is not even written. Behind one network there may be a whole school or half of a telephone company; what one
    # who lies may add in a day is bounded where reads are counted (`counting/shares.py`).
    # Of IPv6 a network is a /64; a /48, which one customer may hold, has ten times as much.
    reads_a_minute: int = 6_000
    beacons_a_minute: int = 9_000

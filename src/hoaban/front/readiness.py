"""What `/_ready` says: front, desk, worker and database, each asked itself, at most once a second for all who ask."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

import httpx

from hoaban.front.answers import Answers
from hoaban.front.desk_client import DeskClient, DeskUnavailable
from hoaban.front.heartbeat import VARIABLE
from hoaban.front.layout import HOSTS
from hoaban.front.process_states import OK, ask
from hoaban.front.responses import RETRY_SECONDS, ReadyResponse, ready_response

HEALTH, LIVE, READY = STATES = "/_health", "/_live", "/_ready"
SECONDS_KEPT = 1.0
SECONDS_OF_THE_DESK = 3.0
SILENT, UNKNOWN = "answers nothing", "unknown while the desk answers nothing"
NOTHING_PUBLISHED = b"nothing published yet\n"
TEXT = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
JSON = {"Content-Type": "application/json", "Cache-Control": "no-store"}
LATER = {"Retry-After": str(RETRY_SECONDS)}


class Readiness:
    """Answers those who watch over the processes. Said are a few words that every reader may know, no reasons.

    `/_health`: the front lives. `/_live`: it has something to answer readers from, whatever the rest does.
    `/_ready`: everything works; else 503, and which part does not.
    """

    def __init__(self, answers: Answers, desk: DeskClient) -> None:
        self.answers = answers
        self.desk = desk
        self.supervisor = os.environ.get(VARIABLE, "")
        self.lock = asyncio.Lock()
        self.found: dict[str, str] = {}
        self.found_at = -SECONDS_KEPT

    async def answer(self, path: str) -> ReadyResponse:
        """The answer to one of the three addresses."""
        if path == HEALTH:
            return ready_response(200, TEXT, b"ok\n")
        if path == LIVE:
            return (
                ready_response(200, TEXT, b"ok\n")
                if self.is_live
                else ready_response(503, TEXT | LATER, NOTHING_PUBLISHED)
            )
        async with self.lock:
            if time.monotonic() - self.found_at >= SECONDS_KEPT:
                self.found, self.found_at = await self.parts(), time.monotonic()
        body = json.dumps(self.found, indent=2).encode() + b"\n"
        is_ready = set(self.found.values()) == {OK}
        return ready_response(200, JSON, body) if is_ready else ready_response(503, JSON | LATER, body)

    @property
    def is_live(self) -> bool:
        """Whether there is something published."""
        return (self.answers.root / HOSTS).exists()

    async def parts(self) -> dict[str, str]:
        """By name `ok`, or what is the matter with a part. The worker is known to a supervisor alone."""
        states = await asyncio.to_thread(ask, Path(self.supervisor)) if self.supervisor else {}
        said = {name: one.state for name, one in (states or {}).items()}
        database = await self.ask_desk()
        # What does not run says why; what runs has to answer.
        unanswered = SILENT if said.get("desk", OK) == OK else said["desk"]
        return {
            "front": OK,
            "published": OK if self.is_live else NOTHING_PUBLISHED.decode().strip(),
            "desk": OK if database else unanswered,
            **({"worker": said.get("worker", SILENT)} if self.supervisor else {}),
            "database": database or UNKNOWN,
        }

    async def ask_desk(self) -> str:
        """What the desk says of the database, empty where it says nothing in time."""
        try:
            async with asyncio.timeout(SECONDS_OF_THE_DESK):
                response = await self.desk.ask("GET", READY.encode(), [(b"host", b"desk")], None)
                try:
                    said = json.loads(await response.aread())
                finally:
                    await response.aclose()
            return str(said["database"])
        except (TimeoutError, DeskUnavailable, httpx.HTTPError, ValueError, LookupError, TypeError):
            return ""

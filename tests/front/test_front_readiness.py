"""What `/_ready` says of each part, by what desk and supervisor say of themselves."""

import asyncio
import json
from types import SimpleNamespace

import httpx
import pytest

from hoaban.front import readiness as module
from hoaban.front.desk_client import DeskUnavailable
from hoaban.front.layout import HOSTS
from hoaban.front.process_states import ProcessState
from hoaban.front.readiness import SILENT, UNKNOWN, Readiness

PREPARING = ProcessState("waits for the preparation", ("var/hoaban.sqlite3 is damaged",))
ALL_WELL = {"front": "ok", "published": "ok", "desk": "ok", "worker": "ok", "database": "ok"}


class Desk:
    """A desk that answers with a text, or raises."""

    def __init__(self, said):
        self.said, self.asked = said, 0

    async def ask(self, _method, _target, _headers, _body):
        self.asked += 1
        if isinstance(self.said, Exception):
            raise self.said
        return httpx.Response(200, content=self.said)


@pytest.fixture
def readiness(tmp_path, monkeypatch):
    """By what the desk and the supervisor say, the part of the front that is asked."""
    (tmp_path / HOSTS).touch()

    def made(desk, states):
        monkeypatch.setenv(module.VARIABLE, "/nowhere")
        monkeypatch.setattr(module, "ask", lambda _path: states)
        return Readiness(SimpleNamespace(root=tmp_path), Desk(desk))

    return made


def ready(asked):
    answer = asyncio.run(asked.answer("/_ready"))
    return answer.status, json.loads(answer.body)


OK = ProcessState("ok")


@pytest.mark.parametrize(
    ("desk", "states", "differs"),
    [
        (b'{"database": "ok"}', {"desk": OK, "worker": OK}, {}),
        (b'{"database": "cannot be asked"}', {"desk": OK, "worker": OK}, {"database": "cannot be asked"}),
        (b'{"database": "ok"}', {"desk": OK, "worker": ProcessState("starts")}, {"worker": "starts"}),
        (b'{"database": "ok"}', None, {"worker": SILENT}),
        (DeskUnavailable("x"), {"desk": OK, "worker": OK}, {"desk": SILENT, "database": UNKNOWN}),
        (TimeoutError(), {"desk": OK, "worker": OK}, {"desk": SILENT, "database": UNKNOWN}),
        (b"<p>no answer</p>", {"desk": OK, "worker": OK}, {"desk": SILENT, "database": UNKNOWN}),
        (
            DeskUnavailable("x"),
            {"desk": PREPARING, "worker": PREPARING},
            {"desk": PREPARING.state, "worker": PREPARING.state, "database": UNKNOWN},
        ),
    ],
)
def test_each_part_is_asked_itself_and_one_is_enough_for_503(readiness, desk, states, differs):
    assert ready(readiness(desk, states)) == (503 if differs else 200, ALL_WELL | differs)


def test_readers_are_served_whatever_the_parts_say(readiness, tmp_path):
    asked = readiness(DeskUnavailable("x"), None)
    assert [asyncio.run(asked.answer(path)).status for path in ("/_health", "/_live", "/_ready")] == [200, 200, 503]
    (tmp_path / HOSTS).unlink()
    assert [asyncio.run(asked.answer(path)).status for path in ("/_health", "/_live")] == [200, 503]


def test_many_who_ask_at_once_are_one_question_to_the_desk(readiness):
    asked = readiness(b'{"database": "ok"}', {"desk": OK, "worker": OK})

    async def all_of_them():
        await asyncio.gather(*(asked.answer("/_ready") for _number in range(50)))

    asyncio.run(all_of_them())
    assert asked.desk.asked == 1

"""Questions made to keep the search's expressions busy: each is answered, for next to nothing of the processor."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import requests

from hoaban.search.parsed_query import LONGEST_QUESTION
from tests.support.installation import a_running_portal, children

# The first held a desk for hours: forty thousand millions of ways to divide capitals into five words.
UNITS = (
    *("A", "a", "Đ", "Aa", "A ", "Á ", "1", "1/", "1 ", "1.", "/-", " ", "-", '"', "“a", '-"', "ông ", "nd ", "tháng "),
    *("ngày 1 ", "1/1/", "1/2020 ", "42/2022/NĐ-", "a-", "\u200b", "e\u0301"),
)
ENDS = ("1", "", "!", '"')
# Each of the questions below may take this much of the desk, on the average; the first one alone took hours.
SECONDS_FOR_EACH = 0.25


def a_question(unit: str, end: str) -> str:
    """A question as long as questions may be."""
    return unit * ((LONGEST_QUESTION - len(end)) // len(unit)) + end


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A running portal: (process of the desk, port)."""
    with a_running_portal(tmp_path_factory.mktemp("attack") / "var") as (keeper, port):
        yield children(keeper.pid)["desk"], port


def seconds_of(pid: int) -> float:
    """What a process and the children that it waited for have used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(int(fields[place]) for place in (11, 12, 13, 14))
    own = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return ticks / os.sysconf("SC_CLK_TCK") + sum(map(seconds_of, map(int, own)))


@pytest.mark.parametrize("address", ["/tim-kiem/", "/tim-kiem/goi-y/"])
def test_no_question_keeps_the_desk_busy(portal, address):
    desk, port = portal
    before, asked = seconds_of(desk), 0
    for unit in UNITS:
        for end in ENDS:
            answer = requests.get(f"http://127.0.0.1:{port}{address}", params={"q": a_question(unit, end)}, timeout=20)
            assert answer.status_code in (200, 400, 429), (unit, end)
            asked += answer.status_code == 200
    assert asked > 0
    assert seconds_of(desk) - before < SECONDS_FOR_EACH * len(UNITS) * len(ENDS)

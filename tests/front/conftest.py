"""A desk and a front for all tests of this room, and ways to get others."""

import pytest

from tests.front.counting import Counting
from tests.support.fronts import desk, site
from tests.support.wire import Running, running_front

__all__ = ["desk", "site"]


@pytest.fixture
def counting(tmp_path):
    """The counting of a front without the front, and the hand on its clock."""
    return Counting(tmp_path)


@pytest.fixture(scope="session")
def front(site, desk) -> Running:
    with running_front(site.root, desk.socket, allowed_hosts=[".allowed.example", "127.0.0.1"]) as front:
        yield front
    assert front.process.returncode == 0

"""What the tests of the search may ask for; each has its own folder of state."""

import pytest

from tests.support.indexes import follow, var

__all__ = ["follow", "var"]


@pytest.fixture(autouse=True)
def own_indexes(var):
    """No test meets the indexes of another."""

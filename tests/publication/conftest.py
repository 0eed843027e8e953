"""What the tests of the log may ask for."""

import pytest

from tests.support.indexes import follow, var  # noqa: F401
from tests.support.scene import Scene


@pytest.fixture
def scene(client):
    """A small portal with an editor at its desk."""
    return Scene(client)

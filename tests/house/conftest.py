"""What the tests of the house may ask for."""

from tests.support.indexes import follow, var
from tests.support.press import press

__all__ = ["follow", "press", "var"]

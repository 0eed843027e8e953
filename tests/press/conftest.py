"""What the tests of the press may ask for."""

from tests.support.press import press

__all__ = ["press"]

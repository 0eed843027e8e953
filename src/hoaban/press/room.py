"""What the press gives to the house."""

from hoaban.press.following import PRESS
from hoaban.press.purging import PURGING

DECLARES = [PRESS, PURGING]

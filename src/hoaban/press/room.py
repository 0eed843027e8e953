"""What the press gives to the house."""

from hoaban.press.following import PRESS, PURGING

DECLARES = [PRESS, PURGING]

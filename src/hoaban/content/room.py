"""What the room `content` gives to the house."""

from hoaban.content.read_groups import AUTHORS, SECTIONS

DECLARES = [SECTIONS, AUTHORS]

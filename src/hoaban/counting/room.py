"""What the room `counting` gives to the house."""

from hoaban.counting.page_kinds import PAGE_KINDS

DECLARES = [PAGE_KINDS]

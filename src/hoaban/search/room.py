"""What the room `search` gives to the house."""

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress

DECLARES = [
    AccessRule("search search_suggest search_feed", anybody),
    # Shows each editor what was searched on sites of his own.
    AccessRule("search_report", enters),
    LiveAddress("search", for_robots=False),
]

"""What the room `statistics` gives to the house."""

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress

# Each report shows an editor the pages of his own branches.
REPORTS = """
    statistics_overview statistics_pages statistics_sections statistics_authors statistics_types
    statistics_referrers statistics_month statistics_page
"""

DECLARES = [
    AccessRule("api api_description api_daily", anybody),
    AccessRule(REPORTS, enters),
    LiveAddress("api"),
]

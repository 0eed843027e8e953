"""What the search gives to the house: its addresses and what their parameters mean."""

from __future__ import annotations

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress
from hoaban.pages.public_urls import PublicUrls
from hoaban.search.parameters import SearchParameters
from hoaban.search.urls import IN_EACH_LANGUAGE

DECLARES = [
    SearchParameters(),
    PublicUrls(in_each_language=IN_EACH_LANGUAGE),
    AccessRule("search search_suggest search_feed", anybody),
    # Shows each editor what was searched on sites of his own.
    AccessRule("search_report", enters),
    LiveAddress("search", for_robots=False),
]

"""What the search gives to the house: its addresses and their parameters, both indexes as a follower, its report."""

from __future__ import annotations

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import ReportTabs
from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress
from hoaban.pages.public_urls import PublicUrls
from hoaban.search.following import INDEXES
from hoaban.search.search_parameters import SearchParameters
from hoaban.search.urls import IN_EACH_LANGUAGE
from hoaban.search.words_report import SEARCH_WORDS

DECLARES = [
    SearchParameters(),
    PublicUrls(in_each_language=IN_EACH_LANGUAGE),
    INDEXES,
    ReportTabs(READS_AND_VISITS, lambda: [SEARCH_WORDS]),
    AccessRule("search search_suggest search_feed", anybody),
    # The view asks its tab who may open it.
    AccessRule("search_report", enters),
    LiveAddress("search", for_robots=False),
]

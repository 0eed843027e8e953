"""What the search gives to the house: its addresses and their parameters, both indexes as a follower, its report."""

from __future__ import annotations

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import ReportTabs
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
]

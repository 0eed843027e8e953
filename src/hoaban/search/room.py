"""What the search gives to the house: its addresses, what their parameters mean, and its report."""

from __future__ import annotations

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import ReportTabs
from hoaban.pages.public_urls import PublicUrls
from hoaban.search.parameters import SearchParameters
from hoaban.search.urls import IN_EACH_LANGUAGE
from hoaban.search.words_report import SEARCH_WORDS

DECLARES = [
    SearchParameters(),
    PublicUrls(in_each_language=IN_EACH_LANGUAGE),
    ReportTabs(READS_AND_VISITS, lambda: [SEARCH_WORDS]),
]

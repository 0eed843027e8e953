"""What the search gives to the house: its addresses, what their parameters mean, and both indexes as a follower."""

from __future__ import annotations

from hoaban.pages.public_urls import PublicUrls
from hoaban.search.following import INDEXES
from hoaban.search.search_parameters import SearchParameters
from hoaban.search.urls import IN_EACH_LANGUAGE

DECLARES = [SearchParameters(), PublicUrls(in_each_language=IN_EACH_LANGUAGE), INDEXES]

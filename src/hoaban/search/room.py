"""What the search gives to the house: its addresses and what their parameters mean."""

from __future__ import annotations

from hoaban.pages.public_urls import PublicUrls
from hoaban.search.parameters import SearchParameters
from hoaban.search.urls import IN_EACH_LANGUAGE

DECLARES = [SearchParameters(), PublicUrls(in_each_language=IN_EACH_LANGUAGE)]

"""What the search gives to the house: the parameters of its addresses, and both indexes as a follower."""

from __future__ import annotations

from hoaban.search.following import INDEXES
from hoaban.search.search_parameters import SearchParameters

DECLARES = [SearchParameters(), INDEXES]

"""What the search gives to the house: the parameters of its addresses."""

from __future__ import annotations

from hoaban.search.parameters import SearchParameters

DECLARES = [SearchParameters()]

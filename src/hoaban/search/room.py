"""What the search gives to the house."""

from hoaban.search.following import INDEXES

DECLARES = [INDEXES]

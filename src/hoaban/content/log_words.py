"""How changes of the newsroom's tables are told in the report of the publication log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hoaban.content.placement import item_models
from hoaban.publication.words import PAGE, tell


def tell_of_newsroom() -> None:
    """Declare the words; the place in lists follows from the page and is kept by the program."""
    for model in item_models():
        tell(model._meta.db_table, unspoken=("listed_in_id", "home_id", "on_air"))
    tell("content_articletag", called=_("tags"))
    tell("content_correction", owner=PAGE, by="page_id", called=_("note of a correction"))
    tell("content_withdrawal", owner=PAGE, by="page_id", called=_("note of the withdrawal"))

"""Reads that a page brings from an old portal."""

from __future__ import annotations

from datetime import date

import pytest

from hoaban.counting import actions, queries
from hoaban.counting.models import OpeningBalance
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db


def test_a_balance_is_set_once_and_replaced_by_the_next():
    home = a_portal()
    article, other = an_article(a_section(home)), an_article(home.get_children().get().specific)
    site = home.get_site()
    for count in (5, 2923):
        actions.set_opening_balance(site_id=site.pk, page_id=article.pk, count=count, as_of=date(2024, 1, 18))
    actions.set_opening_balance(site_id=site.pk, page_id=other.pk, count=10, as_of=None)
    assert OpeningBalance.objects.count() == 2
    assert queries.counts_of(article.pk) == (None, 2923)
    assert queries.counts_of(home.pk) == (None, None)
    assert queries.most_read(site.pk, 5) == [article.pk, other.pk]


def test_a_negative_balance_is_refused():
    with pytest.raises(ValueError, match="-1"):
        actions.set_opening_balance(site_id=1, page_id=1, count=-1, as_of=None)

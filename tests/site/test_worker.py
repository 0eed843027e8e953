"""What the worker runs: all followers that rooms declared, and the log pruned behind each of them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from hoaban.counting.actions import set_opening_balance
from hoaban.counting.following import private_folder
from hoaban.counting.models import OpeningBalance
from hoaban.counting.tally import Tally
from hoaban.front.journal import PAGE_COUNT, PAGES
from hoaban.press import actions as press
from hoaban.publication.models import Entry
from hoaban.search import actions as search
from hoaban.site import worker
from tests.builders import a_portal, a_section, an_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


class Once:
    """A sign to stop that is given after one turn."""

    def __init__(self):
        self.done = False

    def is_set(self):
        return self.done

    def wait(self, _seconds):
        self.done = True


def shown_count(folder, page):
    """The reads that a page shows."""
    place = page * PAGE_COUNT.size
    found = (folder / PAGES).read_bytes()[place : place + PAGE_COUNT.size]
    return PAGE_COUNT.unpack(found)[0] if found else 0


def press_and_index(var):
    """Let the press and both indexes read the whole log."""
    with press.open_press(var) as opened:
        opened.catch_up()
    with search.open_indexers(var) as both:
        search.catch_up(both)


def test_an_opening_balance_is_shown_though_the_log_is_kept_for_no_day(settings, tmp_path):
    settings.VAR = tmp_path
    settings.HOABAN = replace(settings.HOABAN, log_days=0)
    article = an_article(a_section(a_portal()))
    site = article.get_site()
    folder, now = private_folder(tmp_path), time.time_ns() // 1_000_000
    tally = Tally(folder)
    try:
        tally.tick(now)
        set_opening_balance(site_id=site.pk, page_id=article.pk, count=2923, as_of=None)
        press_and_index(tmp_path)
        worker.prune_log(Once())
        assert Entry.objects.filter(table=OpeningBalance._meta.db_table).exists(), "nobody has shown it yet"
        tally.tick(now + 60_000)
        assert shown_count(folder, article.pk) == 2923
        worker.prune_log(Once())
        assert not Entry.objects.filter(table=OpeningBalance._meta.db_table).exists()
    finally:
        tally.close()

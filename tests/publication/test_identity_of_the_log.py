"""Followers notice that the log is another one, as after a restored backup, and begin anew."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from hoaban.counting.following import private_folder
from hoaban.counting.shown_counts import ShownCounts
from hoaban.counting.tally import Tally
from hoaban.publication import installation
from hoaban.publication.actions import become_another_log, goes_on
from hoaban.publication.models import Entry, Log
from hoaban.publication.queries import (
    START,
    Position,
    beginning_position,
    entries_after,
    is_of_this_log,
    log_extent,
)
from hoaban.search.engine import Index
from hoaban.search.indexer import FOLDER, PUBLIC
from hoaban.search.queries import not_yet_followed
from hoaban.site.commands import search_command
from tests.builders import a_portal, a_section, an_article
from tests.support.press import a_press, at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture(autouse=True)
def article():
    return an_article(a_section(a_portal()), "Bài", slug="bai")


def test_a_log_goes_on_for_whoever_stands_in_it_also_where_all_of_it_was_pruned():
    position = beginning_position()
    Entry.objects.all().delete()
    assert goes_on(position)
    assert is_of_this_log(position)
    assert goes_on(beginning_position()), "the log is empty, and whoever begins stands before it"


@pytest.mark.parametrize("log", ["", "another"])
def test_it_does_not_for_whoever_stands_in_another_log_or_in_none(log):
    before = log_extent().identity
    assert not goes_on(beginning_position()._replace(log=log))
    assert log_extent().identity == before, "nothing says that this log was restored"


@pytest.mark.parametrize("beyond", [{"entry": 10**9}, {"transaction": 2**62}])
def test_a_log_that_ends_before_a_position_becomes_another_one_for_everybody(beyond):
    behind, ahead = beginning_position(), beginning_position()._replace(**beyond)
    assert not is_of_this_log(ahead)
    assert goes_on(behind)
    assert not goes_on(ahead)
    assert not goes_on(behind), "who stood before its end has read entries that are gone"
    assert goes_on(beginning_position())


def test_two_who_notice_at_once_give_it_one_identity():
    seen = log_extent()
    become_another_log(seen)
    identity = log_extent().identity
    become_another_log(seen)
    assert log_extent().identity == identity != seen.identity


def test_entries_of_another_server_are_neither_waited_for_nor_read_again(article):
    foreign = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    Entry.objects.update(transaction=2**40 if connection.vendor == "postgresql" else 0)
    become_another_log(log_extent())
    position = beginning_position()
    assert position.entry == foreign[-1]
    article.unpublish()
    new = entries_after(position)
    assert new
    assert not {entry.pk for entry in new} & set(foreign)


def test_an_emptied_database_is_another_log():
    position = beginning_position()
    Log.objects.all().delete()
    assert any("identity" in sentence for sentence in installation.missing())
    installation.install()
    assert not goes_on(position)


def restored_without(article):
    """What a backup from before an article brings: it is gone, no entry tells it, and the log has another name."""
    with transaction.atomic():
        article.delete()
        Entry.objects.filter(pk__gt=0).delete()
    become_another_log(log_extent())


def test_the_press_takes_away_what_the_restored_database_does_not_have(article, tmp_path):
    with a_press(tmp_path) as press:
        press.catch_up()
        address = article.get_url()
        assert at(press, address)
        restored_without(article)
        press.catch_up()
        assert at(press, address) is None
        assert is_of_this_log(press.state.position)
        assert press.log.follow() == 0, "it begins anew once"


def test_the_indexes_are_built_anew_also_where_a_building_had_begun(article, var, follow, capsys):
    follow()
    left = Index.create(var / FOLDER / f"{PUBLIC}.new")
    left.set_fact("position", START)
    left.commit()
    left.close()
    restored_without(article)
    index = Index(var / FOLDER / PUBLIC)
    assert not_yet_followed(index) == ([], False), "nobody knows what of it may still be found"
    assert search_command.say(PUBLIC) == 1
    assert "another log" in capsys.readouterr().out
    follow()
    index = Index(var / FOLDER / PUBLIC)
    assert is_of_this_log(index.position)
    assert f"page:{article.pk}" not in index.keys(index.everything(), 100)
    assert search_command.say(PUBLIC) == 0


def test_what_pages_show_is_written_anew(tmp_path, article):
    folder = private_folder(tmp_path)
    shown, rules = ShownCounts(folder, "one"), Tally(folder).rules
    shown.refresh(rules, 1_800_000_000_000, is_news=True)
    shown.pages.set(article.pk, 7)
    become_another_log(log_extent())
    shown.refresh(rules, 1_800_000_000_000, is_news=True)
    with (folder / "pages.counts").open("rb") as file:
        assert file.read()[article.pk * 8 : article.pk * 8 + 8] in {b"", bytes(8)}
    assert is_of_this_log(shown.position)
    shown.pages.close()


def test_a_position_of_before_is_read_and_stands_in_no_log():
    assert not is_of_this_log(Position(*[0, 1]))

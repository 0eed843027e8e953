"""`hoaban demo` as an operator types it: what it refuses, and that saying is not doing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from wagtail.models import Page

from hoaban.demo import bulk
from hoaban.demo.actions import portal_is_empty
from hoaban.news.models import Article
from hoaban.pages import bulk_actions
from hoaban.pages.bulk_actions import SectionFull
from hoaban.pages.models import HomePage, Section
from hoaban.site.command import parser
from hoaban.site.commands import demo_command
from tests.builders import a_portal, a_section

pytestmark = pytest.mark.django_db


def demo(*words):
    return demo_command.run(parser().parse_args(["demo", *words]))


def test_no_invented_news_comes_before_readers_of_a_production(settings):
    settings.HOABAN = SimpleNamespace(production=True)
    with pytest.raises(demo_command.NotInProduction, match="invented news"):
        demo("--articles", "5")
    assert portal_is_empty()


@pytest.mark.parametrize("full", [False, True])
def test_a_dry_run_says_what_would_be_added_and_adds_nothing(capsys, full):
    if full:
        a_portal()
    before = Page.objects.count()
    assert demo("--dry-run", "--articles", "7") == 0
    said = capsys.readouterr().out
    assert ("content already" in said) == full
    assert "7 plain articles would be added." in said
    assert Page.objects.count() == before


@pytest.mark.parametrize(
    "wrong", [["--articles", "0"], ["--articles", "x"], ["--articles", "1000001"], ["--seed", "-1"]]
)
def test_figures_that_cannot_be_meant_are_refused(wrong, capsys):
    with pytest.raises(SystemExit) as refused:
        demo(*wrong)
    assert refused.value.code == 2
    assert wrong[1] in capsys.readouterr().err


def test_articles_for_measuring_need_a_portal():
    with pytest.raises(bulk.NoHome, match="start the portal"):
        bulk.fill_articles(3)
    assert not HomePage.objects.exists()


def test_more_than_a_section_can_hold_is_refused_before_the_first(monkeypatch):
    section = a_section(a_portal())
    monkeypatch.setattr(bulk_actions, "WIDEST", 1500)
    with pytest.raises(SectionFull, match="Ask for 1499 or fewer"):
        bulk.fill_articles(1501, section=section)
    assert not Article.objects.exists()


def test_batches_are_told_one_by_one_and_a_second_filling_goes_behind_the_first(monkeypatch):
    a_portal()
    monkeypatch.setattr(bulk, "BATCH", 4)
    told = []
    bulk.fill_articles(10, lambda done, total, _what: told.append((done, total)))
    assert told == [(4, 10), (8, 10), (10, 10)]
    section = bulk.fill_articles(5)
    assert Section.objects.get(slug="tin-do") == section
    assert Article.objects.filter(listed_in=section, on_air=True).count() == section.numchild == 15
    assert Page.find_problems() == ([], [], [], [], [])

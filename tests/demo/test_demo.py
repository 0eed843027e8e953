"""The demo: alive in every page type, the same for the same seed, harmless to a portal with content."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from hoaban.demo.actions import fill
from hoaban.demo.bulk import fill_articles
from hoaban.demo.grammar import make_article
from hoaban.demo.pictures import SCENES, draw_photo
from hoaban.demo.stories import ENGLISH, STORIES
from hoaban.media.models import Photo
from hoaban.news.models import Article, Event, Gallery, VideoPage
from hoaban.pages.models import HomePage, Section, StandardPage, StatisticsPage
from hoaban.pages.placement import wrongly_placed
from tests.builders import a_portal, a_section, an_article
from tests.example_room.models import Vacancy


@pytest.mark.django_db
def test_one_filling_is_whole_and_a_second_changes_nothing():
    told = []
    assert fill(1, lambda done, total, _what: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    for model in (HomePage, Section, Article, StandardPage, StatisticsPage, Gallery, Event, VideoPage):
        assert model.objects.live().exists(), model
    assert Page.find_problems() == ([], [], [], [], [])
    assert not wrongly_placed(Article).exists()
    titles = list(Article.objects.values_list("title", flat=True))
    assert len(titles) == len(set(titles)) > 50
    every_block_could_be_published()
    every_page_answers()
    a_room_that_it_does_not_know_shows_some()
    before = Page.objects.count()
    assert not fill(1)
    assert Page.objects.count() == before


def every_block_could_be_published() -> None:
    """Each article passes the checks of publication as it stands."""
    used = set()
    for article in Article.objects.all():
        article.body.stream_block.clean(article.body)
        used |= {block.block_type for block in article.body}
    assert {"text", "photo", "gallery", "table", "quote", "files", "box", "map_link"} <= used
    assert not Photo.objects.filter(description="").exists()


def every_page_answers() -> None:
    """Each live page is shown; the withdrawn one says so."""
    client = Client()
    for page in Page.objects.live().filter(depth__gt=1):
        assert client.get(page.url).status_code == 200, page.url
    assert client.get("/tin-tuc/tin-da-go/").status_code == 410


def a_room_that_it_does_not_know_shows_some() -> None:
    """The pages of `tests/example_room` stand in a section of their own."""
    section = Section.objects.get(holds="vacancies", locale__language_code="vi")
    assert "Tuyển kế toán xã số 3" in Client().get(section.url).text
    assert Vacancy.objects.live().count() == 3


@pytest.mark.django_db
def test_a_portal_with_content_is_left_alone():
    an_article(a_section(a_portal()))
    assert not fill(1)
    assert Article.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.databases
def test_articles_in_bulk_are_what_wagtail_would_have_written(client):
    section = a_section(a_portal(), "Nhiều")
    an_article(section, "Có trước")
    filled = fill_articles(2300, section=section)
    assert filled.numchild == 2301
    assert Page.find_problems() == ([], [], [], [], [])
    assert not wrongly_placed(Article).exists()
    article = Article.objects.order_by("pk").last()
    assert client.get(article.url).status_code == 200
    article.lead = "Đã sửa"
    article.save_revision().publish()
    assert "Đã sửa" in client.get(article.url).content.decode()
    assert an_article(section, "Có sau").get_parent().numchild == 2302


def test_the_same_seed_gives_the_same_content():
    assert make_article(7, seed=3) == make_article(7, seed=3) != make_article(7, seed=4)
    assert draw_photo("river", 5) == draw_photo("river", 5) != draw_photo("river", 6)


def test_made_titles_never_repeat():
    titles = {make_article(number).title for number in range(5000)}
    assert len(titles) == 5000


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_is_a_light_photo(scene):
    assert 10_000 < len(draw_photo(scene, 1)) < 300_000


def test_stories_are_complete():
    for story in [*STORIES, *ENGLISH]:
        assert story.scene in SCENES
        assert all([story.title, story.lead, story.paragraphs, story.byline, story.caption, story.alt, story.tags])

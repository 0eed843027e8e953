"""The newsroom's blocks of the home page: what each shows with nothing and with everything."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hoaban.news.models import Article
from tests.builders import (
    a_gallery,
    a_photo,
    a_portal,
    a_section,
    a_video_page,
    an_article,
    an_event,
    at,
    in_english,
    made_private,
)

pytestmark = pytest.mark.django_db
NOW = at("2026-11-25 21:00")


@pytest.fixture
def home(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home)


def front(client, home, *blocks):
    """What readers see of the home with these blocks and no others."""
    home.body = list(blocks)
    home.save()
    return client.get(home.url).content.decode().partition("<main")[2].partition("</main>")[0]


def lead_story(article=None, beside=5):
    return ("lead_story", {"article": article, "beside": beside})


def test_without_an_article_the_lead_story_says_so(client, home):
    assert 'class="empty"' in front(client, home, lead_story())


def test_the_newest_is_the_lead_story_and_the_next_stand_beside_it(client, home, section):
    for day in range(1, 6):
        an_article(section, f"Bài ngày {day}", posted_at=at(f"2024-01-{day:02} 08:00"))
    page = front(client, home, lead_story(beside=2))
    assert page.index("Bài ngày 5") < page.index("Bài ngày 4") < page.index("Bài ngày 3")
    assert "Bài ngày 2" not in page
    assert page.count("Bài ngày 5</a>") == 1


def test_a_chosen_story_stands_on_top_and_not_beside_itself(client, home, section):
    articles = [an_article(section, f"Bài ngày {day}", posted_at=at(f"2024-01-{day:02} 08:00")) for day in (1, 2, 3)]
    page = front(client, home, lead_story(articles[1], beside=5))
    assert page.index("Bài ngày 2") < page.index("Bài ngày 3") < page.index("Bài ngày 1")
    assert page.count("Bài ngày 2</a>") == 1


@pytest.mark.parametrize("hide", [lambda article: article.unpublish(), made_private], ids=["unpublished", "private"])
def test_a_chosen_story_that_readers_may_not_see_gives_way_to_the_newest(client, home, section, hide):
    chosen = an_article(section, "Được chọn", posted_at=at("2024-03-01 08:00"))
    an_article(section, "Mới nhất", posted_at=at("2024-01-01 08:00"))
    hide(chosen)
    page = front(client, home, lead_story(Article.objects.get(pk=chosen.pk)))
    assert "Được chọn" not in page
    assert "Mới nhất" in page


def test_nothing_stands_beside_the_story_where_nothing_was_asked_for(client, home, section):
    an_article(section, "Một")
    an_article(section, "Hai")
    assert '<ul class="rows">' not in front(client, home, lead_story(beside=0))


def test_the_story_is_that_of_the_homes_own_language(client, home, section):
    english = in_english(home, title="Home", slug="english")
    an_article(section, "Tiếng Việt")
    assert 'class="empty"' in front(client, english, lead_story())


@pytest.mark.parametrize("name", ["events", "galleries", "videos"])
def test_a_list_of_nothing_says_so(client, home, name):
    page = front(client, home, (name, {"title": "Tiêu đề", "count": 3}))
    assert "Tiêu đề" in page
    assert 'class="quiet"' in page
    assert "<ul" not in page


MAKERS = {
    "galleries": lambda section, title, **fields: a_gallery(section, title, a_photo(), **fields),
    "videos": a_video_page,
}


@pytest.mark.parametrize("name", MAKERS)
def test_the_newest_of_a_type_stand_there_and_no_more_than_asked_for(client, home, name):
    section = a_section(home, holds=name)
    for day in (1, 2, 3):
        MAKERS[name](section, f"Số {day}", posted_at=at(f"2024-01-{day:02} 08:00"))
    MAKERS[name](section, "Nháp", live=False, posted_at=at("2024-02-01 08:00"))
    page = front(client, home, (name, {"title": "x", "count": 2}))
    assert page.index("Số 3") < page.index("Số 2")
    assert "Số 1" not in page
    assert "Nháp" not in page


def test_events_that_are_over_do_not_stand_there(client, home):
    section = a_section(home, holds="events")
    an_event(section, "Đã qua", starts_at=at("2026-11-24 08:00"))
    an_event(section, "Hôm nay", starts_at=at("2026-11-25 08:00"), place="Chợ")
    an_event(section, "Cả ngày", starts_at=at("2026-11-26 08:00"), all_day=True)
    page = front(client, home, ("events", {"title": "x", "count": 4}))
    assert "Đã qua" not in page
    assert page.index("Hôm nay") < page.index("Cả ngày")
    assert "08:00 · Chợ" in page.replace("\n", "")
    assert page.count("08:00 ·") == 1


def test_all_blocks_stand_together(client, home, section):
    an_article(section, "Tin đầu")
    rest = [(name, {"title": name, "count": 1}) for name in ("events", "galleries", "videos")]
    page = front(client, home, lead_story(), *rest)
    assert page.index("Tin đầu") < page.index("events") < page.index("galleries") < page.index("videos")

"""What sections and homes list, at the edges: nothing, one, the same moment, what is hidden, two languages."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from taggit.models import Tag

from hoaban.news.models import Article, Event
from hoaban.pages import listings, names
from hoaban.pages.page_types import listed_type_of
from hoaban.publication.recorder import recording
from tests.builders import a_portal, a_section, an_article, an_event, at, in_english, made_private

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
TABLE = "news_article"


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home)


def titles(items):
    return [item.title for item in items]


def on_days(section, *days):
    """An article a day of January 2024, called by its day."""
    return {day: an_article(section, str(day), posted_at=at(f"2024-01-{day:02} 08:00")) for day in days}


@pytest.mark.parametrize("limit", [0, 1, 20])
def test_nothing_is_listed_of_an_empty_section(section, limit):
    assert listings.newest_of_sections(Article, [section.pk], limit) == []
    assert listings.newest_of_sections(Article, [], limit) == []
    assert listings.oldest_key_after(Article, [section.pk]) is None
    assert listings.newest_of_home(Article, section.get_parent().pk, limit) == []


@pytest.mark.parametrize("number", [0, -1, 10**9, 2**62])
def test_a_section_that_is_not_there_lists_nothing(number):
    assert listings.newest_keys(Article, [number], 20) == []


def test_items_of_one_moment_stand_by_their_number_and_none_is_passed_over(section):
    same = [an_article(section, str(number)) for number in range(4)]
    keys = listings.newest_keys(Article, [section.pk], 2)
    assert [pk for _moment, pk in keys] == [same[3].pk, same[2].pk]
    older = listings.newest_keys(Article, [section.pk], 9, keys[-1])
    assert [pk for _moment, pk in older] == [same[1].pk, same[0].pk]
    assert listings.newest_keys(Article, [section.pk], 9, older[-1]) == []


def test_sections_are_merged_by_date_and_what_is_hidden_is_in_none(home, section):
    other = a_section(home, "Xã hội")
    on_days(section, 1, 4)
    on_days(other, 2, 3)
    an_article(section, "nháp", live=False)
    made_private(an_article(other, "kín"))
    assert titles(listings.newest_of_sections(Article, [section.pk, other.pk], 3)) == ["4", "3", "2"]
    assert titles(listings.newest_of_sections(Article, [other.pk], 9)) == ["3", "2"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(None, 3), ("2024-01-03 08:00", 3), ("2024-01-03 08:01", 7), ("2024-01-07 08:00", 7), ("2024-01-07 08:01", None)],
)
def test_the_oldest_from_a_moment_on(section, moment, expected):
    made = on_days(section, 3, 7)
    key = listings.oldest_key_after(Article, [section.pk], at(moment) if moment else None)
    assert (key and key[1]) == (made[expected].pk if expected else None)


def test_the_start_of_a_month_is_in_it_and_its_end_is_in_the_next(section):
    moments = ["2023-12-31 23:59", "2024-01-01 00:00", "2024-01-31 23:59", "2024-02-01 00:00"]
    made = [an_article(section, posted_at=at(moment)).pk for moment in moments]
    bounds = at("2024-01-01 00:00"), at("2024-02-01 00:00")
    assert listings.ids_between(Article, [section.pk], *bounds) == made[1:3]
    assert listings.ids_between(Article, [section.pk, 10**9], *bounds) == made[1:3]
    assert listings.ids_between(Article, [], *bounds) == []


def test_how_many_stand_before_one_in_its_month(section):
    made = on_days(section, 1, 5, 9)
    key = (made[9].posted_at, made[9].pk)
    assert listings.count_in_month_before(Article, [section.pk], at("2024-01-01 00:00"), key) == 2
    assert listings.count_in_month_before(Article, [section.pk], at("2024-01-05 08:00"), key) == 1
    assert listings.count_in_month_before(Article, [], at("2024-01-01 00:00"), key) == 0


def test_teasers_keep_the_order_that_is_asked_for_and_pass_over_what_is_gone(section):
    made = on_days(section, 1, 2, 3)
    ids = [made[2].pk, 10**9, made[3].pk, made[1].pk]
    made[3].delete()
    assert titles(listings.teasers(Article, ids)) == ["2", "1"]
    assert listings.teasers(Article, []) == []
    assert listings.teasers(Event, ids) == []


def test_a_teaser_asks_nothing_more_of_the_database(section, django_assert_num_queries):
    an_article(section, "Bài", lead="Lời dẫn")
    (item,) = listings.newest_of_sections(Article, [section.pk], 1)
    with django_assert_num_queries(0):
        assert (item.title, item.lead, item.locale.language_code) == ("Bài", "Lời dẫn", "vi")
        assert item.posted_at
        assert item.updated_at is None
        assert item.authors() == ()


def test_the_newest_of_a_home_are_those_of_its_language(home, section):
    english = in_english(home, title="Home", slug="english")
    news = in_english(section, title="News")
    an_article(section, "Tiếng Việt")
    an_article(news, "In English")
    assert titles(listings.newest_of_home(Article, home.pk, 9)) == ["Tiếng Việt"]
    assert titles(listings.newest_of_home(Article, english.pk, 9)) == ["In English"]
    assert listings.newest_of_home(Article, 10**9, 9) == []


def test_only_types_that_are_news_are_among_the_newest_news(home, section):
    on_days(section, 1, 2)
    an_event(a_section(home, "Sự kiện", holds="events"), "Hội", posted_at=at("2024-06-01 08:00"))
    assert titles(listings.newest_news(home.pk, 9)) == ["2", "1"]
    assert titles(listings.newest_news(home.pk, 1)) == ["2"]
    assert listings.newest_news(home.pk, 0) == []


def test_news_among_numbers_keep_their_order_and_tell_of_nothing_hidden(home, section):
    made = on_days(section, 1, 2, 3)
    draft = an_article(section, "nháp", live=False)
    event = an_event(a_section(home, "Sự kiện", holds="events"))
    ids = [made[1].pk, draft.pk, 10**9, section.pk, event.pk, made[3].pk, made[2].pk]
    assert titles(listings.news_among(home.pk, ids, 9)) == ["1", "3", "2"]
    assert titles(listings.news_among(home.pk, ids, 2)) == ["1", "3"]
    assert listings.news_among(section.pk, ids, 9) == []
    assert listings.news_among(home.pk, [], 9) == []


def test_neighbours_are_one_step_away_in_the_same_section(home, section):
    made = on_days(section, 1, 2, 3)
    on_days(a_section(section, "Dưới"), 4)
    an_article(section, "nháp", live=False, posted_at=at("2024-01-02 09:00"))
    fresh = {day: Article.objects.get(pk=article.pk) for day, article in made.items()}
    pairs = {day: listings.neighbours(article) for day, article in fresh.items()}
    assert [(newer and newer.title, older and older.title) for newer, older in pairs.values()] == [
        ("2", None),
        ("3", "1"),
        (None, "2"),
    ]


def test_neighbours_of_one_moment_are_told_apart_by_their_number(section):
    same = [an_article(section, str(number)) for number in range(3)]
    newer, older = listings.neighbours(same[1])
    assert (newer.pk, older.pk) == (same[2].pk, same[0].pk)


@pytest.mark.parametrize("lacking", ["posted_at", "listed_in_id"])
def test_what_has_no_place_in_a_list_has_no_neighbours(section, lacking):
    article = an_article(section)
    an_article(section)
    setattr(article, lacking, None)
    assert listings.neighbours(article) == (None, None)


def with_tags(section, title, *tags, **fields):
    article = an_article(section, title, **fields)
    article.tags.add(*tags)
    article.save()
    return article


def test_what_bears_a_tag_stands_by_its_number_page_by_page(home, section):
    made = [with_tags(section, str(number), "chợ") for number in range(5)]
    with_tags(section, "khác", "lễ hội")
    with_tags(section, "nháp", "chợ", live=False)
    tag = Tag.objects.get(name="chợ")
    first = listings.tagged(tag.pk, home.pk, 2)
    assert titles(first) == ["4", "3"]
    assert titles(listings.tagged(tag.pk, home.pk, 9, first[-1].pk)) == ["2", "1", "0"]
    assert listings.tagged(tag.pk, home.pk, 9, made[0].pk) == []
    assert listings.tagged(tag.pk, section.pk, 9) == []
    assert listings.tagged(10**9, home.pk, 9) == []


def test_a_tag_is_in_use_while_something_on_air_bears_it(section):
    shown = with_tags(section, "hiện", "chợ", "lễ hội")
    with_tags(section, "cũng hiện", "chợ")
    with_tags(section, "nháp", "riêng", live=False)
    Tag.objects.create(name="không ai mang")
    assert [tag.name for tag in listings.tags_in_use()] == ["chợ", "lễ hội"]
    shown.unpublish()
    assert [tag.name for tag in listings.tags_in_use()] == ["chợ"]


def test_tags_come_in_the_order_asked_for_and_those_that_are_gone_not_at_all():
    one, other = Tag.objects.create(name="một"), Tag.objects.create(name="hai")
    assert listings.tags_with_ids([other.pk, 10**9, one.pk]) == [other, one]
    assert listings.tags_with_ids([]) == []
    assert listings.tag_with_slug("mot") == one
    assert listings.tag_with_slug("khong-co") is None
    assert listings.tag_with_slug("") is None


def touched(section, days, limit, key=None):
    on_days(section, *days)
    with recording() as reading:
        listings.newest_keys(Article, [section.pk], limit, key)
    assert reading.unexplained == []
    return {name for name in reading.dependencies if "article" in name}


def test_the_first_page_depends_on_the_newest_alone(section):
    assert touched(section, [1, 2], 1) == {names.newest(TABLE, section.pk)}


def test_a_walk_into_the_past_depends_on_the_months_that_it_passed(section):
    an_article(section, posted_at=at("2023-10-05 08:00"))
    key = (at("2024-01-01 00:00"), 0)
    expected = {
        names.month(TABLE, section.pk, year, month) for year, month in ((2023, 10), (2023, 11), (2023, 12), (2024, 1))
    }
    assert touched(section, [5], 1, key) == expected


def test_a_walk_that_finds_nothing_depends_on_the_oldest_end(section):
    assert touched(section, [5], 1, (at("2020-01-01 00:00"), 0)) == {names.earliest(TABLE, section.pk)}


def test_a_walk_into_the_future_depends_on_the_newest_end(section):
    on_days(section, 1)
    with recording() as reading:
        assert listings.oldest_key_of(Article, section.pk, at("2025-01-01 00:00")) is None
    assert set(reading.dependencies) == {names.latest(TABLE, section.pk)}


@pytest.fixture
def twelve(section):
    return section, [an_article(section, str(number)).pk for number in range(12)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(1, 5), min_size=12, max_size=12), step=st.integers(1, 7))
def test_walking_by_keys_meets_everything_once_in_order_whatever_the_dates(twelve, days, step):
    section, ids = twelve
    for pk, day in zip(ids, days, strict=True):
        Article.objects.filter(pk=pk).update(posted_at=at(f"2024-01-{day:02} 08:00"))
    seen, key = [], None
    while found := listings.newest_keys(Article, [section.pk], step, key):
        seen.extend(pk for _moment, pk in found)
        key = found[-1]
    assert seen == [pk for _day, pk in sorted(zip(days, ids, strict=True), reverse=True)]


def test_a_listing_of_a_type_that_no_room_declares_says_what_to_do(section):
    with pytest.raises(LookupError, match="ListedType"):
        listings.teasers(type(section), [section.pk])
    assert listed_type_of(Article).is_news

"""What happens to listings when a branch is moved, hidden, shown again or taken off the air."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction

from hoaban.news.models import Article, Event
from hoaban.pages import listings
from hoaban.pages.placement import item_models, place_of, refresh, restricted_paths_over, wrongly_placed
from hoaban.pages.privacy import private_paths
from tests.builders import a_portal, a_section, an_article, an_event, in_english, made_private

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def branch(home):
    """A section, one below it, one below that, and an article in each."""
    top = a_section(home, "Một")
    middle = a_section(top, "Hai")
    sections = [top, middle, a_section(middle, "Ba")]
    return sections, [an_article(section, section.title) for section in sections]


def on_air():
    assert not any(wrongly_placed(model).exists() for model in item_models())
    return set(Article.objects.filter(on_air=True).values_list("title", flat=True))


def listed(section):
    fresh = type(section).objects.get(pk=section.pk)
    return {item.title for item in fresh.newest(20)}


@pytest.mark.parametrize(("level", "kept"), [(0, set()), (1, {"Một"}), (2, {"Một", "Hai"})])
def test_a_private_branch_is_off_the_air_with_everything_below(branch, level, kept):
    sections, _articles = branch
    restriction = made_private(sections[level])
    assert on_air() == kept
    restriction.delete()
    assert on_air() == {"Một", "Hai", "Ba"}


def test_what_is_private_twice_stays_so_until_both_are_gone(branch):
    sections, _articles = branch
    outer, inner = made_private(sections[0]), made_private(sections[2])
    outer.delete()
    assert on_air() == {"Một", "Hai"}
    inner.delete()
    assert on_air() == {"Một", "Hai", "Ba"}


def test_two_restrictions_of_one_page_need_both_to_go(branch):
    sections, _articles = branch
    first = made_private(sections[1])
    second = PageViewRestriction.objects.create(page=sections[1], restriction_type="password", password="x")
    first.delete()
    assert on_air() == {"Một"}
    second.delete()
    assert on_air() == {"Một", "Hai", "Ba"}


def test_a_draft_in_a_branch_that_is_made_public_again_stays_a_draft(branch):
    sections, _articles = branch
    an_article(sections[1], "Nháp", live=False)
    made_private(sections[0]).delete()
    assert "Nháp" not in on_air()


def test_an_unpublished_section_keeps_its_articles_on_air_and_leaves_the_lists_above(branch):
    sections, articles = branch
    sections[1].unpublish()
    assert on_air() == {"Một", "Hai", "Ba"}
    assert "Hai" not in listed(sections[0])
    assert Article.objects.get(pk=articles[1].pk).live


def test_a_branch_that_is_moved_is_listed_where_it_stands_now(home, branch):
    sections, articles = branch
    other = a_section(home, "Nơi khác")
    assert listed(sections[0]) == {"Một", "Hai", "Ba"}
    Page.objects.get(pk=sections[1].pk).move(other, pos="last-child")
    assert listed(sections[0]) == {"Một"}
    assert listed(other) == {"Hai", "Ba"}
    assert Article.objects.get(pk=articles[2].pk).listed_in_id == sections[2].pk


def test_an_article_that_is_moved_is_listed_there_alone(home, branch):
    sections, articles = branch
    other = a_section(home, "Nơi khác")
    Page.objects.get(pk=articles[0].pk).move(other, pos="last-child")
    assert listed(sections[0]) == {"Hai", "Ba"}
    assert Article.objects.get(pk=articles[0].pk).listed_in_id == other.pk


@pytest.mark.parametrize("whole", [True, False])
def test_moving_into_a_private_branch_takes_off_the_air_and_out_of_it_puts_on(home, branch, whole):
    sections, articles = branch
    secret = a_section(home, "Kín")
    made_private(secret)
    moved = sections[1] if whole else articles[1]
    gone = {"Hai", "Ba"} if whole else {"Hai"}
    Page.objects.get(pk=moved.pk).move(secret, pos="last-child")
    assert on_air() == {"Một", "Hai", "Ba"} - gone
    Page.objects.get(pk=moved.pk).move(sections[0] if whole else sections[1], pos="last-child")
    assert on_air() == {"Một", "Hai", "Ba"}


def test_moving_to_another_language_changes_the_home(home, branch):
    sections, _articles = branch
    english = in_english(home, title="Home", slug="english")
    Page.objects.get(pk=sections[0].pk).move(english, pos="last-child")
    assert listings.newest_of_home(Article, home.pk, 9) == []
    assert len(listings.newest_of_home(Article, english.pk, 9)) == 3


def test_every_listed_type_follows(home):
    section = a_section(home, "Sự kiện", holds="events")
    event = an_event(section)
    made_private(home)
    assert not Event.objects.get(pk=event.pk).on_air
    assert not wrongly_placed(Event).exists()


def test_the_whole_portal_can_be_private(home, branch):
    restriction = made_private(home)
    assert on_air() == set()
    assert listings.newest_of_home(Article, home.pk, 9) == []
    restriction.delete()
    assert on_air() == {"Một", "Hai", "Ba"}


def test_an_article_that_is_new_in_a_private_branch_is_off_the_air(branch):
    sections, _articles = branch
    made_private(sections[1])
    article = an_article(sections[2], "Mới")
    assert not article.on_air
    assert place_of(article) == (sections[2].pk, sections[0].get_parent().pk, False)


def test_what_has_no_place_in_the_tree_yet_is_listed_nowhere():
    assert place_of(Article(title="x")) == (None, None, False)


def test_refreshing_puts_right_whatever_stands_there(branch):
    sections, articles = branch
    Article.objects.update(on_air=False, home_id=None)
    Article.objects.filter(pk=articles[1].pk).update(listed_in_id=sections[0].pk)
    refresh(Page.objects.get(pk=sections[0].pk))
    refresh(Page.objects.get(pk=articles[1].pk))
    assert on_air() == {"Một", "Hai", "Ba"}
    assert Article.objects.get(pk=articles[1].pk).listed_in_id == sections[1].pk


def test_refreshing_a_branch_touches_no_other(home, branch):
    other = an_article(a_section(home, "Nơi khác"), "Khác")
    Article.objects.filter(pk=other.pk).update(on_air=False)
    refresh(Page.objects.get(pk=branch[0][0].pk))
    assert list(wrongly_placed(Article)) == [other]


def test_the_private_paths_above_are_those_of_the_branch(branch):
    sections, articles = branch
    made_private(sections[0])
    made_private(sections[2])
    assert set(restricted_paths_over(articles[2].path)) == {sections[0].path, sections[2].path}
    assert restricted_paths_over(articles[1].path) == [sections[0].path]
    assert set(private_paths(articles[0].path)) == {sections[0].path, sections[2].path}
    assert restricted_paths_over("") == []

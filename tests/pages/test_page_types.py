"""What the house knows of page types: what a declaration implies, and errors that say what to do."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from hoaban.kit.rooms import declared, with_implied
from hoaban.news.models import Article, Event, Gallery, VideoPage
from hoaban.pages import checks, page_frame, page_types
from hoaban.pages.models import HomePage, Section, StandardPage, StatisticsPage
from hoaban.pages.page_frame import PageFrame
from hoaban.pages.page_types import ListedType, PageType
from hoaban.publication.effects import Effect
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import Wording

pytestmark = pytest.mark.django_db


def listed(model, **said):
    return ListedType(model=model, kind="x", called="X", held_by="xs", held_as="xs", **said)


def page_type(model, **said):
    return PageType(model=model, kind="x", called="X", **said)


def implied(declaration, kind):
    return [one for one in with_implied([declaration]) if isinstance(one, kind)]


def test_the_table_of_a_type_is_followed_by_the_log():
    (tracked,) = implied(page_type(StandardPage, is_few=True), Tracked)
    assert (tracked.label, tracked.grows) == ("pages.StandardPage", False)
    (tracked,) = implied(page_type(StandardPage), Tracked)
    assert tracked.grows


def test_the_rows_that_belong_to_a_page_are_followed_by_page_and_tag():
    tracked = {one.label: set(one.keys) for one in implied(listed(Article), Tracked)}
    assert set(tracked) == {"news.Article", "news.ArticleTag", "news.RelatedArticle", "news.Correction"}
    assert tracked["news.ArticleTag"] == {"tag", "content_object"}
    assert tracked["news.RelatedArticle"] == {"page", "article"}
    assert tracked["news.Correction"] == {"page"}


def test_a_listed_type_is_selected_by_place_and_times():
    (tracked,) = implied(listed(VideoPage), Tracked)
    assert set(tracked.keys) == {"listed_in", "home", "posted_at", "on_air"}
    (tracked,) = implied(listed(Event, starts="starts_at", ends="ends_at"), Tracked)
    assert {"starts_at", "ends_at"} <= set(tracked.keys)
    (tracked,) = implied(listed(Event, starts="starts_at"), Tracked)
    assert "" not in tracked.keys


def test_a_listed_type_touches_lists_and_one_with_tags_their_listings_too():
    assert [effect.table for effect in implied(listed(VideoPage), Effect)] == ["news_videopage"]
    assert [effect.table for effect in implied(listed(Article), Effect)] == ["news_article", "news_articletag"]
    assert implied(page_type(StandardPage), Effect) == []


def test_what_follows_from_the_place_means_nothing_to_a_person():
    words = {one.table: one for one in implied(listed(Article), Wording)}
    assert set(words["news_article"].unspoken) == {"listed_in_id", "home_id", "on_air"}
    assert "news_articletag" in words


@pytest.mark.parametrize(
    ("model", "rows"),
    [
        (StandardPage, {"pages_standardpage": "page_ptr_id"}),
        (Gallery, {"news_gallery": "page_ptr_id", "news_galleryphoto": "page_id"}),
    ],
)
def test_the_rows_of_a_page_name_it(model, rows):
    assert page_type(model).rows_of_a_page == rows
    assert next(iter(page_type(model).rows_of_a_page)) == model._meta.db_table


def test_a_teaser_reads_what_every_item_has_and_what_the_type_adds():
    bare, more = listed(Article), listed(Article, teaser_fields=("lead",))
    assert more.read_for_a_teaser - bare.read_for_a_teaser == {"lead"}
    assert {"title", "posted_at", "teaser_photo", "locale"} <= bare.read_for_a_teaser


@pytest.mark.parametrize("model", [Article, Event, Gallery, VideoPage])
def test_every_field_that_a_teaser_reads_is_one_of_its_type(model):
    fields = {field.name for field in model._meta.get_fields()}
    assert page_types.listed_type_of(model).read_for_a_teaser <= fields
    assert set(page_types.listed_type_of(model).text_fields) <= fields


def test_only_types_with_tags_have_links_to_them():
    assert listed(Article).tag_links._meta.db_table == "news_articletag"
    assert listed(Event).tag_links is None
    assert {one.model for one in page_types.tagged_types()} >= {Article}
    assert Event not in {one.model for one in page_types.tagged_types()}


@pytest.mark.parametrize("model", [Section, StandardPage, HomePage, Page])
def test_what_is_not_listed_says_where_to_declare_it(model):
    with pytest.raises(LookupError, match="add a ListedType") as raised:
        page_types.listed_type_of(model)
    assert model._meta.label in str(raised.value)


@pytest.mark.parametrize("word", ["", "khong-co", "article"])
def test_a_section_of_an_unknown_word_lists_nothing(word):
    with pytest.raises(LookupError, match=repr(word)):
        page_types.listed_type_held_by(word)
    section = Section(title="x", holds=word)
    assert (section.listed_type, section.archive(), section.newest(3)) == (None, None, [])


def test_every_page_type_of_the_house_is_known_by_its_model():
    known = page_types.kinds_of_models()
    for model in (HomePage, Section, StandardPage, StatisticsPage, Article, Event, Gallery, VideoPage):
        assert known[model].model is model
    assert Page not in known


def test_pages_do_not_add_words_unless_their_type_says_so():
    assert list(page_type(StandardPage).more_text([None, None])) == [(), ()]


@pytest.fixture
def declaring(monkeypatch):
    """Has the checks meet these declarations and no others."""

    def declare(*given):
        def only(kind):
            return tuple(one for one in given if isinstance(one, kind))

        for module in (checks, page_types, page_frame):
            monkeypatch.setattr(module, "declared", only)
        page_types.kinds_of_models.cache_clear()

    yield declare
    page_types.kinds_of_models.cache_clear()


def test_the_house_as_it_is_forgets_no_page_type():
    assert checks.every_page_type_is_declared() == []
    assert checks.sections_know_what_they_list() == []


def test_a_page_type_that_nobody_declares_is_named_with_its_room(declaring):
    declaring(*(one for one in declared(PageType) if one.model is not Event))
    (error,) = checks.every_page_type_is_declared()
    assert (error.id, error.obj) == ("hoaban.pages.E001", Event)
    assert "news.Event" in error.msg
    assert "hoaban.news.room" in error.hint


@pytest.mark.parametrize(("model", "make"), [(Event, page_type), (StandardPage, listed)])
def test_a_type_that_is_declared_as_what_it_is_not_is_named(declaring, model, make):
    declaring(*(one for one in declared(PageType) if one.model is not model), make(model))
    (error,) = checks.every_page_type_is_declared()
    assert (error.id, error.obj) == ("hoaban.pages.E002", model)


def test_two_types_under_one_word_are_named_once(declaring):
    declaring(listed(Article), listed(Event), listed(Gallery))
    (error,) = checks.sections_know_what_they_list()
    assert error.id == "hoaban.pages.E003"
    assert "'xs'" in error.msg


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"text_fields": ("leed",)}, "the field 'leed'"),
        ({"teaser_fields": ("lead", "bilyne")}, "the field 'bilyne'"),
        ({"starts": "begins_at"}, "the field 'begins_at'"),
        ({"component": "news/components/nothing.html"}, "the template 'news/components/nothing.html'"),
    ],
)
def test_a_declaration_that_names_what_is_not_there_is_told(declaring, said, named):
    assert checks.declarations_name_what_is_there() == []
    declaring(listed(Article, **said))
    (error,) = checks.declarations_name_what_is_there()
    assert (error.id, error.obj) == ("hoaban.pages.E004", Article)
    assert named in error.msg


@pytest.mark.parametrize("count", [0, 2])
def test_there_is_exactly_one_frame(declaring, count):
    declaring(*(PageFrame(lambda _page, _request: {}) for _number in range(count)))
    with pytest.raises(ValueError, match="unpack"):
        page_frame.frame_of(None, None)
    declaring(PageFrame(lambda page, _request: {"page": page}))
    assert page_frame.frame_of("trang", None) == {"page": "trang"}

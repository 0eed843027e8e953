"""Which names an entry of the log touches: enough that no list grows stale, and no more than the lists it stands in."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from hoaban.news.models import Article, VideoPage
from hoaban.pages import dependencies, effects, names
from hoaban.publication.models import Entry
from tests.builders import a_portal, a_section, a_video_page, an_article, at, in_english, made_private
from tests.support.entries import added, changed, removed

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
TABLE = "news_article"


@pytest.fixture
def section():
    return a_section(a_portal())


def state(article, **other):
    """The key columns of an article as the log carries them."""
    posted = article.posted_at
    columns = {
        "page_ptr_id": article.pk,
        "listed_in_id": article.listed_in_id,
        "home_id": article.home_id,
        "posted_at": posted.isoformat() if posted else None,
        "on_air": article.on_air,
    }
    return {**columns, **other}


def touched(entry, model=Article):
    return set(effects.listings_of_item(model, entry))


def on_day(section, day, **fields):
    return an_article(section, str(day), posted_at=at(f"2024-01-{day:02} 08:00"), **fields)


def test_the_first_item_of_a_section_touches_its_lists_and_both_ends(section):
    article = on_day(section, 5)
    home = section.get_parent()
    assert touched(added(TABLE, article.pk, **state(article))) == {
        names.newest_of_home(TABLE, home.pk),
        names.upcoming(TABLE, home.pk),
        names.newest(TABLE, section.pk),
        names.month(TABLE, section.pk, 2024, 1),
        names.latest(TABLE, section.pk),
        names.earliest(TABLE, section.pk),
        names.neighbours(TABLE, article.pk),
    }


@pytest.mark.parametrize(("day", "beside", "ends"), [(7, {5}, {"latest"}), (3, {2, 5}, set()), (1, {2}, {"earliest"})])
def test_an_item_touches_those_beside_it_and_the_end_that_it_forms(section, day, beside, ends):
    others = {number: on_day(section, number) for number in (2, 5)}
    article = on_day(section, day)
    found = touched(added(TABLE, article.pk, **state(article)))
    own = names.neighbours(TABLE, article.pk)
    assert {name for name in found if name.startswith("neighbours")} - {own} == {
        names.neighbours(TABLE, others[number].pk) for number in beside
    }
    assert {name.partition(":")[0] for name in found} & {"latest", "earliest"} == ends


@pytest.mark.parametrize("operation", [added, removed])
def test_what_comes_and_what_goes_touch_the_same(section, operation):
    on_day(section, 2)
    article = on_day(section, 4)
    columns = state(article)
    if operation is removed:
        article.delete()
    assert names.newest(TABLE, section.pk) in touched(operation(TABLE, columns["page_ptr_id"], **columns))


def test_items_of_one_moment_touch_the_one_next_by_number(section):
    first, second, third = (on_day(section, 5) for _number in range(3))
    found = touched(added(TABLE, second.pk, **state(second)))
    for beside in (first, second, third):
        assert names.neighbours(TABLE, beside.pk) in found
    assert not {name for name in found if name.startswith(("latest", "earliest"))}


def test_what_is_off_the_air_is_beside_nothing(section):
    draft = on_day(section, 4, live=False)
    article = on_day(section, 5)
    assert names.neighbours(TABLE, draft.pk) not in touched(added(TABLE, article.pk, **state(article)))


def test_an_item_that_moves_touches_the_lists_that_it_left_and_those_where_it_stands(section):
    other = a_section(section.get_parent(), "Xã hội")
    article = on_day(other, 5)
    moved = changed(TABLE, article.pk, "listed_in_id", old=state(article, listed_in_id=section.pk), new=state(article))
    found = touched(moved)
    assert {names.newest(TABLE, section.pk), names.newest(TABLE, other.pk)} <= found


def test_another_date_touches_both_months(section):
    article = on_day(section, 5)
    old = state(article, posted_at="2023-06-30T17:30:00+00:00")
    found = touched(changed(TABLE, article.pk, "posted_at", old=old, new=state(article)))
    assert names.month(TABLE, section.pk, 2023, 7) in found, "half past midnight of the first of July in Viet Nam"
    assert names.month(TABLE, section.pk, 2023, 6) not in found
    assert names.month(TABLE, section.pk, 2024, 1) in found


@pytest.mark.parametrize("column", ["lead", "body", "byline", "teaser_photo_id"])
def test_what_leaves_the_place_in_lists_as_it_is_touches_no_list(section, column):
    article = on_day(section, 5)
    entry = changed(TABLE, article.pk, column, old=state(article))
    assert not effects.moves_in_lists(entry)
    assert touched(entry) == set()


@pytest.mark.parametrize("column", ["listed_in_id", "home_id", "posted_at", "on_air"])
def test_what_changes_the_place_in_lists_touches_them(section, column):
    article = on_day(section, 5)
    assert effects.moves_in_lists(changed(TABLE, article.pk, column, old=state(article)))


def test_a_key_of_the_types_own_moves_it_too():
    old = {"page_ptr_id": 5, "starts_at": "2024-01-01"}
    assert effects.moves_in_lists(changed("news_event", 5, "starts_at", old=old))
    assert not effects.moves_in_lists(changed("news_event", 5, "page_ptr_id", old=old))


@pytest.mark.parametrize("lacking", ["listed_in_id", "posted_at"])
def test_what_has_no_section_or_time_touches_the_home_alone(section, lacking):
    article = on_day(section, 5)
    found = touched(added(TABLE, article.pk, **state(article, **{lacking: None})))
    assert {name.partition(":")[0] for name in found} == {"newest", "upcoming", "neighbours"}
    assert names.newest(TABLE, section.pk) not in found


def test_what_stands_nowhere_touches_nothing_but_its_own_way_on(section):
    article = on_day(section, 5)
    nowhere = state(article, listed_in_id=None, home_id=None, posted_at=None)
    assert touched(added(TABLE, article.pk, **nowhere)) == {names.neighbours(TABLE, article.pk)}


def test_the_tags_of_an_item_that_comes_or_goes_are_touched(section):
    article = on_day(section, 5)
    article.tags.add("chợ", "lễ hội")
    article.save()
    found = touched(added(TABLE, article.pk, **state(article)))
    assert {names.tag(tag.pk) for tag in article.tags.all()} <= found


def test_a_type_without_tags_touches_none():
    section = a_section(a_portal(), holds="videos")
    page = a_video_page(section)
    found = touched(added("news_videopage", page.pk, **state(page)), VideoPage)
    assert not {name for name in found if name.startswith("tag")}


def test_a_link_of_a_tag_touches_the_tags_before_and_after():
    entry = changed("news_articletag", 1, "tag_id", old={"tag_id": 4}, new={"tag_id": 7})
    assert set(effects.names_of_tag_link(entry)) == {names.tag(4), names.tag(7)}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (None, None),
        ("2024-01-18T00:34:00", "2024-01-18 07:34"),
        ("2024-01-18 00:34:00", "2024-01-18 07:34"),
        ("2024-01-18T00:34:00+00:00", "2024-01-18 07:34"),
        ("2024-01-18T07:34:00+07:00", "2024-01-18 07:34"),
        ("2024-01-18T00:34:00Z", "2024-01-18 07:34"),
    ],
)
def test_a_moment_is_read_however_a_database_writes_it(written, moment):
    assert effects.moment_of(written) == (at(moment) if moment else None)


def test_a_tag_touches_its_list_and_its_addresses():
    renamed = changed("taggit_tag", 5, "slug", old={"slug": "le-hoi"}, new={"slug": "hoi-xuan"})
    both = {names.tag_at("le-hoi"), names.tag_at("hoi-xuan")}
    assert set(dependencies.names_of_tag(renamed)) == {names.tag("5"), *both}


ROOT, DEEP = "0001", "000100020003"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (changed("p", 5, "title", old={"path": DEEP}), set()),
        (changed("p", 5, "path", old={"path": DEEP}, new={"path": DEEP + "0001"}), {"moved"}),
        (removed("p", 5, path=DEEP), set()),
        (added("p", 5, path=DEEP), set()),
        (changed("p", 5, "live", old={"path": DEEP}), set()),
        (changed("p", 5, "url_path", old={"path": ROOT}), set()),
    ],
)
def test_a_page_touches_what_follows_from_its_place(monkeypatch, entry, told):
    monkeypatch.setattr(dependencies, "may_begin_a_file", lambda _page_id: False)
    monkeypatch.setattr(dependencies, "names_of_moved", lambda _entry: ["moved"])
    found = set(dependencies.lists_of_pages(entry))
    assert {name for name in found if not name.startswith("pages:")} == told
    assert {name for name in found if name.startswith("pages:")} == {
        names.pages(5, str(path)) for path in entry.values("path")
    }


def test_a_page_that_moves_between_portals_touches_the_sitemaps_of_both():
    entry = changed("p", 1500, "path", old={"path": "000100020001"}, new={"path": "000100030001"})
    assert {"pages:1:00010002", "pages:1:00010003"} <= set(dependencies.lists_of_pages(entry))


@pytest.mark.parametrize(("operation", "says"), [(added, True), (removed, True), (changed, False)])
def test_a_page_that_may_begin_a_sitemap_file_touches_how_many_there_are(monkeypatch, operation, says):
    monkeypatch.setattr(dependencies, "may_begin_a_file", lambda _page_id: True)
    entry = changed("p", 5, "title", old={"path": DEEP}) if operation is changed else operation("p", 5, path=DEEP)
    assert (names.HIGHEST_PAGE in set(dependencies.lists_of_pages(entry))) is says


def test_a_page_begins_a_file_while_no_older_one_stands_in_it(section, monkeypatch):
    monkeypatch.setattr(dependencies, "IDS_PER_FILE", 1)
    assert dependencies.may_begin_a_file(section.pk)
    monkeypatch.setattr(dependencies, "IDS_PER_FILE", 10**6)
    assert not dependencies.may_begin_a_file(section.pk)
    assert dependencies.may_begin_a_file(Page.objects.order_by("pk").first().pk)


def test_a_restriction_touches_the_sitemaps_of_all_below(section):
    article = an_article(section)
    restriction = made_private(section)
    found = set(dependencies.lists_of_restricted(added("r", restriction.pk, page_id=section.pk)))
    assert found == {
        names.restrictions(section.path),
        *(names.pages(page.pk, page.path) for page in (section, article)),
    }


def test_a_restriction_above_all_homes_touches_those_of_each():
    home = a_portal()
    root, english = home.get_parent(), in_english(home, slug="en")
    found = set(dependencies.lists_of_restricted(added("r", made_private(root).pk, page_id=root.pk)))
    assert {names.restrictions(home.path), names.restrictions(english.path)} <= found


def test_a_restriction_that_went_with_its_page_touches_nothing():
    assert set(dependencies.lists_of_restricted(removed("r", 1, page_id=10**9))) == set()


def test_what_moves_touches_menus_and_privacy_only_where_it_has_a_part_in_them():
    home = a_portal()
    quiet, closed = a_section(home, "Vắng"), a_section(home, "Kín")
    article, kept = an_article(quiet), an_article(quiet)
    made_private(kept)
    made_private(closed)
    moved = {"old": {"path": "000100020009"}, "new": {"path": "000100030009"}}
    for page, told in (
        (article, []),
        (kept, [names.restrictions]),
        (quiet, [names.standing]),
        (closed, [names.restrictions, names.standing]),
    ):
        found = set(dependencies.names_of_moved(changed("p", page.pk, "path", **moved)))
        assert found == {name(state["path"]) for name in told for state in moved.values()}


def test_entries_of_the_tests_are_such_as_the_log_writes(section):
    """The negative control of the helpers: what triggers write carries the columns that these tests carry."""
    article = on_day(section, 5)
    written = Entry.objects.filter(table=TABLE, key=str(article.pk), operation="I").latest("id")
    assert set(written.new) >= set(state(article)) - {"page_ptr_id"}
    assert names.newest(TABLE, section.pk) in touched(Entry.objects.filter(table=TABLE).latest("id"))

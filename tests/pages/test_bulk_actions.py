"""Items published a thousand at a time are what one by one would have made."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from hoaban.news.actions import publish_article
from hoaban.news.models import Article, Event, Gallery
from hoaban.pages import bulk_actions as actions
from hoaban.pages.models import Section
from hoaban.pages.placement import wrongly_placed
from tests.builders import a_portal, a_section, an_article, at

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
POSTED = at("2024-02-03 04:05")
# What belongs to one page alone, or to the time of its making.
OWN = {"id", "page_ptr_id", "path", "slug", "url_path", "translation_key", "body", "numchild"}
TIMES = {"first_published_at", "last_published_at", "latest_revision_created_at"}
REVISIONS = {"latest_revision_id", "live_revision_id"}


@pytest.fixture
def section():
    """An empty section of a portal."""
    return a_section(a_portal(), "Nhiều")


def some(count=3, **fields):
    """Plain items with the fields of an article."""
    return [
        actions.PlainItem(f"Bài {number}", POSTED, {"lead": f"Mở đầu {number}.", **fields}, ["Một & hai.", "Ba <b>."])
        for number in range(count)
    ]


def columns(page):
    """Values of a row that must not depend on how it was written."""
    fields = [field.attname for field in page._meta.concrete_fields]
    return {name: getattr(page, name) for name in fields if name not in OWN | TIMES | REVISIONS}


def test_the_rows_are_those_that_publishing_one_by_one_would_have_written(section):
    actions.publish_items(Article, section, some(1, byline="Hà An"))
    other = Section.objects.get(pk=section.pk)
    text = "<p>Một &amp; hai.</p><p>Ba &lt;b&gt;.</p>"
    one = Article(title="Bài 0", lead="Mở đầu 0.", byline="Hà An", posted_at=POSTED, body=[("text", text)])
    publish_article(one, section=other)
    bulk, single = Article.objects.order_by("pk")
    assert columns(bulk) == columns(single)
    assert str(bulk.body) == str(single.body)
    assert bulk.slug == "nhieu-1"
    references = ReferenceIndex.objects.values_list("object_id", "model_path")
    assert {path for key, path in references if key == str(bulk.pk)} == {
        path for key, path in references if key == str(single.pk)
    }


def test_the_tree_and_the_listing_columns_stay_true(section, client):
    an_article(section, "Có trước")
    actions.publish_items(Article, section, some(40))
    an_article(section, "Có sau")
    assert Section.objects.get(pk=section.pk).numchild == 42
    assert Page.find_problems() == ([], [], [], [], [])
    assert not wrongly_placed(Article).exists()
    listing = client.get("/nhieu/").content.decode()
    assert "Bài 39" in listing
    assert client.get("/nhieu/nhieu-2/").status_code == 200


def test_every_type_that_sections_list_can_be_published_so(section):
    gallery = actions.PlainItem("Ảnh", POSTED, {"lead": "Ảnh đẹp."})
    actions.publish_items(Gallery, section, [gallery])
    event = actions.PlainItem("Họp", POSTED, {"starts_at": POSTED, "place": "Nhà văn hóa"}, ["Nội dung."])
    actions.publish_items(Event, section, [event])
    assert Gallery.objects.get().listed_in_id == section.pk
    assert Event.objects.get().place == "Nhà văn hóa"
    assert Page.find_problems() == ([], [], [], [], [])


def test_below_a_private_section_nothing_is_on_the_air(section):
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    actions.publish_items(Article, section, some())
    assert not Article.objects.filter(on_air=True).exists()
    assert not wrongly_placed(Article).exists()


@pytest.mark.parametrize("name", ["body", "cover", "teaser_photo", "tags", "listed_in"])
def test_what_can_refer_to_something_is_refused_before_anything_is_written(section, name):
    with pytest.raises(ValueError, match=name):
        actions.publish_items(Article, section, some(**{name: None}))
    assert not Article.objects.exists()


def test_a_field_that_the_model_has_not_is_refused(section):
    with pytest.raises(FieldDoesNotExist):
        actions.publish_items(Article, section, some(color="red"))


def test_an_address_that_is_taken_is_refused_and_nothing_is_written(section):
    an_article(section, slug="nhieu-3")
    with pytest.raises(ValidationError, match="nhieu-3"):
        actions.publish_items(Article, section, some(5))
    assert Article.objects.count() == Section.objects.get(pk=section.pk).numchild == 1


def test_a_section_that_is_full_takes_nothing_and_says_so(section, monkeypatch):
    monkeypatch.setattr(actions, "WIDEST", 10)
    assert actions.room_left(section) == 9
    with pytest.raises(actions.SectionFull, match="Nhiều"):
        actions.publish_items(Article, section, some(10))
    assert not Article.objects.exists()
    actions.publish_items(Article, section, some(9))
    assert actions.room_left(section) == 0


def test_nothing_to_publish_is_no_fault(section):
    actions.publish_items(Article, section, [])
    assert Section.objects.get(pk=section.pk).numchild == 0


def test_an_item_is_edited_like_any_other(section, client):
    actions.publish_items(Article, section, some(1))
    article = Article.objects.get()
    article.lead = "Đã sửa."
    publish_article(article)
    assert "Đã sửa." in client.get(article.url).content.decode()
    assert article.first_published_at == POSTED < timezone.now()

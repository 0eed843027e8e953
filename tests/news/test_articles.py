"""The article: what is cleaned and refused, what it says of itself, what stands beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hoaban.news.models import Article, RelatedArticle
from tests.builders import a_photo, a_portal, a_section, an_article, at, made_private

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return a_section(a_portal())


def photo_block(photo, **said):
    return ("photo", {"image": photo, "caption": "", "credit": "", "alt": "", "file_name": "", **said})


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("lead", "Một\u200b\r\nhai\u202e", "Một\nhai"),
        ("byline", " Tin:\n Minh  Thuỳ ", "Tin: Minh Thuỳ"),
        ("source", "Báo\u0000 Hoa\tBan", "Báo Hoa Ban"),
    ],
)
def test_texts_are_cleaned_of_what_cannot_be_seen(name, typed, kept):
    article = Article(title="x", **{name: typed})
    article.clean()
    assert getattr(article, name) == kept


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, {"source", "source_url"}),
        ({"source": "Báo"}, {"source_url"}),
        ({"source": " \u200b", "source_url": "https://a.example/"}, {"source"}),
        ({"source": "Báo", "source_url": "https://a.example/"}, set()),
    ],
)
def test_a_reprint_names_its_source_and_its_address(fields, missing):
    article = Article(title="x", is_reprint=True, **fields)
    if not missing:
        article.clean()
        return
    with pytest.raises(ValidationError) as refused:
        article.clean()
    assert set(refused.value.message_dict) == missing


@pytest.mark.parametrize(("years", "refused"), [(1, False), (2, True)])
def test_the_shown_time_may_lie_in_the_next_year_and_no_later(years, refused):
    year = timezone.now().year + years
    article = Article(title="x", posted_at=at("2024-06-01 00:00").replace(year=year))
    if refused:
        with pytest.raises(ValidationError, match=str(year)):
            article.clean()
    else:
        article.clean()


@pytest.mark.parametrize(("year", "refused"), [(1944, True), (1945, False)])
def test_the_shown_time_may_lie_as_far_back_as_there_are_portals_papers(year, refused):
    article = Article(title="x", posted_at=at("2024-06-01 00:00").replace(year=year))
    if refused:
        with pytest.raises(ValidationError, match="1945"):
            article.clean()
    else:
        article.clean()


def test_the_description_is_the_chosen_one_else_the_beginning_of_the_lead():
    article = Article(title="x", lead="chữ " * 100)
    assert len(article.description()) <= 200
    assert article.description().startswith("chữ chữ")
    article.search_description = "Đã chọn."
    assert article.description() == "Đã chọn."
    assert Article(title="x").description() == ""


def test_the_photo_of_a_teaser_is_the_cover_else_the_first_that_stands_by_itself(section):
    first, second, cover = (a_photo(title) for title in ("Một", "Hai", "Bìa"))
    gallery = ("gallery", [{"image": second, "caption": ""}])
    article = an_article(section, body=[gallery, photo_block(None, file_name="mat.jpg"), photo_block(first)])
    assert article.teaser_photo == first
    assert article.share_photo() == first
    article.cover = cover
    article.save()
    assert Article.objects.get(pk=article.pk).teaser_photo == cover
    article.cover, article.body = None, [gallery]
    article.save()
    assert Article.objects.get(pk=article.pk).teaser_photo is None


def test_a_photo_that_is_deleted_leaves_the_article_without_one(section):
    photo = a_photo()
    article = an_article(section, body=[photo_block(photo)])
    photo.delete()
    article = Article.objects.get(pk=article.pk)
    assert article.teaser_photo is None
    assert article.photos_of_body() == []
    article.save()
    assert Article.objects.get(pk=article.pk).teaser_photo is None


def test_machines_are_told_the_authors_that_the_byline_names():
    article = Article(title="Bài", byline="Tin, ảnh: Minh Thùy, Lò Văn Inh")
    assert article.authors() == ("Minh Thùy", "Lò Văn Inh")
    data = article.extra_structured_data(None)
    assert data["headline"] == "Bài"
    assert [author["name"] for author in data["author"]] == ["Minh Thùy", "Lò Văn Inh"]
    assert "author" not in Article(title="Bài").extra_structured_data(None)


@pytest.mark.parametrize(("seconds", "shown"), [(0, False), (59, False), (60, True), (86_400, True)])
def test_a_change_is_told_from_a_minute_after_the_first_publication(seconds, shown):
    first = at("2024-01-18 07:34")
    article = Article(first_published_at=first, last_published_at=first + timedelta(seconds=seconds))
    assert article.updated_at == (article.last_published_at if shown else None)


@pytest.mark.parametrize("dates", [{}, {"first_published_at": at("2024-01-18 07:34")}])
def test_what_was_published_once_or_never_was_not_changed(dates):
    assert Article(**dates).updated_at is None


def test_the_moment_of_publishing_is_the_shown_time_where_none_is_given(section):
    draft = an_article(section, live=False, posted_at=None)
    assert draft.posted_at is None
    draft.save_revision().publish()
    posted = Article.objects.get(pk=draft.pk).posted_at
    assert posted is not None
    assert posted.microsecond == 0
    Article.objects.get(pk=draft.pk).save_revision().publish()
    assert Article.objects.get(pk=draft.pk).posted_at == posted


def test_chosen_articles_stand_beside_it_in_the_chosen_order_where_readers_may_see_them(section, client):
    shown = [an_article(section, f"Được chọn {number}") for number in range(3)]
    draft, private = an_article(section, "Nháp", live=False), an_article(section, "Kín")
    made_private(private)
    chosen = [shown[2], draft, shown[0], private, shown[1]]
    article = an_article(section, "Bài")
    article.related_articles = [RelatedArticle(article=one) for one in chosen]
    article.save()
    article = Article.objects.get(pk=article.pk)
    assert article.chosen_beside(6) == [shown[2], shown[0], shown[1]]
    assert article.chosen_beside(2) == [shown[2], shown[0]]
    page = client.get(article.url).content.decode()
    assert "Nháp" not in page
    assert "Kín" not in page


def test_an_article_of_another_language_does_not_stand_beside_it(section):
    article = an_article(section, "Bài")
    article.home_id = None
    assert article.chosen_beside(6) == []


def test_its_first_tag_leads_to_its_kin(section, client):
    article = an_article(section, "Bài")
    assert article.same_tag() is None
    article.tags.add("chợ phiên", "lễ hội")
    article.save()
    article = Article.objects.get(pk=article.pk)
    same = article.same_tag()
    assert same["tag"] == article.shown_tags[0]
    assert same["part"].endswith(f"/tag-{same['tag'].slug}.html")
    assert client.get(same["part"]).status_code == 200


def test_tags_of_a_draft_are_shown_before_they_are_saved():
    article = Article(title="x")
    article.tags.add("mưa")
    assert [tag.name for tag in article.shown_tags] == ["mưa"]


def test_newer_and_older_are_those_of_the_section_alone(section, client):
    other = a_section(section.get_parent(), "Xã hội")
    articles = [an_article(section, f"Bài {day}", posted_at=at(f"2024-01-{day:02} 08:00")) for day in (1, 3, 5)]
    an_article(other, "Chen vào", posted_at=at("2024-01-02 08:00"))
    page = client.get(articles[1].url).content.decode()
    turn = page.partition('<nav class="turn"')[2].partition("</nav>")[0]
    assert turn.index("Bài 5") < turn.index("Bài 1")
    assert "Chen vào" not in turn


def test_an_article_with_nothing_but_a_title_shows_no_empty_place(section, client):
    article = an_article(section, "Một mình", lead="", body=[])
    page = client.get(article.url).content.decode().partition("<main")[2].partition("</main>")[0]
    for empty in ('class="lead"', 'class="byline"', 'class="source"', 'class="tags"', 'class="turn"', 'class="note"'):
        assert empty not in page
    assert "data-part" not in page


def test_a_source_without_an_address_is_named_without_a_link(section, client):
    article = an_article(section, source="Báo Hoa Ban")
    page = client.get(article.url).content.decode()
    source = page.partition('<p class="source">')[2].partition("</p>")[0]
    assert "Báo Hoa Ban" in source
    assert "<a" not in source

"""What a page says to machines: Dublin Core, Open Graph, schema.org."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from hoaban.media.rendition_making import make_sizes
from hoaban.news.models import Article
from hoaban.pages.models import SiteIdentity, StandardPage
from tests.builders import a_photo, a_portal, a_section, a_standard_page, an_article, an_event, at, in_english

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home)


def meta(client, page):
    return client.get(page.url).context["page_meta"]


def graph(client, page):
    return json.loads(meta(client, page).json_ld)["@graph"]


def test_the_title_is_the_one_for_search_engines_where_there_is_one(client, section):
    article = an_article(section, "Bài")
    assert meta(client, article).title == "Bài"
    article.seo_title = "Bài hay"
    article.save()
    assert meta(client, article).title == "Bài hay"
    assert meta(client, article).dublin_core["title"] == "Bài"


def test_a_description_is_one_short_line(client, section):
    article = an_article(section, lead="Một\nhai  ba")
    assert meta(client, article).description == "Một hai ba"
    page = a_standard_page(section, lead="chữ " * 400)
    assert len(meta(client, page).description) <= 300


def test_a_page_that_says_nothing_is_described_by_its_title(client, section):
    core = meta(client, section).dublin_core
    assert core["description"] == core["title"] == "Tin tức"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 1, 31, 16, 59, tzinfo=UTC), "2024-01-31"),
        (datetime(2024, 1, 31, 17, 0, tzinfo=UTC), "2024-02-01"),
    ],
)
def test_the_date_is_the_day_in_viet_nam(client, section, moment, day):
    assert meta(client, an_article(section, posted_at=moment)).dublin_core["date"] == day


def test_a_page_that_was_never_published_has_no_date(client, section):
    assert "date" not in meta(client, section).dublin_core


@pytest.mark.parametrize(
    ("fields", "creator", "source"),
    [
        ({}, "Cổng thông tin điện tử tỉnh Hoa Ban", None),
        ({"byline": "Minh Thùy, Lò Văn Inh"}, "Minh Thùy; Lò Văn Inh", None),
        ({"source": "Báo Hoa Ban"}, "Cổng thông tin điện tử tỉnh Hoa Ban", "Báo Hoa Ban"),
        (
            {"source": "Báo", "source_url": "https://b.example/1"},
            "Cổng thông tin điện tử tỉnh Hoa Ban",
            "https://b.example/1",
        ),
    ],
)
def test_who_made_it_and_where_it_is_from(client, section, fields, creator, source):
    core = meta(client, an_article(section, **fields)).dublin_core
    assert core["creator"] == creator
    assert core.get("source") == source


def test_tags_are_subjects(client, section):
    article = an_article(section)
    assert "subject" not in meta(client, article).dublin_core
    article.tags.add("chợ phiên", "lễ hội")
    article.save()
    assert meta(client, article).dublin_core["subject"] == "chợ phiên; lễ hội"


def test_the_photo_of_the_teaser_is_the_one_that_is_shared(client, section):
    photo = a_photo()
    block = {"image": photo, "caption": "", "credit": "", "alt": "", "file_name": ""}
    article = an_article(section, body=[("photo", block)])
    assert meta(client, article).image == ""
    make_sizes(photo.pk, slow=False)
    image = meta(client, article).image
    assert image.startswith("http://localhost/media/")
    assert graph(client, article)[0]["image"] == image


@pytest.mark.parametrize(
    ("make", "kind", "shared_as"),
    [
        (lambda section: section.get_parent().specific, "WebSite", "website"),
        (lambda section: section, "CollectionPage", "website"),
        (an_article, "NewsArticle", "article"),
        (an_event, "Event", "website"),
        (a_standard_page, "WebPage", "website"),
    ],
)
def test_every_type_says_what_it_is(client, section, make, kind, shared_as):
    page = make(section)
    assert graph(client, page)[0]["@type"] == kind
    assert meta(client, page).type == shared_as


def test_machines_are_told_nothing_empty(client, section):
    described, crumbs = graph(client, an_article(section, lead=""))
    assert all(described.values())
    assert [crumb["position"] for crumb in crumbs["itemListElement"]] == [1, 2, 3]
    assert all(crumb["item"].startswith("http://localhost/") for crumb in crumbs["itemListElement"])


def test_the_home_has_no_breadcrumb(client, home):
    assert len(graph(client, home)) == 1


def test_a_change_is_told_from_a_minute_on(client, section):
    article = an_article(section, posted_at=at("2024-01-18 07:34"))
    assert graph(client, article)[0]["dateModified"] == graph(client, article)[0]["datePublished"]
    Article.objects.filter(pk=article.pk).update(
        first_published_at=at("2024-01-18 07:34"), last_published_at=at("2024-02-18 07:34")
    )
    assert graph(client, article)[0]["dateModified"].startswith("2024-02-18")


def test_a_standard_page_tells_when_it_was_changed_last():
    assert StandardPage(title="x").extra_structured_data(None) == {}
    told = StandardPage(title="x", last_published_at=at("2024-01-18 07:34")).extra_structured_data(None)
    assert told == {"dateModified": "2024-01-18T07:34:00+07:00"}


def test_each_language_is_told_as_its_own(client, home, section):
    in_english(home, title="Home", slug="english")
    english = in_english(section, title="News")
    assert (meta(client, section).locale, meta(client, english).locale) == ("vi_VN", "en_GB")
    assert meta(client, english).dublin_core["language"] == "en"
    assert meta(client, english).canonical.startswith("http://localhost/en/")


@pytest.mark.parametrize(("language", "name"), [("vi", "Cổng"), ("en", "Portal"), ("fr", "Cổng")])
def test_the_name_is_that_of_the_language_where_there_is_one(language, name):
    with translation.override(language):
        assert SiteIdentity(name="Cổng", english_name="Portal").shown_name == name
        assert SiteIdentity(name="Cổng").shown_name == "Cổng"


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", "<!--", "&lt;", "\u2028"])
def test_no_text_ends_the_element_in_which_it_stands(client, section, hostile):
    article = an_article(section, f"Bài {hostile}", slug="bai", lead=hostile, byline=hostile)
    text = meta(client, article).json_ld
    assert not set("<>&") & set(text)
    assert json.loads(text)["@graph"][0].get("description", "") == article.description()

"""What of a page is searched, which pages a change touches, what a result shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag
from wagtail.models import Page, Revision

from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, Photo
from hoaban.news.models import Article, Correction, Event
from hoaban.pages import searchable
from hoaban.pages.models import HomePage, Section, StandardPage, StatisticsPage
from hoaban.pages.page_types import kinds_of_models
from hoaban.pages.searchable import PageSource, text_of
from tests.builders import (
    a_gallery,
    a_photo,
    a_portal,
    a_section,
    a_standard_page,
    an_article,
    an_event,
    at,
    in_english,
    made_private,
)
from tests.support.entries import added, changed, removed

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
SOURCE = PageSource()


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home)


def words(page):
    page_type = kinds_of_models()[type(page)]
    return text_of(page, page_type, *page_type.more_text([page]))


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Section, ["summary"]),
        (StandardPage, ["lead"]),
        (StatisticsPage, ["lead"]),
        (HomePage, []),
        (Event, ["lead", "place", "organiser", "chairs"]),
        (Article, ["lead", "byline", "source"]),
    ],
)
def test_the_fields_of_every_type_are_searched_line_by_line(model, names):
    # What is plain text has no marks: readers see these signs too.
    page = model(pk=1, title="Tiêu đề", **{name: f"Chữ <b>của</b> {name}" for name in names})
    said = [f"Chữ <b>của</b> {name}" for name in names]
    assert words(page).splitlines() == said
    page.search_description = "Mô tả"
    assert words(page).splitlines() == [*said, "Mô tả"]


def test_every_block_of_a_body_gives_its_words(home):
    attached = store_file(b"%PDF-1.4\n%%EOF", name="a.pdf", title="Mẫu đơn")
    table = {"data": [["Ô một", None], ["Ô hai", ""]], "table_caption": "Bảng"}
    photo = {"image": None, "caption": "Chú thích", "credit": "Hà An", "alt": "Ruộng", "file_name": "a.jpg"}
    body = [
        ("text", "<p>Chữ <b>đậm</b></p><p>Đoạn sau</p>"),
        ("photo", photo),
        ("table", table),
        ("quote", {"text": "Lời nói", "attribution": "Bí thư"}),
        ("files", [attached]),
        ("box", {"title": "Cần biết", "text": "<p>Trong khung</p>"}),
        ("map_link", {"place": "Chợ", "description": "Rẽ trái", "url": "https://a.example/"}),
    ]
    page = a_standard_page(home, body=body)
    found = words(StandardPage.objects.get(pk=page.pk))
    for said in (
        "Chữ đậm",
        "Đoạn sau",
        "Lời nói",
        "Bí thư",
        "Mẫu đơn",
        "Cần biết",
        "Trong khung",
        "Chú thích",
        "Rẽ trái",
    ):
        assert said in found, said
    assert "<" not in found


def test_words_about_an_article_are_its_tags_and_corrections(section):
    article = an_article(section)
    article.tags.add("chợ phiên")
    article.corrections = [Correction(note="Đúng là 42.")]
    article.save()
    found = words(Article.objects.get(pk=article.pk))
    assert "chợ phiên" in found
    assert "Đúng là 42." in found


def bodies(pks, of="public"):
    return {document.pk: document for document in getattr(SOURCE, of)(pks)}


def test_readers_find_what_is_live_and_public_and_editors_everything(home, section):
    shown, draft = an_article(section), an_article(section, live=False)
    private = an_article(section)
    made_private(private)
    pks = [shown.pk, draft.pk, private.pk, section.pk, home.pk, 10**9, Page.objects.get(depth=1).pk]
    assert set(bodies(pks)) == {shown.pk, section.pk, home.pk}
    assert set(bodies(pks, "drafts")) == {shown.pk, draft.pk, private.pk, section.pk, home.pk}
    assert bodies([]) == bodies([], "drafts") == {}


def test_a_document_says_where_it_stands_and_when(home, section):
    article = an_article(section, "Bài", posted_at=at("2024-01-18 07:34"))
    page = bodies([article.pk])[article.pk]
    assert (page.kind, page.title, page.homes, page.section) == ("article", "Bài", {home.pk}, section.pk)
    assert page.at == at("2024-01-18 07:34")
    front = bodies([home.pk])[home.pk]
    assert (front.homes, front.section) == ({home.pk}, Page.objects.get(depth=1).pk)


def test_a_document_follows_the_files_that_it_attaches(section):
    attached = store_file(b"%PDF-1.4\n%%EOF", name="a.pdf", title="Mẫu đơn")
    article = an_article(section, body=[("files", [attached])])
    assert bodies([article.pk])[article.pk].depends == (f"file:{attached.pk}",)
    attached.delete()
    assert bodies([article.pk])[article.pk].depends == ()


def test_a_draft_is_searched_as_its_newest_version_has_it(section):
    article = an_article(section, "Cũ")
    article.title = "Mới"
    article.save_revision()
    assert bodies([article.pk])[article.pk].title == "Cũ"
    assert bodies([article.pk], "drafts")[article.pk].title == "Mới"


@pytest.mark.parametrize("broken", ["gone", "unreadable"])
def test_a_version_that_cannot_be_read_leaves_the_page_as_it_stands(section, monkeypatch, broken):
    article = an_article(section, "Bài")
    article.save_revision()

    def unreadable(self):
        raise {"gone": Revision.DoesNotExist, "unreadable": ValueError}[broken]

    monkeypatch.setattr(Page, "get_latest_revision_as_object", unreadable)
    assert bodies([article.pk], "drafts")[article.pk].title == "Bài"


def test_pages_of_a_type_that_nobody_declares_are_not_searched(home):
    plain = Page(title="Trơn", slug="tron")
    home.add_child(instance=plain)
    assert bodies([plain.pk]) == {}
    assert SOURCE.shown([plain.pk]) == {}


def test_all_pages_but_the_root_are_met_step_by_step(home, section):
    for _number in range(3):
        an_article(section)
    met, last = [], 0
    while some := SOURCE.ids_after(last, 2):
        met.extend(some)
        last = some[-1]
    assert met == list(Page.objects.filter(depth__gt=1).order_by("pk").values_list("pk", flat=True))
    assert SOURCE.count() == len(met)


@pytest.mark.parametrize(
    ("entry", "pages"),
    [
        (changed("wagtailcore_page", 7, "title", old={}), {7}),
        (added("news_article", 7, page_ptr_id=7), {7}),
        (changed("news_correction", 3, "page_id", old={"page_id": 7}, new={"page_id": 8}), {7, 8}),
        (removed("news_articletag", 3, content_object_id=7), {7}),
        (added("wagtailcore_revision", 3, object_id="7"), {7}),
        (added("wagtailcore_revision", 3, object_id="a-b"), set()),
        (added("wagtailcore_revision", 3), set()),
        (added("pages_siteidentity", 7), set()),
        (added("pages_standardpage", 7, page_ptr_id=7), {7}),
        (removed("wagtailcore_pageviewrestriction", 1, page_id=10**9), set()),
    ],
)
def test_an_entry_touches_the_page_whose_row_it_is(entry, pages):
    assert set(SOURCE.touched_by(entry)) == pages


def test_a_restriction_touches_the_whole_branch(section):
    below = an_article(a_section(section, "Dưới"))
    a_section(section.get_parent(), "Bên cạnh")
    entry = added("wagtailcore_pageviewrestriction", 1, page_id=section.pk)
    assert set(SOURCE.touched_by(entry)) == {section.pk, below.get_parent().pk, below.pk}


def test_a_result_shows_where_a_page_stands(home, section):
    article = an_article(section, "Bài")
    event = an_event(a_section(section, "Sự kiện", holds="events"), "Hội")
    found = SOURCE.shown([article.pk, event.pk, section.pk, home.pk])
    assert (found[article.pk].title, found[article.pk].url) == ("Bài", "/tin-tuc/bai/")
    assert found[article.pk].section == "Tin tức"
    assert found[event.pk].section == "Sự kiện"
    assert found[section.pk].section == found[home.pk].section == ""
    assert found[section.pk].at is None


def test_a_result_shows_nothing_that_readers_may_not_see(section):
    draft, private = an_article(section, live=False), an_article(section)
    made_private(private)
    assert SOURCE.shown([draft.pk, private.pk, 10**9]) == {}
    assert SOURCE.shown([]) == {}


def test_a_result_of_the_second_language_has_its_address(home, section):
    in_english(home, title="Home", slug="english")
    news = in_english(section, title="News", slug="news")
    assert SOURCE.shown([news.pk])[news.pk].url == "/en/news/"


def test_every_kind_has_words_for_readers():
    kinds = {one.kind for one in kinds_of_models().values()}
    assert set(SOURCE.kind_names) == kinds
    assert all(str(name) for name in SOURCE.kind_names.values())
    assert searchable.columns_that_name_a_page()["news_galleryphoto"] == "page_id"


def a_full_article(section, number):
    """An article with everything that it may refer to, and a draft of each."""
    photo = a_photo(f"Ảnh {number}")
    attached = store_file(b"%PDF-1.4 " + str(number).encode(), name=f"{number}.pdf", title=f"Mẫu {number}")
    body = [
        ("text", f"<p>Đoạn {number}</p>"),
        ("photo", {"image": photo, "caption": f"Chú thích {number}", "credit": "", "alt": "Ruộng", "file_name": ""}),
        ("files", [attached]),
    ]
    article = an_article(section, f"Bài {number}", body=body, cover=photo)
    article.tags.add(f"thẻ {number}", "chung")
    article.corrections.add(Correction(note=f"Đính chính {number}"))
    article.save()
    article.lead = f"Bản nháp {number}"
    article.save_revision()
    return article.pk


@pytest.mark.parametrize("which", ["public", "drafts"])
def test_what_pages_refer_to_is_read_at_once_however_many_they_are(section, which, django_assert_max_num_queries):
    few, many = ([a_full_article(section, number) for number in numbers] for numbers in ([1], range(2, 5)))
    gallery = a_gallery(section, "Bộ ảnh", a_photo("Một"))
    ask = getattr(SOURCE, which)
    with CaptureQueriesContext(connection) as asked:
        list(ask([*few, gallery.pk]))
    with django_assert_max_num_queries(len(asked)):
        found = {document.pk: document for document in ask([*many, gallery.pk])}
    lead = "Bản nháp 4" if which == "drafts" else "Đoạn mở đầu của bài viết."
    last = found[many[-1]]
    assert last.body.splitlines() == [
        lead, "Đoạn 4", "Chú thích 4", "Ruộng", "Mẫu 4", "Đính chính 4", "thẻ 4", "chung"
    ]  # fmt: skip
    assert last.section == section.pk
    assert len(last.depends) == 1
    assert len(found) == len(many) + 1


def test_a_draft_that_refers_to_what_is_gone_is_read_without_it(section):
    pk = a_full_article(section, 1)
    Photo.objects.all().delete()
    AttachedFile.objects.all().delete()
    Tag.objects.all().delete()
    (document,) = SOURCE.drafts([pk])
    assert {"Bản nháp 1", "Đoạn 1", "Chú thích 1", "Đính chính 1"} <= set(document.body.splitlines())

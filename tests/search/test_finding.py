"""What readers find, whatever way they type, and never what they may not see."""

import importlib
import re
from datetime import timedelta
from html import unescape

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from taggit.models import Tag

from hoaban.media.actions import store_file
from hoaban.media.models import FileText, Video
from hoaban.news.models import VideoPage
from hoaban.publication.searchable import LONGEST_BODY
from hoaban.search import queries
from hoaban.search.engine import FACETS
from hoaban.search.models import Abbreviation
from hoaban.search.scoring import Filters
from hoaban.search.search_parameters import OF_ADDRESS
from hoaban.search.views import FACET_TITLES
from tests.builders import a_portal, a_section, an_article, at
from tests.support.papers import a_locked_pdf, a_pdf, a_word_file
from tests.support.scene import FILM

seed = importlib.import_module("hoaban.search.migrations.0006_abbreviations").seed
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def section():
    return a_section(a_portal())


def found(text, **filters):
    return [result.shown.title for result in queries.search(text, Filters(**filters)).results]


@pytest.mark.parametrize("typed", ["dân vận khéo", "dan van kheo", "DÂN VẬN KHÉO", '"dân vận khéo"', "khéo dân vận"])
def test_words_are_found_with_and_without_marks(section, follow, typed):
    an_article(section, "Mô hình dân vận khéo ở bản Nà Lơi")
    an_article(section, "Giải bóng đá thiếu niên")
    follow()
    assert found(typed) == ["Mô hình dân vận khéo ở bản Nà Lơi"]


def test_what_was_typed_with_marks_stands_before_what_only_folds_to_it(section, follow):
    for number in range(12):
        an_article(section, f"Người bạn thứ {number}", text="bạn bạn bạn bạn")
    an_article(section, "Bán hàng ở chợ phiên", text="bán nông sản")
    follow()
    assert found("bán")[0] == "Bán hàng ở chợ phiên"


def test_a_minus_leaves_out_and_quotes_hold_together(section, follow):
    an_article(section, "Lễ hội hoa ban", text="văn nghệ")
    an_article(section, "Lễ hội bóng đá", text="thể thao")
    follow()
    assert found("lễ hội -bóng") == ["Lễ hội hoa ban"]
    assert found('"hoa ban"') == ["Lễ hội hoa ban"]
    assert found('"ban hoa"') == []


@pytest.mark.parametrize("typed", ["42/2022/NĐ-CP", "42/2022", "nghị định 42", "NĐ 42"])
def test_a_number_in_a_text_is_found(section, follow, typed):
    an_article(section, "Triển khai quy định mới", text="Thực hiện Nghị định số 42/2022/NĐ-CP của Chính phủ")
    an_article(section, "Bản tin số 42")
    follow()
    assert found(typed) == ["Triển khai quy định mới"]


def test_the_number_in_a_title_leads_straight_to_it(section, follow, client):
    article = an_article(section, "Kế hoạch số 123-KH/TU về công tác dân vận")
    follow()
    answer = client.get("/tim-kiem/", {"q": "123 KH TU"})
    assert (answer.status_code, answer["Location"]) == (302, article.url)


def test_dates_are_found_however_they_are_written(section, follow):
    an_article(section, "Hội nghị tổng kết", text="ngày 18 tháng 1 năm 2024 tại tỉnh")
    an_article(section, "Hội nghị khác", text="ngày 19/02/2024 tại tỉnh")
    follow()
    assert found("hội nghị 18/01/2024") == ["Hội nghị tổng kết"]
    assert found("tháng 2 năm 2024") == ["Hội nghị khác"]


def test_a_typing_error_is_mended_but_a_name_that_exists_is_not(section, follow):
    for number in range(3):
        an_article(section, f"Xây dựng nông thôn mới {number}")
    follow()
    assert queries.search("nông thoon mới", Filters()).instead == "nông thôn mới"
    assert queries.search("nông thôn", Filters()).instead == ""


@pytest.mark.parametrize(
    "typed", ["tieengs vieetj", "Tieengs Vieetj", "tie61ng vie65t", "tieng61 viet65", "tieengs việt", "tieengs viet"]
)
def test_what_a_keyboard_without_marks_left_finds_what_was_meant(section, follow, typed):
    """Six words, more than are mended otherwise: all of them are read."""
    an_article(section, "Lớp học tiếng Việt ở Nà Lòng", text="Học sinh học tiếng Việt.")
    an_article(section, "Tin khác")
    follow()
    assert found(typed)[0] == "Lớp học tiếng Việt ở Nà Lòng"
    assert queries.search("lowps hocj tieengs vieetj owr laf", Filters()).instead.startswith("lớp học tiếng việt ở")


def test_a_word_that_stands_somewhere_is_what_it_is(section, follow):
    an_article(section, "House for rent", text="house house")
    an_article(section, "House of books", text="hoúse hóue hoa")
    follow()
    assert queries.search("house", Filters()).instead == ""


def test_what_is_offered_keeps_all_else_as_it_was_typed(section, follow):
    for number in range(3):
        an_article(section, f"Xây dựng nông thôn mới {number}", text="Theo kế hoạch 42/2022/KH-UBND của tỉnh")
    follow()
    for typed, offered in (
        ('"xây dựng" nông thoon mới -thác', '"xây dựng" nông thôn mới -thác'),
        ("Nông THOON mới 42/2022/KH-UBND", "nông thôn mới 42/2022/kh-ubnd"),
        ('"nông thoon mới"', '"nông thôn mới"'),
        ('tỉnh "xây dựng nông thoon"', 'tỉnh "xây dựng nông thôn"'),
    ):
        assert queries.search(typed, Filters()).instead == offered
    # Words in quotation marks are asked for as they are typed.
    assert queries.search('"nông thoon mới"', Filters()).total == 0


def test_words_of_withdrawn_pages_are_offered_to_nobody(section, follow):
    pages = [an_article(section, f"Chuyện về Zanhoavy {number}") for number in range(3)]
    follow()
    assert queries.search("zanhoavi", Filters()).instead == "zanhoavy"
    for page in pages:
        page.unpublish()
    for _moment in ("before the index has followed", "after it"):
        assert (queries.search("zanhoavi", Filters()).instead, queries.search("zanhoavi", Filters()).total) == ("", 0)
        found = queries.search("zanhoavy", Filters())
        assert (found.results, found.total, found.facets) == ([], 0, {})
        assert queries.suggestions("zanho", section.get_parent().pk) == []
        follow()


def test_the_text_of_an_attached_file_is_found(section, follow):
    attached = store_file(a_word_file("Danh mục thủ tục trồng mắc ca"), name="danh-muc.docx", title="Danh mục")
    an_article(section, "Thông báo", body=[("files", [attached])])
    follow()
    assert FileText.objects.get().state == "read"
    assert "Danh mục" in found("mắc ca")


@pytest.mark.parametrize(
    ("posted", "year"),
    [("2024-01-01 00:00", 2024), ("2024-01-01 06:59", 2024), ("2023-12-31 23:59", 2023), ("2024-12-31 23:30", 2024)],
)
def test_the_year_of_a_thing_is_that_of_its_day_in_viet_nam(section, follow, posted, year):
    an_article(section, "Thông báo đầu năm", posted_at=at(posted))
    an_article(section, "Thông báo cũ", posted_at=at("2010-06-01 08:00"))
    follow()
    offered = [value for value, _name, _count in queries.search("thông báo", Filters()).facets["year"]]
    assert offered == [str(year), "2010"]
    assert found("thông báo", year=year) == ["Thông báo đầu năm"]
    assert found("thông báo", year=year - 1) == []


def test_facets_count_and_narrow(section, follow):
    other = a_section(section.get_parent(), "Văn bản")
    an_article(section, "Thông báo một", posted_at=timezone.now())
    an_article(other, "Thông báo hai", posted_at=timezone.now() - timedelta(days=800))
    follow()
    facets = queries.search("thông báo", Filters()).facets
    assert {name: count for _value, name, count in facets["section"]} == {"Tin tức": 1, "Văn bản": 1}
    assert found("thông báo", section=other.pk) == ["Thông báo hai"]
    assert found("thông báo", year=timezone.now().year) == ["Thông báo một"]


def test_every_facet_is_a_filter_with_a_title_and_a_parameter(section, follow, client):
    an_article(section, "Thông báo một")
    follow()
    for name in FACETS:
        assert Filters(**{name: 1}).is_narrow
        assert name in FACET_TITLES
        assert name in OF_ADDRESS["search_feed"]
        assert client.get("/tim-kiem/", {"q": "thông báo", name: "1"}).status_code == 200
    assert not Filters(home=1).is_narrow


def test_the_feed_of_a_search_is_narrowed_as_the_search_is(section, follow, client):
    other = a_section(section.get_parent(), "Văn bản")
    for place, title in ((section, "Thông báo một"), (other, "Thông báo hai")):
        an_article(place, title, posted_at=timezone.now())
    follow()
    asked = {"q": "thông báo", "section": other.pk, "kind": "article", "year": timezone.now().year, "sort": "date"}
    page = client.get("/tim-kiem/", asked).content.decode()
    address = unescape(re.search(r'href="(/tim-kiem/atom.xml[^"]+)"', page)[1])
    feed = client.get(address).content.decode()
    assert ("Thông báo hai" in feed, "Thông báo một" in feed) == (True, False)
    back = unescape(re.search(r'<link href="([^"]+)" rel="alternate"', feed)[1])
    assert f"section={other.pk}" in back
    assert "kind=article" in back


NOTES = {
    "Tệp quét: chỉ tìm được theo tên.": a_pdf("", ""),
    "Tệp khóa bằng mật khẩu: chỉ tìm được theo tên.": a_locked_pdf("chu"),
    "Tệp bị hỏng: chỉ tìm được theo tên.": a_pdf("chu")[:300],
    "Tệp rất dài: chỉ tìm được trong phần đầu.": a_pdf(*["chu " * 2000] * (LONGEST_BODY // 6000)),
}


@pytest.mark.parametrize("note", NOTES)
def test_readers_are_told_of_files_whose_text_is_not_searched_whole(section, follow, client, note):
    attached = store_file(NOTES[note], name="phu-luc.pdf", title="Phụ lục số mười")
    an_article(section, "Thông báo", body=[("files", [attached])])
    follow()
    assert note in client.get("/tim-kiem/", {"q": "phụ lục", "kind": "file"}).content.decode()


def test_nothing_is_told_of_a_file_that_was_read_whole(section, follow, client):
    attached = store_file(a_pdf("Danh muc thu tuc"), name="phu-luc.pdf", title="Phụ lục số mười")
    an_article(section, "Thông báo", body=[("files", [attached])])
    follow()
    assert "chỉ tìm được" not in client.get("/tim-kiem/", {"q": "phụ lục", "kind": "file"}).content.decode()


def test_a_film_is_found_by_words_that_were_put_down_later(section, follow):
    films = a_section(section.get_parent(), "Phim", holds="videos")
    film = Video.objects.create(title="Phim", type="video", duration=1, file=ContentFile(FILM, "a.mp4"))
    films.add_child(instance=VideoPage(title="Chuyện bản xa", video=film))
    follow()
    assert found("thổ cẩm") == []
    film.transcript = "Người kể chuyện nói về nghề dệt thổ cẩm."
    film.save()
    follow()
    assert found("thổ cẩm") == ["Chuyện bản xa"]


def test_an_article_is_found_by_the_new_name_of_its_tag(section, follow):
    article = an_article(section, "Bài về cây")
    article.tags.add("lúa")
    article.save()
    follow()
    Tag.objects.update(name="quế hồi")
    follow()
    assert found("quế hồi") == ["Bài về cây"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("BHXH", "Đóng bảo hiểm xã hội tự nguyện"),
        ("bhxh tự nguyện", "Đóng bảo hiểm xã hội tự nguyện"),
        ("bao hiem y te", "Cấp lại thẻ BHYT"),
        ("ủy ban nhân dân xã", "Thông báo của UBND xã"),
        ("kt-xh", "Phát triển kinh tế xã hội"),
        ("kinh tế - xã hội", "Phát triển KT-XH"),
        ("UBTVQH", "Nghị quyết của ủy ban thường vụ quốc hội"),
    ],
)
def test_an_abbreviation_and_what_it_stands_for_find_each_other(section, follow, typed, title):
    seed(apps, None)
    Abbreviation.objects.create(short="UBTVQH", meaning="Ủy ban thường vụ Quốc hội")
    an_article(section, title, text="x")
    an_article(section, "Hội chợ bảo tồn xã", text="kinh doanh hiểm trở nhân dịp y")
    follow()
    assert found(typed)[0] == title
    shown = queries.search(typed, Filters()).shown_question
    assert len(shown.words) > len(queries.parse(typed).words)


def test_an_abbreviation_says_something_else_than_itself():
    for meaning in ("BHXH", "bhxh!", "", "…"):
        with pytest.raises(ValidationError):
            Abbreviation(short="BHXH", meaning=meaning).full_clean()


def test_seeded_abbreviations_leave_those_of_editors_alone():
    Abbreviation.objects.filter(short="BHXH").delete()
    Abbreviation.objects.create(short="BHXH", meaning="ban hành xã hội")
    seed(apps, None)
    assert Abbreviation.objects.get(short="BHXH").meaning == "ban hành xã hội"
    assert Abbreviation.objects.filter(folded_meaning="uy ban nhan dan", folded_short="ubnd").exists()

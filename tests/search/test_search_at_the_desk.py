"""What editors find in the desk: drafts that they may see, without anything written at publishing."""

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import Page, Site
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from hoaban.pages.models import HomePage
from hoaban.search import queries
from hoaban.search.models import PromotedPage, Promotion, WordsFound, WordsNotFound
from hoaban.search.parsed_query import parse
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def section():
    return a_section(a_portal())


def found(typed, pages):
    return [page.title for page in get_search_backend().autocomplete(typed, pages)]


@pytest.mark.parametrize("typed", ["dân vận khéo", "dan van kh", "ghi chép nội bộ"])
def test_a_draft_is_found_by_its_title_and_body(section, follow, client, typed):
    an_article(section, "Dân vận khéo ở cơ sở", text="Ghi chép nội bộ", live=False)
    follow()
    client.force_login(an_editor())
    assert "Dân vận khéo ở cơ sở" in client.get("/quan-tri/pages/search/", {"q": typed}).content.decode()


def test_the_newest_revision_is_what_is_found(section, follow):
    page = an_article(section, "Tên cũ")
    page.title = "Tên hoàn toàn mới"
    page.save_revision()
    follow()
    assert found("hoàn toàn", Page.objects.all()) == ["Tên cũ"]


def test_nobody_finds_more_than_the_pages_given(section, follow):
    other = a_section(section.get_parent(), "Nội bộ")
    an_article(section, "Họp giao ban tuần")
    an_article(other, "Họp giao ban kín")
    follow()
    pages = Page.objects.descendant_of(section)
    assert found("giao ban", pages) == ["Họp giao ban tuần"]
    assert get_search_backend().autocomplete("giao ban", pages).count() == 1


def test_pages_are_counted_and_cut_in_the_order_of_fitness(section, follow):
    for number in range(5):
        an_article(section, f"Bản tin số {number}")
    follow()
    results = get_search_backend().search("bản tin", Page.objects.all())
    assert results.count() == 5
    assert len({page.pk for page in [*results[:3], *results[3:5]]}) == 5


@pytest.mark.parametrize("named", [20_000, 2])
def test_own_pages_are_found_among_many_of_others(section, follow, monkeypatch, named):
    monkeypatch.setattr("hoaban.search.desk_backend.MOST_FOUND", 4)
    monkeypatch.setattr("hoaban.search.desk_backend.MOST_NAMED", named)
    other = a_section(section.get_parent(), "Văn bản")
    for number in range(11):
        an_article(section, f"Điện Biên Điện Biên {number}", text="Điện Biên " * 9)
    for number in range(3):
        an_article(other, f"Xã {number}", text=f"thuộc tỉnh Điện Biên và nhiều chữ khác {'nữa ' * 40}")
    follow()
    pages = Page.objects.descendant_of(other)
    assert sorted(found("điện biên", pages)) == ["Xã 0", "Xã 1", "Xã 2"]
    assert get_search_backend().autocomplete("điện biên", pages).count() == 3
    assert found("điện biên", Page.objects.none()) == []


def test_a_chooser_of_one_kind_finds_it_among_many_of_another(section, follow, client, monkeypatch):
    monkeypatch.setattr("hoaban.search.desk_backend.MOST_FOUND", 4)
    for number in range(6):
        an_article(section, f"Điện Biên Điện Biên {number}", text="Điện Biên " * 9)
    a_section(section.get_parent(), "Chuyên mục thành phố Điện Biên Phủ và các xã")
    follow()
    user = an_editor("khach", superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    answer = client.get("/quan-tri/choose-page/search/", {"q": "điện biên", "page_type": "pages.section"})
    assert "Điện Biên Phủ" in answer.content.decode()


def test_without_an_index_the_table_is_searched(section):
    an_article(section, "Chưa có chỉ mục")
    assert found("chỉ mục", Page.objects.all()) == ["Chưa có chỉ mục"]


def test_publishing_writes_no_index_of_wagtails(section):
    page = an_article(section, "Bài đăng")
    page.save_revision().publish()
    assert not IndexEntry.objects.exists()


def test_promoted_pages_stand_first_and_only_while_they_are_public(section, follow, client):
    page = an_article(section, "Lịch tiếp công dân tháng này", text="x")
    promotion = Promotion.objects.create(question="Tiếp dân")
    PromotedPage.objects.create(promotion=promotion, page=page)
    an_article(section, "Tiếp dân định kỳ")
    follow()
    assert "Lịch tiếp công dân" in client.get("/tim-kiem/", {"q": "tiep dan"}).content.decode()
    page.unpublish()
    assert "Lịch tiếp công dân" not in client.get("/tim-kiem/", {"q": "tiep dan"}).content.decode()


def test_promoted_pages_are_those_of_the_site_and_of_no_other_words(
    section, follow, client, django_assert_max_num_queries
):
    elsewhere = section.get_parent().get_parent().add_child(instance=HomePage(title="Elsewhere", slug="elsewhere"))
    Site.objects.create(hostname="elsewhere.example", root_page=elsewhere)
    for place, title in ((section, "Lịch của cổng này"), (a_section(elsewhere), "Lịch của cổng khác")):
        promotion, _new = Promotion.objects.get_or_create(question="Tiếp dân")
        PromotedPage.objects.create(promotion=promotion, page=an_article(place, title))
    follow()
    first = client.get("/tim-kiem/", {"q": "tiep dan"}).content.decode()
    assert ("Lịch của cổng này" in first, "Lịch của cổng khác" in first) == (True, False)
    promotion.question = "Đối thoại"
    promotion.save()
    shown = [queries.promoted(parse(typed), 0) for typed in ("tiep dan", '"tiep dan"', "doi thoai")]
    assert [len(promoted) for promoted in shown] == [0, 0, 2]
    for number in range(30):
        Promotion.objects.create(question=f"từ khác {number}")
    with django_assert_max_num_queries(2) as asked:
        queries.promoted(parse("chuyện gì"), section.get_parent().pk)
    assert all("folded" in query["sql"] or "path" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("kept", [WordsFound, WordsNotFound])
def test_the_desk_lists_words_of_readers_and_nobody_writes_them_by_hand(client, kept):
    a_portal()
    kept.objects.create(words="mã số thuế", times=3, last_day="2024-01-18")
    client.force_login(an_editor())
    base = f"/quan-tri/snippets/search/{kept._meta.model_name}/"
    assert "mã số thuế" in client.get(base).content.decode()
    assert client.get(f"{base}add/").status_code == 302
    assert client.get("/quan-tri/snippets/search/promotion/add/").status_code == 200

"""A new room is a folder of its own: what it declares is listed, fed, found, pressed, verified, counted and told.

The room is `tests/example_room`; no line of the product knows of it. That the portal of examples shows some of its
pages is looked at where that is filled, in `tests/demo`.
"""

from __future__ import annotations

import pytest
from wagtail.models import Page

from hoaban.counting.groups import ReadGroup
from hoaban.counting.page_kinds import PAGE_KINDS
from hoaban.demo.bulk import fill_articles
from hoaban.kit.rooms import declared
from hoaban.pages.checks import every_page_type_is_declared
from hoaban.pages.models import SideBlocks
from hoaban.pages.read_groups import SECTIONS
from hoaban.publication.models import Entry
from hoaban.publication.words import happenings_of, kinds, thing_of
from hoaban.search import queries as search
from hoaban.search.scoring import Filters
from tests.builders import a_portal, a_section, at
from tests.example_room.models import Permit, Vacancy
from tests.support.press import at as published_at
from tests.support.press import differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home, "Tuyển dụng", holds="vacancies")


def a_vacancy(section, title="Tuyển kế toán", **fields):
    fields = {"lead": "Hồ sơ nộp trước cuối tháng.", "posted_at": at("2024-03-05 09:00"), **fields}
    return section.add_child(instance=Vacancy(title=title, **fields))


def test_a_section_lists_them_by_month_and_offers_both_feeds(section, client):
    vacancy = a_vacancy(section)
    for address in ("", "luu-tru/2024/3/", "atom.xml", "rss.xml"):
        text = client.get(f"{section.url}{address}").content.decode()
        assert "Tuyển kế toán" in text, address
        assert "Hồ sơ nộp trước cuối tháng." in text, address
    assert (
        f"<loc>http://localhost{vacancy.url}</loc>" in client.get(f"/sitemap-{vacancy.pk // 1000}.xml").content.decode()
    )


def test_the_editor_of_a_section_may_choose_them(section, admin_client):
    form = admin_client.get(f"/quan-tri/pages/{section.pk}/edit/").content.decode()
    assert '<option value="vacancies" selected>vị trí tuyển dụng</option>' in form
    assert (
        f"/quan-tri/pages/add/example_room/vacancy/{section.pk}/"
        in admin_client.get(f"/quan-tri/pages/{section.pk}/add_subpage/").content.decode()
    )


def test_a_block_of_the_home_page_and_a_side_block_show_them(home, section, client):
    a_vacancy(section)
    home.body = [("section_news", {"section": section, "count": 3})]
    home.save()
    assert "Tuyển kế toán" in client.get("/").content.decode()
    assert "Tuyển kế toán" in client.get(f"/_parts/{home.pk}/section-{section.pk}-5.html").content.decode()
    SideBlocks.objects.create(
        site=home.get_site(), blocks=[("notices", {"title": "Tuyển dụng", "section": section, "count": 5})]
    )
    assert f"/_parts/{home.pk}/section-{section.pk}-5.html" in client.get("/").content.decode()


def test_they_are_pressed_where_they_stand_and_gone_when_they_go(home, section, press):
    first = a_vacancy(section)
    press.catch_up()
    addresses = (first.url, section.url, f"{section.url}atom.xml", f"{section.url}luu-tru/2024/3/")
    assert all("Tuyển kế toán" in published_at(press, address) for address in addresses)
    second = a_vacancy(section, "Tuyển văn thư", posted_at=at("2024-03-06 09:00"))
    press.catch_up()
    assert all("Tuyển văn thư" in published_at(press, address) for address in (second.url, *addresses[1:]))
    assert differences(press) == []
    first.unpublish()
    press.catch_up()
    assert published_at(press, first.url) is None
    assert not any("Tuyển kế toán" in published_at(press, address) for address in addresses[1:])
    assert differences(press) == []


def test_the_register_is_pressed_with_its_list(home, press):
    permit = Permit.objects.create(number="12/GP-UBND", title="Khai thác nước mặt")
    press.catch_up()
    assert "12/GP-UBND" in published_at(press, f"/giay-phep/{permit.pk}/")
    assert "Khai thác nước mặt" in published_at(press, "/giay-phep/")
    Permit.objects.update(title="Khai thác nước ngầm")
    press.catch_up()
    assert "nước ngầm" in published_at(press, f"/giay-phep/{permit.pk}/")
    assert "nước ngầm" in published_at(press, "/giay-phep/")
    permit.delete()
    press.catch_up()
    assert published_at(press, f"/giay-phep/{permit.pk}/") is None
    assert differences(press) == []


def test_a_second_permit_leaves_the_first_alone(home, press):
    first = Permit.objects.create(number="1/GP-UBND", title="Một")
    press.catch_up()
    lies = press.directory.root / "localhost/giay-phep" / str(first.pk) / "index.html"
    before = lies.stat().st_mtime_ns
    Permit.objects.create(number="2/GP-UBND", title="Hai")
    press.catch_up()
    assert "2/GP-UBND" in published_at(press, "/giay-phep/")
    assert lies.stat().st_mtime_ns == before


def test_both_are_found_each_as_its_kind(section, follow):
    a_vacancy(section, duties="Ghi sổ thu chi của xã")
    Permit.objects.create(number="12/GP-UBND", title="Khai thác nước mặt")
    follow()
    assert [found.shown.kind for found in search.search("thu chi", Filters()).results] == ["vacancy"]
    assert [found.shown.url for found in search.search("nước mặt", Filters()).results] == [
        f"/giay-phep/{Permit.objects.get().pk}/"
    ]


def test_the_log_tells_of_them_in_their_words(section):
    vacancy, permit = a_vacancy(section), Permit.objects.create(number="3/GP-UBND", title="Ba")
    entry = Entry.objects.filter(table="example_room_permit").latest("pk")
    assert thing_of(entry).key == str(permit.pk)
    assert [str(one.name) for one in happenings_of(entry)] == ["added"]
    assert str(kinds()["example_room_permit"]) == "giấy phép"
    of_the_page = Entry.objects.filter(table="example_room_vacancy").latest("pk")
    assert thing_of(of_the_page) == ("wagtailcore_page", str(vacancy.pk))


def test_a_section_is_filled_with_many_for_measuring(section):
    fill_articles(1200, section=section)
    assert Vacancy.objects.filter(on_air=True, listed_in=section).count() == 1200
    assert Page.find_problems() == ([], [], [], [], [])
    with pytest.raises(LookupError, match="gives no example"):
        fill_articles(1, section=a_section(section, "Sự kiện", holds="events"))


def test_reads_of_them_are_summed_by_their_kind_and_section(section):
    vacancy = a_vacancy(section)
    sums = {group.kind: group.names_of({vacancy.pk}) for group in declared(ReadGroup)}
    assert sums[PAGE_KINDS.kind] == {vacancy.pk: ("example_room.vacancy",)}
    assert sums[SECTIONS.kind] == {vacancy.pk: (str(section.pk),)}
    assert PAGE_KINDS.labels_of(["example_room.vacancy"]) == {"example_room.vacancy": "Vị trí tuyển dụng"}


def test_a_page_type_that_no_room_declares_is_named(monkeypatch):
    monkeypatch.setattr("hoaban.pages.checks.kinds_of_models", dict)
    named = {error.obj for error in every_page_type_is_declared()}
    assert Vacancy in named
    monkeypatch.undo()
    assert every_page_type_is_declared() == []

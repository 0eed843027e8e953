"""A room that is no longer installed takes its own pages with it, and stops nothing else."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from hoaban.kit.rooms import declared
from hoaban.pages.models import Section, SideBlocks
from hoaban.publication.checks import search_sources_have_names_of_their_own
from hoaban.publication.searchable import SearchSource
from hoaban.search import queries as search
from hoaban.search.scoring import Filters
from hoaban.site.readiness import problems_of_rooms
from tests.builders import a_portal, a_section, an_article
from tests.example_room.models import Permit
from tests.example_room.register import PermitSource
from tests.support.press import at as published_at
from tests.support.press import differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def left(home):
    """A section whose type of page no room declares, shown by the home page and by a side block."""
    section = a_section(home, "Tuyển dụng")
    home.body = [("section_news", {"section": section, "count": 3})]
    home.save()
    SideBlocks.objects.create(
        site=home.get_site(), blocks=[("notices", {"title": "Tuyển dụng", "section": section, "count": 5})]
    )
    Section.objects.filter(pk=section.pk).update(holds="of_a_gone_room")
    return Section.objects.get(pk=section.pk)


def without_a_model(page):
    """The page is of a type that nothing installed has, as after its room was taken out of INSTALLED_APPS."""
    gone = ContentType.objects.create(app_label="gone_room", model="episode")
    Page.objects.filter(pk=page.pk).update(content_type=gone)


def test_a_section_of_a_type_that_is_gone_is_empty_everywhere(home, left, client, press):
    an_article(a_section(home, "Tin tức"), "Bài còn lại")
    for address in ("/", left.url, f"{left.url}luu-tru/", f"{left.url}atom.xml", f"{left.url}rss.xml", "/so-do/"):
        assert client.get(address).status_code == 200, address
    assert client.get(f"/_parts/{home.pk}/section-{left.pk}-5.html").status_code == 200
    assert client.get(f"{left.url}luu-tru/2024/3/").status_code == 404
    assert press.catch_up().failed == []
    assert "Bài còn lại" in published_at(press, "/tin-tuc/")
    assert 'class="empty"' in published_at(press, left.url)
    assert differences(press) == []


def test_its_editor_chooses_anew(left, admin_client):
    form = admin_client.get(f"/quan-tri/pages/{left.pk}/edit/")
    assert form.status_code == 200
    assert '<option value="articles">' in form.content.decode()


def test_a_page_of_a_type_that_is_gone_is_not_there_for_readers(home, client, press):
    section = a_section(home)
    gone, stays = an_article(section, "Bài đã mất"), an_article(section, "Bài còn lại")
    without_a_model(gone)
    assert client.get(gone.url).status_code == 404
    assert client.get(stays.url).status_code == 200
    assert gone.url not in client.get("/sitemap-0.xml").content.decode()
    assert press.catch_up().failed == []
    assert published_at(press, gone.url) is None
    assert published_at(press, stays.url)
    assert differences(press) == []


def test_the_doctor_names_what_was_left_behind(home, left):
    assert "lists 'of_a_gone_room'" in next(problems_of_rooms())
    left.delete()
    assert list(problems_of_rooms()) == []
    without_a_model(an_article(a_section(home)))
    assert "1 pages are of the type gone_room.episode" in next(problems_of_rooms())


@pytest.mark.parametrize("broken", ["shown", "public"])
def test_a_source_that_fails_takes_only_its_own_results(home, follow, monkeypatch, caplog, broken):
    an_article(a_section(home), "Khai thác nước ngầm")
    Permit.objects.create(number="12/GP-UBND", title="Khai thác nước mặt")
    follow()
    assert len(search.search("khai thác", Filters()).results) == 2

    def fail(*_):
        raise LookupError("nothing of it is there")

    monkeypatch.setattr(PermitSource, broken, fail)
    monkeypatch.setattr(search, "MOST_BEHIND", 0 if broken == "public" else search.MOST_BEHIND)
    an_article(Section.objects.get(), "Tin khác")
    results = search.search("khai thác", Filters()).results
    assert [found.shown.title for found in results] == ["Khai thác nước ngầm"]
    assert "'permit'" in caplog.text


def test_a_source_that_is_gone_takes_only_its_own_results(home, follow, monkeypatch):
    an_article(a_section(home), "Khai thác nước ngầm")
    Permit.objects.create(number="12/GP-UBND", title="Khai thác nước mặt")
    follow()
    left_over = [source for source in declared(SearchSource) if not isinstance(source, PermitSource)]
    monkeypatch.setattr("hoaban.publication.searchable.declared", lambda _kind: left_over)
    assert [found.shown.title for found in search.search("khai thác", Filters()).results] == ["Khai thác nước ngầm"]


def test_two_sources_under_one_name_are_told(monkeypatch):
    assert search_sources_have_names_of_their_own() == []
    monkeypatch.setattr("hoaban.publication.checks.declared", lambda _kind: [PermitSource(), PermitSource()])
    (error,) = search_sources_have_names_of_their_own()
    assert "'permit'" in error.msg

"""The published address of a file that was replaced leads to the present one, while readers may have that."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from hoaban.front.layout import FILES
from hoaban.front.redirects import RedirectLookup
from hoaban.media.actions import store_file, store_video
from hoaban.media.models import AttachedFile, FormerFile
from hoaban.media.queries import is_public
from hoaban.news.models import VideoPage
from hoaban.pages.actions import withdraw_page
from tests.builders import a_portal, a_section, an_article, an_editor, at
from tests.support.press import PORTAL, a_press, differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
FILM = b"\0\0\0\x18ftypisom"


def pdf(number):
    return b"%%PDF-1.4\n%% %d\n%%%%EOF" % number


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def press(section, tmp_path):
    with a_press(tmp_path) as press:
        yield press


@pytest.fixture
def attached():
    return store_file(pdf(1), name="Kế hoạch.pdf", title="Kế hoạch")


def replace(thing, content, name):
    thing.file = ContentFile(content, name=name)
    thing.save()


def leads_to(press, address):
    """Where a former address leads; None where it answers nothing."""
    press.catch_up()
    assert differences(press) == []
    if press.directory.has(PORTAL, address):
        return "file"
    found = RedirectLookup(press.directory.root).find(PORTAL, address.encode(), b"")
    assert found is None or (found.status == 302 and press.directory.has(PORTAL, found.location))
    return found and found.location


def published(press, ending=".pdf"):
    return {path for path in press.directory.addresses(PORTAL) if path.startswith(FILES) and path.endswith(ending)}


def test_a_document_replaced_twice_and_once_back(section, press, attached):
    an_article(section, body=[("files", [attached])])
    press.catch_up()
    (first,) = published(press)
    replace(attached, pdf(2), "Kế hoạch mới.pdf")
    press.catch_up()
    (second,) = published(press)
    assert leads_to(press, first) == second
    replace(attached, pdf(3), "ke-hoach-3.pdf")
    press.catch_up()
    (third,) = published(press)
    assert (leads_to(press, first), leads_to(press, second)) == (third, third)
    replace(attached, pdf(1), "Kế hoạch.pdf")
    assert leads_to(press, first) == "file"
    assert (leads_to(press, second), leads_to(press, third)) == (first, first)
    attached.title = "Tên khác"
    attached.save()
    assert FormerFile.objects.count() == 3


@pytest.mark.parametrize("way", ["withdrawn", "private page", "private collection", "taken out", "deleted"])
def test_what_readers_may_not_have_leads_nowhere_and_comes_back(section, press, attached, way):
    article = an_article(section, body=[("files", [attached])])
    press.catch_up()
    (first,) = published(press)
    replace(attached, pdf(2), "moi.pdf")
    second = leads_to(press, first)
    assert second
    back = None
    if way == "withdrawn":
        withdraw_page(article, note="Gỡ theo đề nghị của nguồn tin.")
        back = article.save_revision().publish
    elif way == "private page":
        back = PageViewRestriction.objects.create(page=section, restriction_type="login").delete
    elif way == "private collection":
        root = Collection.get_first_root_node()
        back = CollectionViewRestriction.objects.create(collection=root, restriction_type="login").delete
    elif way == "taken out":
        body, article.body = article.body, []
        article.save()

        def back():
            article.body = body
            article.save()
    else:
        attached.delete()
    assert leads_to(press, first) is None
    assert published(press) == set()
    if back is not None:
        back()
        assert leads_to(press, first) == second


def test_another_document_with_the_same_content_keeps_its_file(section, press, attached):
    twin = store_file(pdf(1), name="Kế hoạch.pdf", title="Kế hoạch")
    article = an_article(section, body=[("files", [attached, twin])])
    press.catch_up()
    (first,) = published(press)
    replace(attached, pdf(2), "moi.pdf")
    assert leads_to(press, first) == "file"
    article.body = [("files", [attached])]
    article.save()
    assert leads_to(press, first) in published(press)


def test_moved_to_another_collection_it_keeps_its_address(section, press, attached):
    an_article(section, body=[("files", [attached])])
    press.catch_up()
    (first,) = published(press)
    attached.collection = Collection.get_first_root_node().add_child(name="Văn bản")
    attached.save()
    assert leads_to(press, first) == "file"
    assert not FormerFile.objects.exists()


def test_a_film_too(section, press):
    film = store_video(FILM, name="Lễ hội.mp4", title="Lễ hội", seconds=3, size=(16, 9))
    section.add_child(instance=VideoPage(title="Phim", slug="phim", video=film, posted_at=at("2024-01-18 07:34")))
    press.catch_up()
    (first,) = published(press, ".mp4")
    assert first.endswith("/le-hoi.mp4")
    replace(film, FILM + b"2", "Lễ hội 2.mp4")
    assert leads_to(press, first).endswith("/le-hoi-2.mp4")


def test_being_replaced_is_no_use_of_a_file(attached):
    replace(attached, pdf(2), "moi.pdf")
    assert FormerFile.objects.get().document == attached
    assert not is_public(AttachedFile.objects.get())


@pytest.mark.parametrize("name", ["Kế hoạch mới.pdf", "Kế hoạch.pdf"])
def test_the_desks_form_deletes_the_old_file_first_and_its_address_leads_on(section, press, attached, client, name):
    an_article(section, body=[("files", [attached])])
    press.catch_up()
    (before,) = published(press)
    client.force_login(an_editor())
    sent = {
        "title": "Kế hoạch",
        "collection": attached.collection_id,
        "tags": "",
        "file": SimpleUploadedFile(name, pdf(2)),
    }
    assert client.post(reverse("wagtaildocs:edit", args=[attached.pk]), sent).status_code == 302
    press.catch_up()
    (now,) = published(press)
    assert before != now
    assert leads_to(press, before) == now


def test_a_film_that_is_replaced_at_the_desk_leads_on_too(section, press, client):
    film = store_video(FILM + b"1", name="Phim.mp4", title="Phim", seconds=3, size=(16, 9))
    page = VideoPage(title="Phim", video=film, posted_at=at("2026-01-02"))
    section.add_child(instance=page)
    page.save_revision().publish()
    press.catch_up()
    (before,) = published(press, ".mp4")
    client.force_login(an_editor())
    sent = {"title": "Phim", "collection": film.collection_id, "tags": "", "duration": 3, "transcript": "", "width": "",
            "height": "", "file": SimpleUploadedFile("Phim moi.mp4", FILM + b"2")}  # fmt: skip
    assert client.post(reverse("wagtailmedia:edit", args=[film.pk]), sent).status_code == 302
    assert leads_to(press, before) in published(press, ".mp4")

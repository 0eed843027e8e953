"""A page goes out with what there is of its photos, and comes back to the press by itself when more is there."""

from __future__ import annotations

import re

import pytest

from hoaban.media.actions import store_photo
from hoaban.media.models import Photo
from hoaban.media.rendition_making import make_sizes
from tests.builders import a_picture, a_portal, a_section, an_article
from tests.support.press import PORTAL, at, differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
AVIF = re.compile(r'<source type="image/avif" srcset="(/_files/[^ "]+)')
IMAGE = re.compile(r'<img src="(/_files/[^"]+)')


@pytest.fixture
def photo(monkeypatch):
    """A photo that came this moment: the worker has not made anything of it."""
    with monkeypatch.context() as patch:
        patch.setattr("hoaban.media.tasks.make_sizes", lambda *_photo, **_kind: None)
        yield store_photo(a_picture(900, 600), name="anh.jpg", title="Ảnh", alt="Cánh đồng lúa")


def test_what_is_made_later_comes_to_the_page_by_itself_the_small_format_last(press, photo):
    section = a_section(a_portal())
    block = {"image": photo, "caption": "Gặt lúa", "credit": "", "alt": "Cánh đồng lúa", "file_name": ""}
    article = an_article(section, "Bài có ảnh", body=[("photo", block), ("text", "<p>Nội dung.</p>")])
    press.catch_up()
    assert press.state.queue.failures() == []
    page = at(press, article.url)
    assert "Nội dung." in page
    assert "<picture" not in page
    assert differences(press) == []

    make_sizes(photo.pk, slow=False)
    press.catch_up()
    page = at(press, article.url)
    assert IMAGE.search(page)
    assert AVIF.search(page) is None
    assert "<picture" in at(press, section.url)
    assert differences(press) == []

    make_sizes(photo.pk, slow=True)
    press.catch_up()
    page = at(press, article.url)
    for found in (AVIF.search(page), IMAGE.search(page)):
        assert (press.directory.root / PORTAL / found[1].lstrip("/")).is_file()
    assert AVIF.search(at(press, section.url))
    assert differences(press) == []


def test_what_the_desk_makes_for_its_own_lists_presses_nothing(press, photo):
    make_sizes(photo.pk, slow=False)
    block = {"image": photo, "caption": "", "credit": "", "alt": "Lúa", "file_name": ""}
    an_article(a_section(a_portal()), "Bài có ảnh", body=[("photo", block)])
    press.catch_up()
    photo.get_rendition("max-165x165")
    assert press.catch_up().rendered == 0


def test_pressing_makes_no_size(press, photo):
    block = {"image": photo, "caption": "", "credit": "", "alt": "Lúa", "file_name": ""}
    article = an_article(a_section(a_portal()), "Bài có ảnh", body=[("photo", block)])
    press.catch_up()
    assert at(press, article.url)
    assert not Photo.objects.get().renditions.exists()
    assert press.state.queue.failures() == []

"""Pages of the newsroom as readers get them."""

from __future__ import annotations

import re

import pytest

from hoaban.counting.actions import set_opening_balance
from hoaban.media.actions import store_photo
from hoaban.media.rendition_making import make_sizes
from tests.builders import a_film, a_photo, a_picture, a_portal, a_section, an_article, an_event, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """A portal without content."""
    return a_portal()


def text_of(client, address: str) -> str:
    """The page at an address that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_article_shows_its_facts(home, client):
    reprint = {"is_reprint": True, "source": "Báo Hoa Ban", "source_url": "https://bao.hoaban.example/1"}
    article = an_article(a_section(home), "Đường mới", byline="Tin, ảnh: Minh Thùy", **reprint)
    set_opening_balance(site_id=home.get_site().pk, page_id=article.pk, count=2923, as_of=None)
    page = text_of(client, "/tin-tuc/duong-moi/")
    for words in ("18/01/2024 07:34", "2.923", "Tin, ảnh: Minh Thùy", "https://bao.hoaban.example/1", "Báo Hoa Ban"):
        assert words in page
    assert 'datetime="2024-01-18T07:34:00+07:00"' in page


def test_what_was_written_past_the_door_cannot_run(home, client):
    an_article(a_section(home), "Bài", text="Chữ<script>alert(1)</script><img src=x onerror=alert(2)>")
    page = text_of(client, "/tin-tuc/bai/")
    assert "alert(" not in page
    assert "Chữ" in page


def test_an_event_goes_into_a_calendar(home, client):
    section = a_section(home, "Sự kiện", holds="events")
    an_event(section, "Lễ hội", ends_at=at("2027-03-14 22:00"), place="Quảng trường")
    answer = client.get("/su-kien/le-hoi/lich.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    entry = answer.content.decode()
    assert "SUMMARY:Lễ hội" in entry
    assert "DTSTART:20270310T010000Z" in entry
    assert client.get("/su-kien/le-hoi/lich.ics").content == answer.content


def test_a_renamed_page_leaves_its_old_address_behind(home, client, django_capture_on_commit_callbacks):
    article = an_article(a_section(home), "Tên cũ")
    with django_capture_on_commit_callbacks(execute=True):
        article.slug = "ten-moi"
        article.save_revision().publish()
    answer = client.get("/tin-tuc/ten-cu/")
    assert (answer.status_code, answer["Location"]) == (301, "/tin-tuc/ten-moi/")


def test_a_photo_comes_in_the_widths_of_screens_and_in_the_smaller_format_first(home, client, real_sizes):
    photo = store_photo(a_picture(900, 600), name="anh.jpg", title="Ảnh", alt="Cánh đồng lúa")
    for slow in (False, True):
        make_sizes(photo.pk, slow=slow)
    block = {"image": photo, "caption": "Chú thích", "credit": "Hà An", "alt": "", "file_name": ""}
    an_article(a_section(home), "Bài", body=[("photo", block)])
    page = text_of(client, "/tin-tuc/bai/")
    assert 'alt="Cánh đồng lúa"' in page
    avif, webp = re.search(
        r'<source type="image/avif" srcset="([^"]+)".*?<img src="[^"]+" srcset="([^"]+)"', page
    ).groups()
    for sources, ending in ((avif, ".avif"), (webp, ".webp")):
        widths = [source.split() for source in sources.split(", ")]
        assert [width for _address, width in widths] == ["400w", "800w", "900w"]
        assert all(address.endswith(ending) for address, _width in widths)
    assert re.search(r'<img [^>]*width="900" height="600"', page)


def test_a_photo_without_sizes_is_left_out_with_its_caption(home, client):
    block = {"image": a_photo(), "caption": "Chú thích", "credit": "", "alt": "", "file_name": ""}
    an_article(a_section(home), "Bài", body=[("photo", block), ("text", "<p>Nội dung.</p>")])
    page = text_of(client, "/tin-tuc/bai/")
    assert "Chú thích" not in page
    assert "<figure" not in page
    assert "Nội dung." in page


def test_a_film_in_a_text_is_shown_with_its_caption(home, client):
    block = ("video", {"video": a_film(), "caption": "Lễ hội hoa ban"})
    an_article(a_section(home), "Bài", body=[block, ("text", "<p>Nội dung.</p>")])
    page = text_of(client, "/tin-tuc/bai/")
    assert "<video" in page
    assert "poster" not in page
    assert "Lễ hội hoa ban" in page
    assert "Nội dung." in page

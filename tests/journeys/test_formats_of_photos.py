"""A reader's browser takes the smaller format where it is offered, and the other one until then."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from hoaban.media.actions import store_photo
from hoaban.media.rendition_making import make_sizes
from tests.builders import a_picture, a_portal, a_section, an_article

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOWN = "(async () => { const image = document.querySelector('main figure img'); image.loading = 'eager';"
SHOWN += "await image.decode(); return [image.currentSrc, image.naturalWidth > 0]; })()"


@pytest.fixture
def article(monkeypatch):
    """An article with a photo of which only the cheap sizes are made."""
    with monkeypatch.context() as patch:
        patch.setattr("hoaban.media.tasks.make_sizes", lambda *_photo, **_kind: None)
        photo = store_photo(a_picture(900, 600), name="anh.jpg", title="Ảnh", alt="Cánh đồng lúa")
    make_sizes(photo.pk, slow=False)
    block = {"image": photo, "caption": "Gặt lúa", "credit": "", "alt": "Lúa", "file_name": ""}
    return an_article(a_section(a_portal()), "Bài có ảnh", body=[("photo", block)]), photo


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_smaller_format_is_shown_where_it_is_there(live_server, chromium, article, real_sizes, width):
    page, photo = article
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_context(viewport={"width": width, "height": 740}).new_page()
        for slow, ending in ((False, ".webp"), (True, ".avif")):
            make_sizes(photo.pk, slow=slow)
            tab.goto(live_server.url + page.url)
            address, painted = tab.evaluate(SHOWN)
            assert address.endswith(ending)
            assert painted
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()

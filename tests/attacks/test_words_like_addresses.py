"""Words of an editor that look like addresses of files publish nothing, stop nothing, and stay what they are."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.base import ContentFile

from hoaban.front.layout import FILES
from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.press import differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
HOST = "localhost"
PDF = b"%PDF-1.4\n%% noi bo\n%%EOF"
LOOKS_LIKE_A_FILE = [
    "xem /tep/{pk}/x",
    "xem /tep/{pk}/x.txt",
    "/tep/{pk}/q.html",
    "/tep/{pk}/x.js",
    "… /static/../x …",
    "/static/theme/portal.css",
    '"/_parts/1/newest-5.html"',
    "/media/images/%2e%2e/x.webp",
    "/media/../../etc/passwd?",
    "/_files/0123456789abcdef0123/a.html",
    "/tep/999999999999999999999/x",
    "/static/" + "a" * 200,
]


@pytest.fixture
def section():
    return a_section(a_portal())


def published_files(press):
    return {path for path in press.directory.addresses(HOST) if path.startswith(FILES)}


def test_no_word_publishes_a_file_or_stops_the_press(section, press):
    inner = store_file(PDF, name="noi-bo.pdf", title="Nội bộ")
    an_article(section, "Bài không lời lẽ lạ")
    press.catch_up()
    before = published_files(press)
    for number, form in enumerate(LOOKS_LIKE_A_FILE):
        words = form.format(pk=inner.pk)
        an_article(section, words, slug=f"la-{number}", lead=words, text=words.replace('"', "&quot;"))
    batch = press.catch_up()
    assert (batch.failed, press.state.queue.failures(), press.state.queue.count()) == ([], [], 0)
    assert published_files(press) == before
    assert hashlib.sha256(PDF).hexdigest()[:20] not in str(sorted(press.directory.addresses(HOST)))
    page = press.directory.read(HOST, f"{section.url}la-0/").decode()
    assert page.count(f"xem /tep/{inner.pk}/x") > 2
    assert differences(press) == []


def test_an_attached_document_lies_under_the_name_and_kind_of_its_own_file(section, press):
    attached = store_file(PDF, name="mau-don.pdf", title="Mẫu đơn")
    article = an_article(
        section,
        "Có mẫu đơn",
        body=[
            ("text", f'<p><a linktype="document" id="{attached.pk}">Mẫu</a> /tep/{attached.pk}/la.html</p>'),
            ("files", [attached]),
        ],
    )
    press.catch_up()
    (lying,) = [path for path in published_files(press) if "mau-don" in path]
    assert lying.endswith("/mau-don.pdf")
    page = press.directory.read(HOST, article.url).decode()
    assert page.count(f'href="{lying}"') == 2
    assert f"/tep/{attached.pk}/la.html" in page
    assert differences(press) == []


@pytest.mark.parametrize("name", ["trang.html", "ma.js", "kieu.css", "hinh.svg", "khong-duoi", "x.xml"])
def test_a_file_that_came_past_the_door_is_never_answered_as_something_to_run(section, press, client, name):
    attached = store_file(PDF, name="mau.pdf", title="Lạ")
    stored = attached.file.storage.save(f"documents/{name}", attached.file.file)
    AttachedFile.objects.filter(pk=attached.pk).update(file=stored)
    attached.refresh_from_db()
    an_article(section, "Có tệp lạ", body=[("files", [attached])])
    press.catch_up()
    (lying,) = [path for path in published_files(press) if hashlib.sha256(PDF).hexdigest()[:20] in path]
    assert lying.endswith(".bin")
    answer = client.get(f"/tep/{attached.pk}/{attached.filename}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer["Content-Disposition"]


def test_a_photo_that_cannot_be_read_takes_no_page_with_it(section, press):
    photo = a_photo()
    block = {"image": photo, "caption": "", "credit": "", "alt": "", "file_name": ""}
    article = an_article(section, "Ảnh hỏng", body=[("photo", block)])
    for rendition in photo.renditions.all():
        name, storage = rendition.file.name, rendition.file.storage
        storage.delete(name)
        # Where the file should be lies a folder: what restoring by hand leaves.
        storage.save(f"{name}/x", ContentFile(b"x"))
    batch = press.catch_up()
    assert batch.failed == []
    assert "Ảnh hỏng" in press.directory.read(HOST, article.url).decode()

"""A photo, a file or a film that something uses is not deleted, by no button and by no list."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, Photo, Video
from tests.builders import a_film, a_photo, a_portal, a_section, a_video_page, an_article

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"
PLACES = {"photo": "wagtailimages:delete", "file": "wagtaildocs:delete", "film": "wagtailmedia:delete"}


def a_file(kind):
    makers = {"photo": a_photo, "film": a_film, "file": lambda: store_file(PDF, name="van-ban.pdf", title="Văn bản")}
    return makers[kind]()


@pytest.fixture
def section():
    return a_section(a_portal())


def use(section, kind, file, **fields):
    """A page that shows the file."""
    photo = {"image": file, "caption": "", "credit": "", "alt": "Ảnh", "file_name": ""}
    makers = {
        "photo": lambda: an_article(section, "Bài có tệp", body=[("photo", photo)], **fields),
        "file": lambda: an_article(section, "Bài có tệp", body=[("files", [file])], **fields),
        "film": lambda: a_video_page(a_section(section, "Phim", holds="videos"), "Trang phim", video=file),
    }
    return makers[kind]()


def there(file):
    return type(file).objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("kind", PLACES)
def test_what_a_page_uses_is_not_deleted(admin_client, section, kind):
    file = a_file(kind)
    use(section, kind, file)
    for ask in (admin_client.get, admin_client.post):
        answer = ask(reverse(PLACES[kind], args=[file.pk]), follow=True)
        assert answer.status_code == 200
        assert "trước đã" in answer.content.decode()
        assert there(file)


@pytest.mark.parametrize("kind", PLACES)
def test_what_nothing_uses_is_deleted(admin_client, section, kind):
    file = a_file(kind)
    use(section, kind, file).delete()
    assert admin_client.get(reverse(PLACES[kind], args=[file.pk])).status_code == 200
    admin_client.post(reverse(PLACES[kind], args=[file.pk]))
    assert not there(file)


@pytest.mark.parametrize("kind", ["photo", "file"])
def test_of_many_none_is_deleted_where_one_is_used(admin_client, section, kind):
    used, unused = a_file(kind), a_file(kind)
    use(section, kind, used, live=False)
    app, model = type(used)._meta.label_lower.split(".")
    address = reverse("wagtail_bulk_action", args=[app, model, "delete"])
    admin_client.post(f"{address}?next=/quan-tri/&id={used.pk}&id={unused.pk}")
    assert (there(used), there(unused)) == (True, True)
    admin_client.post(f"{address}?next=/quan-tri/&id={unused.pk}")
    assert (there(used), there(unused)) == (True, False)


@pytest.mark.parametrize(
    ("kind", "name"), [("photo", "wagtailimages:delete_multiple"), ("file", "wagtaildocs:delete_multiple")]
)
def test_the_list_of_new_uploads_refuses_too(admin_client, section, kind, name):
    file = a_file(kind)
    use(section, kind, file)
    headers = {"X-Requested-With": "XMLHttpRequest"}
    answer = admin_client.post(reverse(name, args=[file.pk]), headers=headers)
    assert (answer.status_code, answer.json()["success"]) == (409, False)
    assert there(file)


def test_models_of_files_are_all_asked():
    assert {Photo, AttachedFile, Video} == {type(a_file(kind)) for kind in PLACES}

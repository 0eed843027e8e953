"""The desk's upload screens: what they refuse, in Vietnamese, and that they go on working."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hoaban.media.models import AttachedFile, Photo, Video
from tests.builders import a_picture, an_editor
from tests.support.scene import FILM
from tests.support.uploads import PDF, a_photo_with_secrets, a_png_of, uploaded

pytestmark = pytest.mark.django_db
BAD = [
    (b"<script>alert(1)</script>", "anh.jpg", "không phải ảnh"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "anh.svg", "không phải ảnh"),
    (a_picture(400, 300)[:-900], "cut.jpg", "bị hỏng"),
    (a_png_of(10_000, 10_000), "lon.png", "100 triệu"),
    (b"\xff\xd8\xff" + b"\0" * (21 * 1024 * 1024), "nang.jpg", "20"),
]


@pytest.fixture
def desk(client):
    """A client with a signed-in editor."""
    client.force_login(an_editor())
    return client


@pytest.mark.parametrize(("content", "name", "words"), BAD, ids=[name for _content, name, _words in BAD])
def test_bad_pictures_are_refused_at_every_door(desk, content, name, words):
    doors = {
        "wagtailimages:add": {"title": "x", "file": uploaded(content, name)},
        "wagtailimages_chooser:create": {
            "image-chooser-upload-title": "x",
            "image-chooser-upload-file": uploaded(content, name),
        },
        "media_paste_picture": {"file": uploaded(content, name)},
    }
    for door, form in doors.items():
        answer = desk.post(reverse(door), form)
        assert answer.status_code in (200, 422), door
        shown = answer.content.decode()
        if "json" in answer["Content-Type"]:
            shown = " ".join(str(value) for value in answer.json().values())
        assert words in shown, door
    assert not Photo.objects.exists()


def test_a_good_picture_comes_in_by_every_door_without_its_secrets(desk):
    for door, field in {"wagtailimages:add": "file", "media_paste_picture": "file"}.items():
        answer = desk.post(reverse(door), {"title": "Ảnh", field: uploaded(a_photo_with_secrets(), "anh.jpg")})
        assert answer.status_code in (200, 302), door
    assert Photo.objects.count() == 2
    for photo in Photo.objects.all():
        assert b"SERIAL" not in photo.file.open().read()
        photo.file.close()


def test_documents_are_checked_by_the_desk(desk):
    add = reverse("wagtaildocs:add")
    answer = desk.post(add, {"title": "x", "file": uploaded(b"<html><script>1</script>", "a.pdf")})
    assert "không đúng với đuôi tên" in answer.content.decode()
    assert desk.post(add, {"title": "x", "file": uploaded(PDF, "a.pdf")}).status_code == 302
    assert AttachedFile.objects.count() == 1


def test_nobody_pastes_without_permission(client):
    client.force_login(an_editor("doc-gia", superuser=False))
    answer = client.post(reverse("media_paste_picture"), {"file": uploaded(a_picture(), "anh.jpg")})
    assert answer.status_code in (302, 403)
    assert not Photo.objects.exists()


def test_the_library_of_films_offers_no_sounds(desk):
    shown = desk.get(reverse("wagtailmedia:index")).text
    assert reverse("wagtailmedia:add", args=["video"]) in shown
    assert reverse("wagtailmedia:add", args=["audio"]) not in shown
    assert "Chưa có video nào ở đây." in shown
    assert "khong-co" in desk.get(reverse("wagtailmedia:index"), {"q": "khong-co"}).text


@pytest.mark.parametrize("name", ["tin.mp3", "tin.mp4", "tin.wav"])
def test_a_sound_is_refused_as_a_film_whatever_its_name(desk, name):
    sound = uploaded(b"ID3\x04" + b"\0" * 90, name)
    answer = desk.post(reverse("wagtailmedia:add", args=["video"]), {"title": "Tin", "file": sound, "duration": 3})
    assert "không phải video được nhận (mp4, webm, ogv)" in answer.text
    assert not Video.objects.exists()


def test_whatever_door_a_film_comes_by_blocks_find_it(desk):
    Video.objects.create(title="Lúa", type="audio", duration=3, file=uploaded(FILM, "lua.mp4"))
    assert "Lúa" in desk.get(reverse("wagtailmedia:chooser_typed", args=["video"])).json()["html"]


def test_the_mark_decorative_of_the_upload_stays(desk):
    form = {"title": "Hoa văn", "file": uploaded(a_picture(), "hoa-van.jpg"), "is_decorative": "on"}
    assert desk.post(reverse("wagtailimages:add"), form).status_code == 302
    photo = Photo.objects.get()
    assert photo.is_decorative
    photo.save()
    assert Photo.objects.get().is_decorative
    assert photo.is_described()
    assert photo.default_alt_text == ""


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Lễ hội Hoa Ban.jpg", "Lễ hội Hoa Ban"),
        ("C:\\anh\\so-1.png", "so-1"),
        ("image.png", "Ảnh được dán"),
        ("image-3.png", "Ảnh được dán"),
        ("blob", "Ảnh được dán"),
    ],
)
def test_a_dropped_photo_bears_the_name_of_its_file(desk, name, title):
    assert desk.post(reverse("media_paste_picture"), {"file": uploaded(a_picture(), name)}).status_code == 200
    assert Photo.objects.get().title == title

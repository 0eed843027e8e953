"""Sizes of photos: made when the photo comes, by whatever door; never while a page is rendered."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from hoaban.content.models import SiteIdentity
from hoaban.media import actions, making, queries, sizes
from hoaban.media.models import NoSizesHere, Photo
from hoaban.publication.recorder import recording
from tests.builders import a_photo, a_picture, a_portal, an_editor
from tests.media.test_pictures import a_photo_with_secrets

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def desk(client):
    client.force_login(an_editor())
    return client


def specifications(photo):
    return set(photo.renditions.values_list("filter_spec", flat=True))


def wanted(photo):
    return {size.specification for size in sizes.all_sizes() if not size.used_by and size.shows_more_of(photo)}


def opened(rendition):
    return Image.open(io.BytesIO(rendition.file.open().read()))


@pytest.mark.parametrize("door", ["wagtailimages:add", "wagtailimages:add_multiple", "media_paste_picture"])
def test_every_door_of_the_desk_has_the_sizes_made(desk, door):
    field = "files[]" if door.endswith("multiple") else "file"
    form = {"title": "x", "collection": "1", field: SimpleUploadedFile("a.jpg", a_picture(900, 600), "image/jpeg")}
    desk.post(reverse(door), form)
    photo = Photo.objects.get()
    assert specifications(photo) >= wanted(photo)
    assert queries.count_missing() == 0


def test_a_width_beyond_the_photo_is_not_made(desk):
    photo = a_photo()
    names = {name for name in specifications(photo) if name.startswith("width-")}
    assert {name.partition("|")[0] for name in names} == {"width-400"}


def test_a_replaced_file_gets_sizes_of_its_own(desk):
    photo = a_photo()
    before = set(photo.renditions.values_list("file", flat=True))
    form = {"title": "x", "collection": "1", "file": SimpleUploadedFile("b.png", a_picture(500, 500, "PNG"))}
    assert desk.post(reverse("wagtailimages:edit", args=[photo.pk]), form).status_code == 302
    photo.refresh_from_db()
    assert specifications(photo) >= wanted(photo)
    assert not before & set(photo.renditions.values_list("file", flat=True))
    widest = photo.renditions.get(filter_spec__startswith="width-800", filter_spec__contains="webp")
    assert (widest.width, widest.height) == (500, 500)


def test_another_focal_point_cuts_the_crops_again():
    photo = a_photo()
    crops = {"filter_spec__startswith": "fill-400x250"}
    before = {row.focal_point_key for row in photo.renditions.filter(**crops)}
    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 10, 10, 8, 8
    photo.save()
    after = {row.focal_point_key for row in photo.renditions.filter(**crops)}
    assert after
    assert not before & after
    assert specifications(photo) >= wanted(photo)


def test_saving_the_title_alone_makes_nothing(monkeypatch):
    photo = a_photo()
    monkeypatch.setattr(making, "encode", lambda *_: pytest.fail("nothing was missing"))
    photo.title = "Tên khác"
    photo.save()


def test_no_size_tells_where_the_photo_was_taken():
    photo = Photo(title="x", file=ImageFile(io.BytesIO(a_photo_with_secrets(width=900, height=600)), name="a.jpg"))
    photo.save()
    formats = set()
    for rendition in photo.renditions.all():
        picture = opened(rendition)
        formats.add(picture.format)
        assert dict(picture.getexif()) == {}, rendition.filter_spec
        assert not picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        raw = rendition.file.open().read()
        assert b"SERIAL" not in raw
        assert b"Exif" not in raw
    assert formats == {"AVIF", "WEBP", "JPEG"}


def test_a_photo_on_its_side_is_upright_in_every_size():
    photo = Photo(
        title="x", file=ImageFile(io.BytesIO(a_photo_with_secrets(orientation=6, width=600, height=300)), name="a.jpg")
    )
    photo.save()
    for rendition in photo.renditions.filter(filter_spec__startswith="width-"):
        assert rendition.height > rendition.width
        assert opened(rendition).size == (rendition.width, rendition.height)


def test_colours_of_print_become_colours_of_screens_in_every_size():
    target = io.BytesIO()
    Image.new("CMYK", (500, 400), (0, 255, 255, 0)).save(target, "JPEG")
    photo = a_photo()
    # As a row that came past the door, from an old copy of the folder of originals.
    with photo.file.storage.open(photo.file.name, "wb") as stored:
        stored.write(target.getvalue())
    Photo.objects.filter(pk=photo.pk).update(width=500, height=400)
    photo.renditions.all().delete()
    actions.make_missing_sizes(lambda *_: None)
    for rendition in photo.renditions.filter(filter_spec__startswith="width-400"):
        red, green, blue = opened(rendition).convert("RGB").getpixel((100, 100))
        assert red > 200
        assert max(green, blue) < 90


def test_rare_sizes_are_made_of_what_stands_there_alone():
    home = a_portal()
    emblem, other = a_photo("Biểu trưng"), a_photo("Khác")
    identity = SiteIdentity.for_site(home.get_site())
    identity.emblem = emblem
    identity.save()
    assert any("128x128" in name for name in specifications(emblem))
    assert not any("128x128" in name for name in specifications(other))


def test_a_damaged_photo_is_told_and_the_others_are_made():
    broken, fine = a_photo("Hỏng"), a_photo("Lành")
    for photo in (broken, fine):
        photo.renditions.all().delete()
    with broken.file.storage.open(broken.file.name, "wb") as stored:
        stored.write(b"no picture")
    made, failed = actions.make_missing_sizes(lambda *_: None)
    assert made == len(wanted(fine))
    assert len(failed) == 2
    assert broken.file.name in failed[0]


def test_what_was_made_from_an_older_file_is_thrown_away(monkeypatch):
    photo = a_photo()
    photo.renditions.all().delete()
    encode = making.encode

    def slowly(photo, missing, folder):
        """Meanwhile an editor moves the focal point."""
        targets = encode(photo, missing, folder)
        Photo.objects.filter(pk=photo.pk).update(focal_point_x=7)
        return targets

    monkeypatch.setattr(making, "encode", slowly)
    assert making.make_sizes(photo.pk, slow=False) == 0
    assert not photo.renditions.exists()
    folder = photo.file.storage
    assert folder.listdir("images")[1] == []


def test_made_twice_is_made_once():
    photo = a_photo()
    rows = list(photo.renditions.values_list("pk", flat=True))
    assert making.make_sizes(photo.pk, slow=False) == making.make_sizes(photo.pk, slow=True) == 0
    assert list(photo.renditions.values_list("pk", flat=True)) == rows


def test_no_size_is_made_while_a_page_is_rendered():
    photo = a_photo()
    with recording(), pytest.raises(NoSizesHere, match="width-123"):
        photo.get_rendition("width-123")
    with recording(), pytest.raises(NoSizesHere):
        photo.get_renditions("width-123", "width-124")


def test_the_encoding_process_needs_no_django():
    code = "import sys, hoaban.media.encoding; print(any(name.startswith('django') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""Sizes of photos: made when a photo comes, by whichever door; with nothing of its maker; never in a rendering."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import ExifTags, Image, ImageChops, ImageStat

from hoaban.media import queries, rendition_making, sizes
from hoaban.media.actions import ask_for_missing_sizes, delete_orphaned_sizes, make_missing_sizes, store_photo
from hoaban.media.models import NoSizesHere, Photo, PhotoRendition
from hoaban.media.rendition_making import CannotMakeSizes, make_sizes
from hoaban.publication.models import Entry
from hoaban.publication.recorder import recording
from tests.builders import a_photo, a_picture, a_portal, an_editor
from tests.support.uploads import a_photo_with_secrets, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
KINDS = (False, True)
OF_THE_DESK = "max-165x165"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows a commit follows at the end of the block, as outside of a test."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def desk(client):
    client.force_login(an_editor())
    return client


def no_progress(_done, _total, _what):
    """Nobody watches."""


def lying():
    """The names of the files of all sizes."""
    folder = Path(Photo._meta.get_field("file").storage.location)
    return {path.name for path in folder.glob("images/*")}


def in_the_database():
    return {name.rpartition("/")[2] for name in PhotoRendition.objects.values_list("file", flat=True)}


def wanted_by_every_photo(width):
    return {size.specification for size in sizes.all_sizes() if not size.used_by and width > size.wider_than}


def made(photo):
    return set(photo.renditions.values_list("filter_spec", flat=True))


def shown(photo, use, kind):
    """A size of a photo as a browser decodes it."""
    size = next(
        size for size in reversed(sizes.sizes_of(use)) if size.format == kind and size.specification in made(photo)
    )
    with photo.renditions.get(filter_spec=size.specification).file.open() as file:
        picture = Image.open(io.BytesIO(file.read()))
    picture.load()
    return picture


# Doors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["wagtailimages:add", "wagtailimages:add_multiple", "media_paste_picture"])
def test_an_upload_on_the_desk_has_its_sizes_after_the_commit(desk, committed, door, real_sizes):
    field = "files[]" if door.endswith("multiple") else "file"
    with committed():
        answer = desk.post(reverse(door), {"title": "Ảnh", field: uploaded(a_picture(700, 460), "anh.jpg")})
    assert answer.status_code in (200, 302)
    photo = Photo.objects.get()
    assert made(photo) - {OF_THE_DESK} == wanted_by_every_photo(700)
    assert wanted_by_every_photo(700) < wanted_by_every_photo(2000)


def test_a_replaced_file_has_new_sizes_and_the_old_ones_are_gone(desk, committed):
    with committed():
        photo = a_photo()
    before = lying()
    assert before
    with committed():
        form = {"title": "Ảnh", "collection": photo.collection_id, "file": uploaded(a_picture(300, 300), "khac.jpg")}
        assert desk.post(reverse("wagtailimages:edit", args=[photo.pk]), form).status_code == 302
    photo.refresh_from_db()
    assert wanted_by_every_photo(300) <= made(photo)
    assert lying() == in_the_database()
    assert {name for name in lying() if name.startswith("anh")} == set()


def test_a_replaced_file_has_new_sizes_by_the_models_own_door_too(committed):
    with committed():
        photo = a_photo()
    with committed():
        photo.file = ImageFile(io.BytesIO(a_picture(300, 300)), name="khac.jpg")
        photo.save()
    assert wanted_by_every_photo(300) <= made(photo)
    assert lying() == in_the_database()


def test_another_focal_point_cuts_the_crops_anew_and_leaves_the_rest(committed):
    with committed():
        photo = a_photo()
    before = dict(photo.renditions.values_list("filter_spec", "pk"))
    with committed():
        photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 10, 10, 20, 20
        photo.save()
    after = dict(photo.renditions.values_list("filter_spec", "pk"))
    assert after.keys() == before.keys()
    assert {
        specification.split("-")[0] for specification in after if after[specification] != before[specification]
    } == {"fill"}


def test_another_title_makes_nothing_anew(committed):
    with committed():
        photo = a_photo()
    before = set(photo.renditions.values_list("pk", flat=True))
    with committed():
        photo.title = "Tên khác"
        photo.save()
    assert set(photo.renditions.values_list("pk", flat=True)) == before


def test_the_sizes_of_an_emblem_are_made_when_it_becomes_one(committed):
    home = a_portal()
    with committed():
        photo = a_photo()
    emblem = {size.specification for size in sizes.sizes_of("emblem")}
    assert not emblem & made(photo)
    identity = home.get_site().siteidentity
    with committed():
        identity.emblem = photo
        identity.save()
    assert emblem <= made(photo)
    assert queries.offered(Photo.objects.get(), "emblem").url.endswith(".png")


# What may happen meanwhile -----------------------------------------------------------------------------------------


def test_making_twice_makes_once():
    photo = a_photo()
    assert make_sizes(photo.pk, slow=False) > 0
    assert make_sizes(photo.pk, slow=False) == 0
    assert lying() == in_the_database()


def test_what_was_made_of_a_file_that_was_replaced_meanwhile_is_thrown_away(monkeypatch):
    photo, encode = a_photo(), rendition_making.encode

    def replaced_meanwhile(*arguments):
        other = Photo.objects.get(pk=photo.pk)
        other.file = ImageFile(io.BytesIO(a_picture(90, 90)), name="moi.jpg")
        other.save()
        return encode(*arguments)

    monkeypatch.setattr(rendition_making, "encode", replaced_meanwhile)
    assert make_sizes(photo.pk, slow=False) == 0
    assert lying() == set()


def test_what_another_process_made_meanwhile_stays_and_leaves_no_second_file(monkeypatch):
    photo, encode = a_photo(), rendition_making.encode

    def overtaken(*arguments):
        monkeypatch.setattr(rendition_making, "encode", encode)
        make_sizes(photo.pk, slow=False)
        return encode(*arguments)

    monkeypatch.setattr(rendition_making, "encode", overtaken)
    make_sizes(photo.pk, slow=False)
    assert lying() == in_the_database()


def test_a_photo_that_is_gone_or_broken_harms_no_other(real_sizes):
    broken, sound = a_photo(), a_photo()
    broken.file.storage.delete(broken.file.name)
    assert make_sizes(10_000, slow=False) == 0
    with pytest.raises(CannotMakeSizes, match="Upload the photo again"):
        make_sizes(broken.pk, slow=False)
    _count, failed = make_missing_sizes(no_progress)
    assert {f"photo {broken.pk} " in reason for reason in failed} == {True}
    assert wanted_by_every_photo(120) <= made(sound)


def test_what_is_missing_is_counted_made_and_made_only_once():
    a_photo()
    seen = []
    missing = queries.count_missing()
    count, failed = make_missing_sizes(lambda done, total, _what: seen.append((done, total)))
    assert (count, failed) == (missing, [])
    assert seen[-1][0] == seen[-1][1]
    assert queries.count_missing() == 0
    assert make_missing_sizes(no_progress) == (0, [])


def test_the_queue_is_asked_for_what_was_lost():
    photo = a_photo()
    assert ask_for_missing_sizes() == 1
    assert wanted_by_every_photo(120) <= made(photo)
    assert ask_for_missing_sizes() == 0


def test_what_a_killed_process_left_is_swept_and_nothing_else():
    photo = a_photo()
    make_missing_sizes(no_progress)
    folder = Path(PhotoRendition.objects.first().file.path).parent
    for name, age in (("cu.webp", 2), ("moi.webp", 0)):
        (folder / name).write_bytes(b"half")
        moment = time.time() - age * 86400
        os.utime(folder / name, (moment, moment))
    for path in folder.iterdir():
        if path.name != "moi.webp":
            os.utime(path, (time.time() - 2 * 86400,) * 2)
    before = made(photo)
    assert delete_orphaned_sizes(dry_run=True) == ["images/cu.webp"]
    assert (folder / "cu.webp").exists()
    assert delete_orphaned_sizes(dry_run=False) == ["images/cu.webp"]
    assert not (folder / "cu.webp").exists()
    assert (folder / "moi.webp").exists()
    assert made(photo) == before
    assert all(Path(one.file.path).exists() for one in PhotoRendition.objects.all())


# Renderings --------------------------------------------------------------------------------------------------------


def test_no_size_is_made_while_a_page_is_pressed():
    photo = a_photo()
    with recording() as reading, CaptureQueriesContext(connection) as statements:
        assert queries.offered(photo, "column") is None
        with pytest.raises(NoSizesHere, match="Declare it"):
            photo.get_rendition("width-300")
        with pytest.raises(NoSizesHere):
            photo.get_renditions("width-300", "width-301")
    assert reading.unexplained == []
    assert [query["sql"] for query in statements if not query["sql"].startswith("SELECT")] == []
    assert reading.all_dependencies().keys() >= {queries.made_name(photo.pk)}


def test_pages_hear_of_the_sizes_that_they_show_and_of_no_other():
    photo = a_photo()
    newest = Entry.objects.order_by("-pk").first().pk
    photo.get_rendition(OF_THE_DESK)
    of_the_desk = [queries.sizes_touched(entry) for entry in Entry.objects.filter(pk__gt=newest)]
    assert of_the_desk == [[]]
    make_sizes(photo.pk, slow=False)
    touched = [queries.sizes_touched(entry) for entry in Entry.objects.filter(pk__gt=newest + 1)]
    assert touched
    assert {tuple(names) for names in touched} == {(queries.made_name(photo.pk),)}


# Pictures ----------------------------------------------------------------------------------------------------------


def test_no_size_says_where_or_with_what_it_was_taken(real_sizes):
    photo = store_photo(a_photo_with_secrets(width=900, height=600), name="anh.jpg", title="Ảnh")
    for slow in KINDS:
        make_sizes(photo.pk, slow=slow)
    files = [rendition.file for rendition in photo.renditions.all()]
    assert {file.name.rpartition(".")[2] for file in files} == {"avif", "webp", "jpeg"}
    for file in files:
        with file.open() as opened:
            content = opened.read()
        assert b"SERIAL" not in content
        assert b"Bi Mat" not in content
        assert dict(Image.open(io.BytesIO(content)).getexif()) == {}, file.name


def a_picture_in(mode, kind, colour, **options):
    target = io.BytesIO()
    Image.new(mode, (300, 200), colour).save(target, kind, **options)
    return target.getvalue()


def sideways():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return a_picture_in("RGB", "JPEG", (200, 30, 30), exif=exif)


def an_animation():
    frames = [Image.new("RGB", (300, 200), colour) for colour in ((200, 30, 30), (30, 200, 30))]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return target.getvalue()


ODD = {
    "cmyk": (lambda: a_picture_in("CMYK", "JPEG", (0, 217, 217, 55)), (200, 30, 30), (300, 200)),
    "16-bit": (lambda: a_picture_in("I;16", "PNG", 128 * 257), (128, 128, 128), (300, 200)),
    "sideways": (sideways, (200, 30, 30), (200, 300)),
    "animation": (an_animation, (200, 30, 30), (300, 200)),
    "transparent": (lambda: a_picture_in("RGBA", "PNG", (200, 30, 30, 255)), (200, 30, 30), (300, 200)),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_photos_look_right_in_every_format(name, real_sizes):
    content, colour, size = ODD[name]
    photo = store_photo(content(), name="anh", title="Ảnh")
    for slow in KINDS:
        make_sizes(photo.pk, slow=slow)
    for use, kind in (("column", "webp"), ("column", "avif"), ("share", "jpeg")):
        picture = shown(photo, use, kind)
        assert use == "share" or picture.size == size
        wanted = Image.new("RGB", picture.size, colour)
        differing = ImageStat.Stat(ImageChops.difference(picture.convert("RGB"), wanted)).mean
        assert max(differing) < 8, (use, kind, differing)


def test_the_largest_photo_is_made_in_little_memory_and_never_enlarged(real_sizes):
    photo = store_photo(a_picture(7900, 5000), name="lon.jpg", title="Lớn")
    for slow in KINDS:
        make_sizes(photo.pk, slow=slow)
    assert shown(photo, "column", "avif").size == (1280, 810)
    small = store_photo(a_picture(90, 60), name="nho.jpg", title="Nhỏ")
    for slow in KINDS:
        make_sizes(small.pk, slow=slow)
    assert max(small.renditions.values_list("width", flat=True)) == 90
    assert queries.offered(small, "column").sources == ""

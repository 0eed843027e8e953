"""Colours of phones, cameras and drawings as readers see them; an animation that pages do not show is told."""

from __future__ import annotations

import io
import random
import warnings

import pytest
from django.urls import reverse
from PIL import ExifTags, Image, ImageCms

from hoaban.media.encoding import write_sizes
from hoaban.media.models import Photo
from hoaban.media.picture_rewriting import written_anew
from hoaban.media.pictures import take_in
from tests.support.profiles import ADOBE_CURVE, ADOBE_RGB, DISPLAY_P3, SCREEN_CURVE, a_profile
from tests.support.uploads import uploaded

# What each space calls the red and the green of screens.
RED, GREEN = (255, 0, 0), (0, 255, 0)
IN_P3 = {RED: (234, 51, 35), GREEN: (117, 251, 76)}
IN_ADOBE = {RED: (219, 0, 0), GREEN: (144, 255, 60)}


def a_picture_of(colour, kind, mode="RGB", **options):
    target = io.BytesIO()
    Image.new("RGB", (40, 30), colour).convert(mode).save(target, kind, **options)
    return target.getvalue()


def colour_taken(content, name="anh"):
    stored = Image.open(io.BytesIO(take_in(io.BytesIO(content), name).read()))
    assert "icc_profile" not in stored.info
    return stored.convert("RGB").getpixel((20, 15))


def near(one, other, most=4):
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= most


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("meant", [RED, GREEN])
@pytest.mark.parametrize(
    ("written", "primaries", "curve"), [(IN_P3, DISPLAY_P3, SCREEN_CURVE), (IN_ADOBE, ADOBE_RGB, ADOBE_CURVE)]
)
def test_colours_of_a_profile_become_those_of_screens(kind, meant, written, primaries, curve):
    options = {"lossless": True} if kind == "WEBP" else {"quality": 100} if kind == "JPEG" else {}
    content = a_picture_of(written[meant], kind, icc_profile=a_profile(primaries, curve), **options)
    assert near(colour_taken(content), meant, 8)


@pytest.mark.parametrize("mode", ["P", "RGBA"])
def test_palettes_and_transparency_keep_what_they_mean(mode):
    content = a_picture_of(IN_P3[RED], "PNG", mode, icc_profile=a_profile(DISPLAY_P3, SCREEN_CURVE))
    assert near(colour_taken(content), RED)


def test_what_is_see_through_stays_so():
    target = io.BytesIO()
    drawing = Image.new("RGBA", (40, 30), (*IN_P3[RED], 128))
    drawing.save(target, "PNG", icc_profile=a_profile(DISPLAY_P3, SCREEN_CURVE))
    stored = Image.open(take_in(target, "hinh.png"))
    assert stored.getpixel((5, 5))[3] == 128
    assert near(stored.getpixel((5, 5))[:3], RED)


@pytest.mark.parametrize("meant", [RED, GREEN])
def test_a_camera_that_only_says_adobe_rgb_is_understood(meant):
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {0xA001: 0xFFFF, ExifTags.IFD.Interop: {ExifTags.Interop.InteropIndex: "R03"}}
    content = a_picture_of(IN_ADOBE[meant], "JPEG", exif=exif, quality=100, subsampling=0)
    assert near(colour_taken(content), meant, 10)


def test_damage_to_what_a_camera_wrote_beside_a_picture_costs_no_picture():
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {0xA001: 0xFFFF, ExifTags.IFD.Interop: {ExifTags.Interop.InteropIndex: "R03"}}
    content = a_picture_of((90, 90, 90), "JPEG", exif=exif, quality=100)
    begin, end = content.index(b"Exif\0\0") + 14, content.index(b"\xff\xdb")
    chance = random.Random(20261201)
    for _number in range(400):
        damaged = bytearray(content)
        damaged[chance.randrange(begin, end)] = chance.randrange(256)
        with warnings.catch_warnings(action="ignore"):
            answer, _picture = written_anew(io.BytesIO(bytes(damaged)), 40_000_000)
        assert answer == {"ending": ".jpg", "frames": 1}


@pytest.mark.parametrize(
    "profile",
    [
        b"rubbish",
        a_profile(DISPLAY_P3, SCREEN_CURVE)[:200],
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    ],
    ids=["rubbish", "cut", "of screens", "of another kind"],
)
def test_a_profile_that_says_nothing_changes_nothing(profile):
    assert colour_taken(a_picture_of((120, 60, 200), "PNG", icc_profile=profile)) == (120, 60, 200)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_profile_of_other_channels_is_passed_over(mode):
    content = a_picture_of((90, 90, 90), "JPEG", mode, icc_profile=a_profile(DISPLAY_P3, SCREEN_CURVE), quality=100)
    assert near(colour_taken(content), (90, 90, 90))


def test_black_lines_on_nothing_are_black_on_white_in_every_size(tmp_path):
    drawing = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    drawing.paste((0, 0, 0, 255), (0, 0, 20, 30))
    drawing.save(tmp_path / "hinh.png")
    sizes = [
        {"box": [0, 0, 40, 30], "pixels": [40, 30], "format": kind, "quality": 90, "target": str(tmp_path / kind)}
        for kind in ("webp", "avif", "jpeg", "png")
    ]
    write_sizes({"source": str(tmp_path / "hinh.png"), "sizes": sizes})
    for kind in ("webp", "avif", "jpeg"):
        with Image.open(tmp_path / kind) as made:
            assert made.mode == "RGB", kind
            assert near(made.getpixel((35, 15)), (255, 255, 255), 6), kind
            assert near(made.getpixel((5, 15)), (0, 0, 0), 6), kind
    with Image.open(tmp_path / "png") as emblem:
        assert emblem.getpixel((35, 15))[3] == 0


def an_animation(kind):
    frames = [Image.new("RGB", (20, 10), (60 * number, 0, 0)) for number in range(4)]
    target = io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=200)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_who_uploads_an_animation_reads_that_pages_show_its_first_picture(admin_client, kind):
    told = "Đây là ảnh động gồm 4 khung hình"
    sent = uploaded(an_animation(kind), f"hoa.{kind.lower()}")
    admin_client.post(reverse("wagtailimages:add"), {"title": "Hoa", "file": sent})
    photo = Photo.objects.get()
    edit = reverse("wagtailimages:edit", args=[photo.pk])
    assert told in admin_client.get(edit).text
    still = uploaded(a_picture_of(RED, kind), "do.png")
    assert admin_client.post(edit, {"title": "Đỏ", "file": still, "description": "Màu đỏ"}).status_code == 302
    assert told not in admin_client.get(edit).text

"""Pictures at the door: refused by their header, or written anew with nothing left that tells on anybody."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import textwrap
import warnings

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from hoaban.kit.errors import RefusedUpload
from hoaban.media.models import Photo
from hoaban.media.picture_rewriting import LONGEST_SIDE, MOST_FRAMES, written_anew
from hoaban.media.pictures import take_in
from tests.builders import a_picture
from tests.support.uploads import a_photo_with_secrets, a_png_of


def taken(content: bytes, name: str = "anh.jpg") -> Image.Image:
    """The picture as it would be stored."""
    return Image.open(io.BytesIO(take_in(io.BytesIO(content), name).read()))


def test_the_sample_has_secrets_at_all():
    exif = Image.open(io.BytesIO(a_photo_with_secrets())).getexif()
    assert exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert b"SERIAL-12345" in a_photo_with_secrets()


def test_position_owner_and_serial_go_and_the_copyright_stays():
    stored = take_in(io.BytesIO(a_photo_with_secrets()), "anh.jpg").read()
    exif = Image.open(io.BytesIO(stored)).getexif()
    assert dict(exif) == {ExifTags.Base.Copyright: "Ban bien tap"}
    assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert b"SERIAL" not in stored
    assert b"Bi Mat" not in stored


@pytest.mark.django_db
def test_no_other_door_keeps_them_either(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = Photo(title="x", file=ImageFile(io.BytesIO(a_photo_with_secrets(width=900)), name="anh.jpg"))
    photo.save()
    photo.get_rendition("width-400|format-webp")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        assert b"SERIAL" not in path.read_bytes()
        assert not Image.open(path).getexif().get_ifd(ExifTags.IFD.GPSInfo)


def test_what_hides_behind_a_picture_is_gone():
    stored = take_in(io.BytesIO(a_picture() + b"<script>alert(1)</script>"), "anh.jpg").read()
    assert b"<script>" not in stored


def test_a_photo_on_its_side_is_put_upright():
    assert taken(a_photo_with_secrets(orientation=6, width=60, height=40)).size == (40, 60)


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("I;16", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("L", "JPEG")]
)
def test_odd_colours_become_plain_ones(mode, kind):
    target = io.BytesIO()
    Image.new(mode, (50, 30)).save(target, kind)
    assert taken(target.getvalue(), f"anh.{kind.lower()}").mode in ("RGB", "RGBA")


def test_a_large_photo_is_stored_as_large_as_screens_are():
    assert max(taken(a_picture(5000, 3000)).size) <= LONGEST_SIDE


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (a_png_of(10_000, 10_000), "lon.png", "40"),
        (b"<script>alert(1)</script>", "anh.jpg", "JPEG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "anh.svg", "JPEG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "anh.png", "JPEG"),
        (b"", "anh.png", "JPEG"),
        (a_picture(400, 300)[:-900], "cut.jpg", "cut.jpg"),
        (b"GIF89a" + b"\0" * 40, "x.gif", "x.gif"),
    ],
)
def test_bad_pictures_are_refused_with_the_reason(content, name, says):
    with pytest.raises(RefusedUpload, match=says):
        take_in(io.BytesIO(content), name)


def test_a_file_over_the_limit_is_refused_unread():
    class Huge(io.BytesIO):
        size = 100 * 1024 * 1024

        def read(self, *_size: int) -> bytes:
            raise AssertionError("a file over the limit must not be read")

    with pytest.raises(RefusedUpload, match=r"100 MB.*20"):
        take_in(Huge(), "to.jpg")


def test_a_long_animation_is_refused():
    frames = [Image.new("L", (4, 4), number % 2 * 255) for number in range(MOST_FRAMES + 50)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(RefusedUpload, match=r"anim|động"):
        take_in(target, "dai.gif")


def test_memory_stays_bounded_at_the_largest_picture_that_is_taken():
    script = textwrap.dedent("""
        import io, os, resource
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django; django.setup()
        from PIL import Image
        from hoaban.media.pictures import take_in
        from tests.support.uploads import a_png_of
        from hoaban.kit.errors import RefusedUpload
        target = io.BytesIO()
        Image.new("RGB", (7900, 5000)).save(target, "JPEG")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        take_in(target, "lon.jpg")
        try:
            take_in(io.BytesIO(a_png_of(20000, 20000)), "bom.png")
        except RefusedUpload:
            pass
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert int(done.stdout.split()[-1]) <= 256 * 1024
    assert resource.RUSAGE_SELF == 0


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP"]),
)
def test_no_bytes_do_more_than_be_refused(rest, start):
    with warnings.catch_warnings():
        answer, content = written_anew(io.BytesIO(start + rest), 40_000_000)
    assert answer.get("refused") in ("kind", "damaged", "pixels", "frames", "animation", None)
    if content:
        Image.open(io.BytesIO(content)).load()


@pytest.mark.parametrize(
    "name", ["a\0b.jpg", "../../etc/passwd.jpg", "x" * 400 + ".jpg", "\u202egpj.exe.jpg", "C:\\a\\b.jpg"]
)
def test_file_names_are_harmless(name):
    stored = take_in(SimpleUploadedFile("x.jpg", a_picture()), name).name
    assert "\0" not in stored
    assert "/" not in stored
    assert len(stored) <= 130
    assert stored.endswith(".jpg")

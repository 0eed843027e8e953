"""Takes pictures in: looks at the header before anything is decoded, then writes the picture anew.

What is stored was encoded by us: no position, serial number or owner of the camera, nothing hidden behind the end of
the picture, colours and orientation as every browser shows them. The copyright text is kept.
"""

from __future__ import annotations

import io
import warnings
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from hoaban.kit.errors import RefusedUpload
from hoaban.kit.formats import format_number, format_size

KINDS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "MPO": ".jpg"}
"""Formats that are taken in and the ending each is stored with."""
CLEAN = "is_clean_picture"
"""Attribute by which `Photo.save` knows a file that passed this door."""
LONGEST_SIDE = 4096
MOST_FRAMES = 200
QUALITY = 88


def take_in(upload: IO[bytes], name: str) -> SimpleUploadedFile:
    """The picture as it is stored. Raises RefusedUpload with the reason and the limit."""
    size = size_of(upload)
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if size > limit:
        values = {"name": name, "size": format_size(size), "limit": format_size(limit)}
        raise RefusedUpload(_("%(name)s has %(size)s; a picture may have at most %(limit)s.") % values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = open_picture(upload, name)
        check_header(picture, name)
        try:
            content, ending = encode(picture)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            message = _("%(name)s is damaged or cut off: open it in a picture program, save it again and upload that.")
            raise RefusedUpload(message % {"name": name}) from error
    clean = SimpleUploadedFile(PurePath(safe_name(name)).stem + ending, content, f"image/{ending[1:]}")
    setattr(clean, CLEAN, True)
    return clean


def open_picture(upload: IO[bytes], name: str) -> Image.Image:
    """The picture with only its header read."""
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=["JPEG", "PNG", "WEBP", "GIF"])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = _("%(name)s is not a picture of a kind that is taken in (JPEG, PNG, WebP, GIF).")
        raise RefusedUpload(message % {"name": name}) from error
    return picture


def check_header(picture: Image.Image, name: str) -> None:
    """Refuse by width, height and frames before a pixel is decoded."""
    pixels, limit = picture.width * picture.height, settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if pixels > limit:
        values = {
            "name": name,
            "width": picture.width,
            "height": picture.height,
            "pixels": format_number(pixels / 1_000_000),
            "limit": format_number(limit / 1_000_000),
        }
        message = _(
            "%(name)s has %(width)s × %(height)s pixels, %(pixels)s million; at most %(limit)s million are taken in. "
            "Make it smaller and upload it again."
        )
        raise RefusedUpload(message % values)
    if picture.format in ("GIF", "WEBP", "PNG") and has_too_many_frames(picture):
        values = {"name": name, "limit": MOST_FRAMES}
        raise RefusedUpload(_("%(name)s is an animation of more than %(limit)s frames: upload it as a video.") % values)


def has_too_many_frames(picture: Image.Image) -> bool:
    """Whether an animation is too long; a GIF's frames are only walked as far as the limit."""
    if picture.format != "GIF":
        return int(getattr(picture, "n_frames", 1)) > MOST_FRAMES
    try:
        picture.seek(MOST_FRAMES)
    except EOFError:
        picture.seek(0)
        return False
    return True


def encode(picture: Image.Image) -> tuple[bytes, str]:
    """(bytes, ending) of the picture written anew."""
    kind = picture.format or "JPEG"
    target = io.BytesIO()
    if kind == "GIF" and getattr(picture, "is_animated", False):
        picture.save(target, "GIF", save_all=True)
        return target.getvalue(), ".gif"
    rights = picture.getexif().get(ExifTags.Base.Copyright)
    if kind in ("JPEG", "MPO"):
        # Large photos are decoded at a fraction of their size: less memory, and no screen shows more.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    picture = in_plain_colours(picture, keep_alpha=kind not in ("JPEG", "MPO"))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    exif = Image.Exif()
    if isinstance(rights, str) and rights.strip():
        exif[ExifTags.Base.Copyright] = rights.strip()[:300]
    options: dict[str, Any] = {"exif": exif} if len(exif) else {}
    if kind in ("JPEG", "MPO"):
        picture.save(target, "JPEG", quality=QUALITY, progressive=True, **options)
    elif kind == "WEBP":
        picture.save(target, "WEBP", quality=QUALITY, **options)
    else:
        kind = "PNG"
        picture.info.clear()
        picture.save(target, "PNG", **options)
    return target.getvalue(), KINDS[kind]


def in_plain_colours(picture: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """The picture in 8-bit RGB, with transparency where its kind has it."""
    if picture.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        picture = picture.point(lambda value: value / 256).convert("L")
    transparent = "A" in picture.mode or "transparency" in picture.info
    wanted = "RGBA" if keep_alpha and transparent else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)


def size_of(upload: IO[bytes]) -> int:
    """Bytes of a file without reading them."""
    known = getattr(upload, "size", None)
    if known is not None:
        return int(known)
    place = upload.tell()
    size = upload.seek(0, io.SEEK_END)
    upload.seek(place)
    return size


def safe_name(name: str) -> str:
    """The last part of a file name without what a file system or a header could stumble over."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "")
    return "".join(character for character in last if character.isprintable())[-120:] or "anh"

"""The process that takes a picture in: looks at its header first, then writes it anew; one picture, then it is gone.

    python -m hoaban.media.picture_rewriting '{"source": ..., "target": ..., "pixels": 40000000, "limits": {...}, ...}'

It knows no Django. What is refused is answered by a key with its values; `pictures.py` has the words.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from hoaban.kit import confined

FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
KINDS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "MPO": ".jpg"}
"""Formats that are taken in and the ending each is stored with."""
LONGEST_SIDE = 4096
MOST_FRAMES = 200
QUALITY = 88
Answer = dict[str, Any]


def take(job: dict[str, Any]) -> Answer:
    """Write the picture at `source` anew to `target`: {"ending": ...}, or {"refused": key, ...} with the values."""
    with Path(job["source"]).open("rb") as source:
        answer, content = written_anew(source, job["pixels"])
    if content:
        Path(job["target"]).write_bytes(content)
    return answer


def written_anew(source: Any, most_pixels: int) -> tuple[Answer, bytes]:
    """(answer, the picture written anew); nothing of a picture that is refused."""
    # A header costs nothing, so its figures are read whatever they are, and told.
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(source, formats=FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return {"refused": "kind"}, b""
    try:
        refused = refusal(picture, most_pixels)
        if refused:
            return refused, b""
        # A frame that grows behind the first one ends it too.
        Image.MAX_IMAGE_PIXELS = most_pixels
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        content, ending = encode(picture)
    except Exception as error:
        if confined.is_memory(error):
            raise MemoryError from error
        return {"refused": "damaged"}, b""
    return {"ending": ending}, content


def refusal(picture: Image.Image, most_pixels: int) -> Answer:
    """Why a picture is too large, by its header alone: its pixels, its frames, or both taken together."""
    pixels = picture.width * picture.height
    sides = {"width": picture.width, "height": picture.height}
    if pixels > most_pixels:
        return {"refused": "pixels", "pixels": pixels, **sides}
    # The second picture of a phone's photo (MPO) is never looked at.
    frames = int(getattr(picture, "n_frames", 1)) if picture.format in ("GIF", "WEBP", "PNG") else 1
    if frames > MOST_FRAMES:
        return {"refused": "frames", "frames": frames}
    pixels = max(pixels, picture.width * picture.height) * frames
    return {"refused": "animation", "pixels": pixels, "frames": frames, **sides} if pixels > most_pixels else {}


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


if __name__ == "__main__":
    confined.work(take)

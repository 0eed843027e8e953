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
from hoaban.media.screen_colours import as_on_screens, in_plain_colours

FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
KINDS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "MPO": ".jpg"}
"""Formats that are taken in and the ending each is stored with."""
LONGEST_SIDE = 4096
MOST_FRAMES = 200
QUALITY = 88
Answer = dict[str, Any]


def take(job: dict[str, Any]) -> Answer:
    """Write the picture at `source` anew to `target`: {"ending": ..., "frames": ...}, or {"refused": key, values}."""
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
    return {"ending": ending, "frames": frames_of(picture)}, content


def refusal(picture: Image.Image, most_pixels: int) -> Answer:
    """Why a picture is too large, by its header alone: its pixels, its frames, or both taken together."""
    pixels = picture.width * picture.height
    sides = {"width": picture.width, "height": picture.height}
    if pixels > most_pixels:
        return {"refused": "pixels", "pixels": pixels, **sides}
    frames = frames_of(picture)
    if frames > MOST_FRAMES:
        return {"refused": "frames", "frames": frames}
    pixels = max(pixels, picture.width * picture.height) * frames
    return {"refused": "animation", "pixels": pixels, "frames": frames, **sides} if pixels > most_pixels else {}


def frames_of(picture: Image.Image) -> int:
    """How many pictures an animation shows; the second one of a phone's photo (MPO) is never looked at."""
    return int(getattr(picture, "n_frames", 1)) if picture.format in ("GIF", "WEBP", "PNG") else 1


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
    picture = as_on_screens(ImageOps.exif_transpose(picture), LONGEST_SIDE)
    picture = in_plain_colours(picture, keep_alpha=kind not in ("JPEG", "MPO"))
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


if __name__ == "__main__":
    confined.work(take)

"""The process that decodes a photo and writes its sizes: one photo, at low priority, then it is gone.

    python -m hoaban.media.encoding '{"niceness": 5, "source": ..., "sizes": [{"box": ..., "pixels": ..., ...}]}'

It knows no Django, so it is there in a tenth of a second and holds nothing but the photo. What a damaged photo or a
fault of a codec could do, ends with it; and publishing, which is urgent, goes before it on the machine.
"""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageOps

from hoaban.kit import confined

# AVIF takes all processors unless it is told how many.
OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"speed": 6, "max_threads": 1},
    "webp": {"method": 4},
    "jpeg": {"progressive": True, "optimize": True},
    "png": {"optimize": True},
}

# Emblems and icons stand on the colours of the portal. A drawing of black lines would be black on black in a dark page.
SEE_THROUGH = "png"


def write_sizes(job: dict[str, Any]) -> None:
    """Write every size of a job.

    `source`: path of the photo. `sizes`: for each its `target` path, the `box` to cut out (left, top, right, bottom),
    the `pixels` to show it in (width, height), `format`, and `quality` or None. Raises what Pillow raises.
    """
    with Image.open(job["source"]) as opened:
        photo = in_plain_colours(ImageOps.exif_transpose(opened))
    for size in job["sizes"]:
        shown = photo.resize(tuple(size["pixels"]), Image.Resampling.LANCZOS, box=tuple(size["box"]))
        if size["format"] != SEE_THROUGH and shown.mode == "RGBA":
            shown = on_white(shown)
        options = OPTIONS[size["format"]] | ({"quality": size["quality"]} if size["quality"] else {})
        shown.save(size["target"], size["format"], **options)


def in_plain_colours(photo: Image.Image) -> Image.Image:
    """The first frame in 8-bit RGB, with transparency where there is some, and with nothing but its pixels."""
    transparent = "A" in photo.mode or "transparency" in photo.info
    plain = photo.convert("RGBA" if transparent else "RGB")
    plain.info.clear()
    plain.getexif().clear()
    return plain


def on_white(photo: Image.Image) -> Image.Image:
    """The photo before white, as on the paper that it was drawn on."""
    paper = Image.new("RGB", photo.size, "white")
    paper.paste(photo, mask=photo.getchannel("A"))
    return paper


if __name__ == "__main__":
    confined.work(write_sizes)

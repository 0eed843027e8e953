"""Takes pictures in: a process of its own looks at the header first, then writes the picture anew.

What is stored was encoded by us: no position, serial number or owner of the camera, nothing hidden behind the end of
the picture, colours and orientation as every browser shows them. The copyright text is kept. No foreign picture is
decoded in the process that answers editors: `taking.py` does it within limits of memory and time.
"""

from __future__ import annotations

import io
import logging
import shutil
import tempfile
from pathlib import Path, PurePath
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaban.kit import confined
from hoaban.kit.confined import Failed, OverLimit
from hoaban.kit.errors import RefusedUpload
from hoaban.kit.formats import format_number, format_size
from hoaban.media.picture_rewriting import MOST_FRAMES

logger = logging.getLogger(__name__)
FRAMES = "frames_of_picture"
"""Attribute by which `Photo.save` knows a file that passed this door: how many pictures it held when it came."""
REFUSALS: dict[str, Promise] = {
    "kind": gettext_lazy("%(name)s is not a picture of a kind that is taken in (JPEG, PNG, WebP, GIF)."),
    "damaged": gettext_lazy(
        "%(name)s is damaged or cut off: open it in a picture program, save it again and upload that."
    ),
    "pixels": gettext_lazy(
        "%(name)s has %(width)s × %(height)s pixels, %(pixels)s million; at most %(limit)s million are taken in. "
        "Make it smaller and upload it again."
    ),
    "frames": gettext_lazy("%(name)s is an animation of more than %(most)s frames: upload it as a video."),
    "animation": gettext_lazy(
        "%(name)s is an animation of %(frames)s frames of %(width)s × %(height)s pixels, %(pixels)s million in all; at "
        "most %(limit)s million are taken in. Make it smaller, or upload it as a video."
    ),
    "time": gettext_lazy(
        "%(name)s takes more than %(seconds)s seconds to be read: open it in a picture program, save it again and "
        "upload that."
    ),
    "memory": gettext_lazy(
        "%(name)s takes more than %(memory)s of memory to be read: open it in a picture program, save it again and "
        "upload that."
    ),
    "busy": gettext_lazy("%(name)s has to wait: other pictures are being read. Upload it again in a minute."),
}


def take_in(upload: IO[bytes], name: str) -> SimpleUploadedFile:
    """The picture as it is stored. Raises RefusedUpload with the reason and the limit."""
    size = size_of(upload)
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if size > limit:
        values = {"name": name, "size": format_size(size), "limit": format_size(limit)}
        raise RefusedUpload(_("%(name)s has %(size)s; a picture may have at most %(limit)s.") % values)
    with tempfile.TemporaryDirectory(prefix="hoaban-picture-") as folder:
        target = Path(folder) / "target"
        answer = answer_of_child({"source": str(on_disk(upload, Path(folder))), "target": str(target)}, name)
        if "refused" in answer:
            raise refused(name, answer)
        content, ending = target.read_bytes(), str(answer["ending"])
    clean = SimpleUploadedFile(PurePath(safe_name(name)).stem + ending, content, f"image/{ending[1:]}")
    setattr(clean, FRAMES, int(answer["frames"]))
    return clean


def answer_of_child(job: dict[str, Any], name: str) -> dict[str, Any]:
    """What the process that takes pictures in says of one; what is over its limits is refused for that."""
    limits = confined.Limits(settings.HOABAN_LIMIT_MEMORY, settings.HOABAN_LIMIT_IMAGE_SECONDS)
    job["pixels"] = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        return confined.run("hoaban.media.picture_rewriting", job, limits)
    except (Failed, OverLimit) as error:
        logger.warning("The picture %s is not taken in: %s", name, error)
        reason = getattr(error, "reason", "damaged")
        return {"refused": reason if reason in REFUSALS else "damaged"}


def refused(name: str, answer: dict[str, Any]) -> RefusedUpload:
    """The refusal that the child process answered with a key, in words for whoever uploads."""
    values = {
        **answer,
        "name": name,
        "most": MOST_FRAMES,
        "pixels": format_number(answer.get("pixels", 0) / 1_000_000),
        "limit": format_number(settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS / 1_000_000),
        "seconds": settings.HOABAN_LIMIT_IMAGE_SECONDS,
        "memory": format_size(settings.HOABAN_LIMIT_MEMORY),
    }
    return RefusedUpload(str(REFUSALS[answer["refused"]]) % values)


def on_disk(upload: IO[bytes], folder: Path) -> Path:
    """Where a file lies on the disk: a large upload does already, any other is copied into a folder."""
    upload.seek(0)
    if hasattr(upload, "temporary_file_path"):
        return Path(upload.temporary_file_path())
    target = folder / "source"
    with target.open("wb") as written:
        shutil.copyfileobj(upload, written, 1 << 20)
    return target


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

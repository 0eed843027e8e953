"""The kinds of files that editors may upload, and as what each is answered: never as a page, a script or a style."""

from __future__ import annotations

from pathlib import PurePath

NOTHING_TO_RUN = "application/octet-stream"
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def type_of_upload(name: str) -> str:
    """The media type of an uploaded file by the name under which it is stored, whatever address was typed for it."""
    return TYPES.get(PurePath(name).suffix.lower(), NOTHING_TO_RUN)


def name_of_upload(name: str) -> str:
    """The stored name as readers get it; with an ending that no browser runs where the file has another.

    >>> name_of_upload("Mẫu.pdf"), name_of_upload("trang.html")
    ('Mẫu.pdf', 'trang.html.bin')
    """
    return name if PurePath(name).suffix.lower() in TYPES else f"{name}.bin"

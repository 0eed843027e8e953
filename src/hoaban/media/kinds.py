"""The kinds of files that editors may upload, and as what each is answered: never as a page, a script or a style."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

LONGEST_STEM = 150
NOT_IN_FILE_NAMES = str.maketrans('"<>:|?*', "-------")
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


def true_name_of(given: str, stored: str) -> str:
    r"""The name that a reader saves a file under: as its editor had it, with the ending under which it is stored.

    Nothing of it can turn the reading round, end a header or name another folder.

    >>> true_name_of("C:\Kế hoạch số 12 – Đại hội.pdf", "ke_hoach.pdf"), true_name_of("a\u202efdp.exe", "a.pdf")
    ('Kế hoạch số 12 – Đại hội.pdf', 'afdp.exe.pdf')
    """
    last = given.replace("\\", "/").rpartition("/")[2] or stored
    seen = "".join(" " if unicodedata.category(sign)[0] in "ZC" else sign for sign in last if not is_hidden(sign))
    plain = " ".join(unicodedata.normalize("NFC", seen).translate(NOT_IN_FILE_NAMES).split())
    ending = PurePath(stored).suffix.lower()
    stem = plain.removesuffix(plain[len(plain) - len(ending) :]) if plain.lower().endswith(ending) else plain
    # What is stored without an ending gets none from its name: it would say what the file is.
    stem = stem if ending else stem.replace(".", "-")
    return f"{stem[:LONGEST_STEM].strip(' .') or 'tep'}{ending}"


def is_hidden(sign: str) -> bool:
    """Whether a sign is shown by nobody: marks of direction, joiners."""
    return unicodedata.category(sign) == "Cf"


def name_of_upload(name: str) -> str:
    """The stored name as readers get it; with an ending that no browser runs where the file has another.

    >>> name_of_upload("Mẫu.pdf"), name_of_upload("trang.html")
    ('Mẫu.pdf', 'trang.html.bin')
    """
    return name if PurePath(name).suffix.lower() in TYPES else f"{name}.bin"

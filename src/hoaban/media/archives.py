"""The process that looks into a ZIP archive, which every newer Office document is: its list of parts, no part itself.

    python -m hoaban.media.archives '{"source": ..., "within": ..., "kind": ..., "limits": {...}}'

It knows no Django. What is wrong is answered by a key; `documents.py` has the words.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from hoaban.kit import confined

MOST_MEMBERS = 20_000
# A file may unpack to so many times its own size, and a small one to as much as if it had this size.
MOST_TIMES, LEAST_SIZE = 40, 1 << 20
LONGEST_KIND = 200


def look(job: dict[str, Any]) -> dict[str, Any]:
    """{"problem": ""}, or what is wrong: "other" kind of file, "macros", "bomb"."""
    source = Path(job["source"])
    try:
        with zipfile.ZipFile(source) as archive:
            return {"problem": problem_of(archive, source.stat().st_size, job["within"], job["kind"])}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return {"problem": "other"}


def problem_of(archive: zipfile.ZipFile, size: int, within: str, kind: str) -> str:
    """What is wrong with an archive.

    `within`: folder that a document of Office has, or nothing. `kind`: what an OpenDocument says of itself, or nothing.
    """
    members = archive.infolist()
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_TIMES * max(size, LEAST_SIZE):
        return "bomb"
    if any("vbaproject" in name.lower() or name.lower().startswith("basic/") for name in names):
        return "macros"
    if kind:
        return "" if kind_of(archive, names) == kind else "other"
    whole = not within or ("[Content_Types].xml" in names and any(name.startswith(within) for name in names))
    return "" if whole else "other"


def kind_of(archive: zipfile.ZipFile, names: set[str]) -> str:
    """What an OpenDocument says of itself; its beginning is read and no more."""
    if "mimetype" not in names:
        return ""
    with archive.open("mimetype") as told:
        return told.read(LONGEST_KIND).decode("ascii", errors="replace").strip()


if __name__ == "__main__":
    confined.work(look)

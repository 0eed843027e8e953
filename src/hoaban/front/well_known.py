"""Files that the operator publishes under `/.well-known/`: security.txt (RFC 9116), proofs for certificates (RFC 8555).

No page can stand there, since no slug begins with a dot; so whoever edits the portal has no hand in it.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import ExitStack
from pathlib import Path

from hoaban.front.layout import headers_of
from hoaban.front.responses import NEVER_KEPT, ReadyResponse, ready_response

BEGINNING = b"/.well-known/"
# A name of a file or folder: none that begins with a dot, and nothing that would have to be decoded.
NAME = re.compile(rb"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}")
MOST_NAMES = 4
LARGEST = 1024 * 1024
TEXT, OTHER = "text/plain; charset=utf-8", "application/octet-stream"
KINDS = {"": TEXT, ".txt": TEXT, ".json": "application/json"}


class WellKnown:
    """What lies below `.well-known` of a folder, the same for every host; looked at for each question."""

    def __init__(self, folder: Path | None, *, https: bool) -> None:
        self.folder = folder
        self.https = https

    def find(self, path: bytes) -> ReadyResponse | None:
        """The file at a path; None for another path, for what is no file, and for any link on the way to it."""
        names = path.removeprefix(BEGINNING).split(b"/")
        if self.folder is None or not path.startswith(BEGINNING) or len(names) > MOST_NAMES:
            return None
        if not all(map(NAME.fullmatch, names)):
            return None
        try:
            body = content(self.folder / os.fsdecode(BEGINNING.strip(b"/")), names)
        except OSError:
            return None
        if body is None:
            return None
        headers = headers_of("/", https=self.https)
        headers.pop("Vary", None)
        kind = KINDS.get(Path(os.fsdecode(names[-1])).suffix, OTHER)
        return ready_response(200, {**headers, "Content-Type": kind, "Cache-Control": NEVER_KEPT}, body)


def content(folder: Path, names: list[bytes]) -> bytes | None:
    """The bytes of a plain file below a folder, no link followed; None for anything else. Raises OSError."""
    with ExitStack() as held:
        at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        held.callback(os.close, at)
        for name in names:
            at = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=at)
            held.callback(os.close, at)
        status = os.fstat(at)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        return os.read(at, LARGEST)

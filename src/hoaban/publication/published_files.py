"""Gives a file that a rendering names its published address at once, and notes in the rendering that it is named.

In the published directory a photo, document, film, style or script lies under the hash of its bytes: it may be kept
for ever, is there while some page names it, and nothing else is. Whoever makes the address of a file asks here: the
storages of media and of the product's own files, and the documents. The finished text is never searched for addresses,
so that words of an editor which look like one publish nothing and stop nothing.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import quote

from hoaban.front.directory import linked_address
from hoaban.front.layout import is_canonical
from hoaban.kit.vietnamese import fold
from hoaban.publication.recorder import note_file

DIGEST_LENGTH = 20
LONGEST_NAME = 100
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.~]+")
BESIDE_DOTS = re.compile(r"-?\.-?")
_digests: dict[tuple[str, int, int], str] = {}


def published_address(source: Path, name: str, *, true_name: str = "") -> str | None:
    """The published address of a file with a name for readers; None where there is no such file on the disk.

    `true_name`: the name under which it is saved on a reader's machine, where that says more than the address.
    Only for a rendering that is being recorded, which notes it. Raises OSError for a file that cannot be read.
    """
    address = address_for(source, name)
    if address is not None:
        note_file(address, source, true_name)
    return address


def address_for(source: Path, name: str) -> str | None:
    """The address at which a file with a name for readers is published; None where there is no such file."""
    return quote(linked_address(digest_of(source), name_for_readers(name))) if source.is_file() else None


def digest_of(source: Path) -> str:
    """The hash of the bytes of a file, computed once for each state of it."""
    about = source.stat()
    seen = (str(source), about.st_mtime_ns, about.st_size)
    if seen not in _digests:
        with source.open("rb") as stream:
            _digests[seen] = hashlib.file_digest(stream, "sha256").hexdigest()[:DIGEST_LENGTH]
    return _digests[seen]


def name_for_readers(name: str) -> str:
    """A file name that may stand in a published address, made from the name under which the file is stored.

    >>> name_for_readers("Mẫu_đơn – 2.PDF"), name_for_readers(".sh"), name_for_readers("tệp")
    ('mau-don-2.pdf', 'sh.bin', 'tep.bin')
    """
    plain = BESIDE_DOTS.sub(".", NOT_IN_A_NAME.sub("-", fold(name)))[-LONGEST_NAME:].lstrip(".-")
    return plain if is_canonical(f"/{plain}") and plain else f"{plain or 'file'}.bin"

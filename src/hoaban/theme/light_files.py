"""Copies of the product's styles and scripts without what only their writers read; made when first needed."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from rjsmin import jsmin

from hoaban.theme.stylesheets import for_readers

FOLDER = "light"
MADE = frozenset({".css", ".js"})


def light_copy(source: Path, accent: str = "") -> Path:
    """The copy of a style or script that goes out, in a site's colour; any other file itself. Raises OSError."""
    if source.suffix not in MADE:
        return source
    about = source.stat()
    body = light_text(source, about.st_mtime_ns, about.st_size, accent).encode()
    copy = settings.VAR / FOLDER / f"{hashlib.sha256(body).hexdigest()[:20]}-{source.name}"
    if not copy.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        beside = copy.with_name(f"{copy.name}.{os.getpid()}")
        beside.write_bytes(body)
        beside.replace(copy)
    return Path(copy)


@lru_cache(maxsize=64)
def light_text(source: Path, _changed: int, _size: int, accent: str) -> str:
    """The text of a copy, made once for each state of the file."""
    text = source.read_text(encoding="utf-8")
    if source.suffix != ".css":
        return str(jsmin(text))
    return for_readers(text, accent, "" if accent else base_for(source))


def base_for(source: Path) -> str:
    """The stylesheet that stands before another on a page; none before itself, or where it cannot be found."""
    found = source.with_name("portal.css")
    return found.read_text(encoding="utf-8") if source.name != found.name and found.is_file() else ""

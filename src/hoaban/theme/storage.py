"""The product's own files: at the desk by their usual addresses, in a page of readers by their published ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.storage import CompressedManifestStaticFilesStorage

from hoaban.front.directory import PublishedDirectory
from hoaban.front.hosts import Hosts, read_hosts
from hoaban.front.layout import HOSTS
from hoaban.publication.published_files import address_for, published_address
from hoaban.publication.recorder import is_recording
from hoaban.theme.light_files import light_copy

PUBLISHED = "published"
STYLE, LOOK = "theme/portal.css", "/look.css"
MANIFEST = "/manifest.webmanifest"
# The host of a reader's page that the desk renders now; empty for the desk's own pages.
_host: ContextVar[str] = ContextVar("host of a reader's page", default="")


class PublishedWhilePressed(FileSystemStorage):
    """Gives published addresses to renderings that are recorded, and to pages of readers where the copy is out."""

    def url(self, name: str | None, *rest: Any, **named: Any) -> str:
        """The address of a file of the product; the desk's own where the file cannot be found or is not out."""
        address = super().url(name, *rest, **named)
        if not (is_recording() or _host.get()):
            return address
        stored = unquote(address.removeprefix(settings.STATIC_URL))
        source = source_of(stored)
        return (source and reader_address(light_copy(source), stored.rpartition("/")[2])) or address


class PlainStaticFiles(PublishedWhilePressed, StaticFilesStorage):
    """Files under their own names, for development and tests."""


class HashedStaticFiles(PublishedWhilePressed, CompressedManifestStaticFilesStorage):
    """Files under names that say their content, as they were collected."""


class PublishedCopies:
    """Lets pages of readers that the desk renders (the search, a page not found) name the copies that are out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the host of the request known to the storage unless the page is the desk's own."""
        is_desk = request.path_info.startswith(f"/{settings.DESK_PATH}")
        host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
        token = _host.set("" if is_desk else host.lower())
        try:
            return self.get_response(request)
        finally:
            _host.reset(token)


def reader_address(source: Path, name: str) -> str | None:
    """The published address of a file: noted by a rendering, else only where the copy lies there already."""
    if is_recording():
        return published_address(source, name)
    address = address_for(source, name)
    return address if address and is_out(address) else None


def is_out(address: str) -> bool:
    """Whether the site of the request has published something at an address."""
    root = settings.VAR / PUBLISHED
    folder = hosts(root).folder_of(_host.get()) if _host.get() else ""
    return bool(folder) and PublishedDirectory(root).has(folder, address)


def hosts(root: Path) -> Hosts:
    """The hosts of the published directory, read again where its file has changed."""
    try:
        return hosts_as_of(root, (root / HOSTS).stat().st_mtime_ns)
    except OSError:
        return Hosts()


@lru_cache(maxsize=4)
def hosts_as_of(root: Path, _changed: int) -> Hosts:
    """The hosts of the published directory as they stood at a moment."""
    return read_hosts(root)


def published_name() -> str:
    """The name of the site of the request as its published manifest says it; empty where there is none."""
    root = settings.VAR / PUBLISHED
    folder = hosts(root).folder_of(_host.get()) if _host.get() else ""
    try:
        return (
            str(json.loads(PublishedDirectory(root).read(folder, MANIFEST) or b"{}").get("name", "")) if folder else ""
        )
    except (OSError, ValueError, AttributeError):
        return ""


def published_look() -> str:
    """The address of the published stylesheet of the site of the request; empty where it has none."""
    return LOOK if is_out(LOOK) else ""


def style_address(accent: str) -> str:
    """The address of the one stylesheet in a site's colour (`#rrggbb`): a copy that is kept, else the look itself."""
    source = source_of(STYLE)
    return (source and reader_address(light_copy(source, accent), "portal.css")) or LOOK


def style_text(accent: str) -> str:
    """The one stylesheet in a site's colour, for where no copy of it is out."""
    source = source_of(STYLE)
    return light_copy(source, accent).read_text(encoding="utf-8") if source else ""


def source_of(name: str) -> Path | None:
    """Where a file of the product lies, collected or in its room."""
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str | Path) else None

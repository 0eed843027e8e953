"""The product's own files: at the desk by their usual addresses, in a page that is pressed by their published ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from hoaban.publication.published_files import published_address
from hoaban.publication.recorder import is_recording


class PublishedWhilePressed(FileSystemStorage):
    """Gives published addresses to renderings that are recorded."""

    def url(self, name: str | None, *rest: Any, **named: Any) -> str:
        """The address of a file of the product; the desk's own where the file cannot be found."""
        address = super().url(name, *rest, **named)
        if not is_recording():
            return address
        stored = unquote(address.removeprefix(settings.STATIC_URL))
        source = source_of(stored)
        return (source and published_address(source, stored.rpartition("/")[2])) or address


class PlainStaticFiles(PublishedWhilePressed, StaticFilesStorage):
    """Files under their own names, for development and tests."""


class HashedStaticFiles(PublishedWhilePressed, CompressedManifestStaticFilesStorage):
    """Files under names that say their content, as they were collected."""


def source_of(name: str) -> Path | None:
    """Where a file of the product lies, collected or in its room."""
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str | Path) else None

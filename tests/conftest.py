"""What every test may ask for."""

import zlib

import pytest
from django.core.cache import cache, caches
from PIL import Image
from wagtail.models import Site

from hoaban.media import rendition_making
from tests.machine import program


def pytest_collection_modifyitems(items):
    """Give back what the migrations wrote (root page, locale, site) after each test that empties the tables."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        empties = bool(mark and mark.kwargs.get("transaction")) or {"live_server", "transactional_db"} & set(
            getattr(item, "fixturenames", ())
        )
        if empties and "django_db_serialized_rollback" not in item.fixturenames:
            item.fixturenames.append("django_db_serialized_rollback")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Each test starts with empty caches, since the database is rolled back under them."""
    cache.clear()
    caches["networks"].clear()
    Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path):
    """Files that a test uploads are gone with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def chromium():
    """Path of the browser that the journeys drive."""
    return program("chromium")


@pytest.fixture
def real_sizes():
    """For tests that look at the pictures: sizes of photos as the product makes them."""


@pytest.fixture(autouse=True)
def _quick_sizes(request, monkeypatch):
    """Sizes of photos as small as can be, of one colour a photo, for tests that do not look at pictures."""

    def encode(photo, missing, folder):
        targets = [folder / f"{place}.{size.format}" for place, size in enumerate(missing)]
        colour = tuple(zlib.crc32(f"{photo.pk} {photo.file.name}".encode()).to_bytes(4, "big")[:3])
        for target in targets:
            Image.new("RGB", (8, 5), colour).save(target)
        return targets

    if "real_sizes" not in request.fixturenames:
        monkeypatch.setattr(rendition_making, "encode", encode)

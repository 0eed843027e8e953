"""What every test may ask for."""

import os
import shutil
import tempfile
import zlib

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache, caches
from django.db import connection
from django.test import TransactionTestCase
from PIL import Image
from wagtail.models import Site

from hoaban.kit import confined
from hoaban.media import rendition_making
from tests.machine import program
from tests.support import databases, files, template


def pytest_configure(config):
    """Let the processes of one run share a folder, which is gone afterwards."""
    if not hasattr(config, "workerinput"):
        os.environ[template.SHARED] = tempfile.mkdtemp(prefix="hoaban-shared-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ[template.SHARED], ignore_errors=True))


@pytest.fixture(scope="session")
def monkeypatch_session():
    """A monkeypatch that holds until the last test."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, monkeypatch_session):
    """On SQLite, let the database of the tests begin as a copy of one that is migrated already."""
    creation = connection.creation
    begin = creation._create_test_db

    def begin_with_a_copy(*words, **named):
        name = begin(*words, **named)
        shutil.copyfile(template.migrated(), name)
        return name

    if connection.vendor == "sqlite":
        monkeypatch_session.setattr(creation, "_create_test_db", begin_with_a_copy)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, monkeypatch_session):
    """Put the whole database back after a test that commits: to empty it and fill it anew takes half a second."""
    with django_db_blocker.unblock(), databases.kept(connection) as put_back:
        monkeypatch_session.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: put_back())
        django_db_blocker.block()
        yield
        django_db_blocker.restore()


@pytest.fixture(scope="session", autouse=True)
def _known_files_are_read_once(monkeypatch_session):
    """What a process of its own says of a file is remembered for the next test that brings the same bytes."""
    monkeypatch_session.setattr(confined, "run", files.remembering(confined.run))


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Each test starts with empty caches, since the database is rolled back under them."""
    cache.clear()
    caches["networks"].clear()
    Site.clear_site_root_paths_cache()
    # What a test added to it is gone, and another row may get its number.
    ContentType.objects.clear_cache()


@pytest.fixture
def careless():
    """A user whose files everybody may read, as it is usual."""
    before = os.umask(0o022)
    yield
    os.umask(before)


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

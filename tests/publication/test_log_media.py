"""Every way in which photos, documents, films and collections can change leaves its entries in the log."""

from __future__ import annotations

import pytest

from tests.publication import ways_of_media
from tests.publication.ways import assert_leaves_its_entries, each

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@each(ways_of_media.WAYS)
def test_media_change(line, scene):
    scene.with_media()
    assert_leaves_its_entries(line, scene)

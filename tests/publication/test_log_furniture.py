"""Every way in which web links, settings, redirects, sites and languages can change leaves its entries in the log."""

from __future__ import annotations

import pytest

from tests.publication import ways_of_furniture
from tests.publication.ways import assert_leaves_its_entries, each

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@each(ways_of_furniture.WAYS)
def test_furniture_changes(line, scene):
    scene.with_furniture()
    assert_leaves_its_entries(line, scene)

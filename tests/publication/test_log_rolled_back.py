"""What was undone was never public: the same acts, rolled back, leave no entry for a follower to act upon."""

from __future__ import annotations

import pytest

from tests.publication import ways_of_furniture, ways_of_media, ways_of_pages
from tests.publication.ways import assert_leaves_nothing_when_rolled_back, each

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@each(ways_of_pages.WAYS, ways_of_media.WAYS, ways_of_furniture.WAYS)
def test_an_act_that_is_rolled_back(line, scene):
    scene.with_media()
    scene.with_furniture()
    assert_leaves_nothing_when_rolled_back(line, scene)

"""Every way in which a page can change leaves its entries in the log; a draft leaves only its revision."""

from __future__ import annotations

import pytest

from tests.publication import ways_of_pages
from tests.publication.ways import Watched, assert_leaves_its_entries, each

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@each(ways_of_pages.WAYS)
def test_a_page_changes(line, scene):
    assert_leaves_its_entries(line, scene)


def test_a_draft_leaves_only_its_revision(scene):
    with Watched() as log:
        scene.edit(scene.article, "action-save", title="Chưa ai đọc", lead="Chưa ai đọc.")
    assert log.of("wagtailcore_revision", operation="I")
    assert log.public == []

"""An address that an editor types as it is spoken is folded as a title is, and never loses a letter."""

import pytest

from tests.support.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("Tết Trồng cây 2026!", "tet-trong-cay-2026"),
        ("Đường Điện Biên", "duong-dien-bien"),
        ("tê\u0301t", "tet"),
        ("  hoi-nghi  ", "hoi-nghi"),
        ("Hoi_Nghi-2", "Hoi_Nghi-2"),
        ("!!!", "bai"),
        ("a/b", "a-b"),
    ],
)
def test_what_is_typed_becomes_an_address(client, typed, stands):
    scene = Scene(client)
    scene.edit(scene.article, slug=typed)
    scene.article.refresh_from_db()
    assert scene.article.slug == stands

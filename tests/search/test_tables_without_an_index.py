"""Photos are found by the desk with and without marks, in capital and in small letters."""

import pytest
from django.db import connection
from wagtail.search.backends import get_search_backend

from hoaban.kit.vietnamese import fold
from hoaban.media.models import Photo
from hoaban.search.folded_lookup import marked_letters
from tests.builders import a_photo

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def found(typed):
    return [photo.title for photo in get_search_backend().search(typed, Photo.objects.all())]


@pytest.mark.parametrize(
    "typed", ["Hội nghị", "hoi nghi", "HỘI NGHỊ", "HOI NGHI", "nghị hoi", "đo luong", "do lường", "hô\u0323i"]
)
def test_a_photo_is_found_however_it_is_typed(typed):
    a_photo("Hội nghị đo lường")
    a_photo("Cầu mới")
    assert found(typed) == ["Hội nghị đo lường"]


@pytest.mark.parametrize("typed", ["%", "_", "100_", "\\", "' OR 1=1 --"])
def test_signs_of_sql_are_signs(typed):
    a_photo("Hội nghị")
    assert found(typed) == []


def test_a_percent_sign_is_found():
    a_photo("Đạt 100% kế hoạch")
    a_photo("Đạt 1000 kế hoạch")
    assert found("100%") == ["Đạt 100% kế hoạch"]


def test_a_title_of_decomposed_letters_is_found():
    a_photo("Ho\u0302\u0323i nghi\u0323")
    assert len(found("hội nghị")) == 1


def test_every_letter_of_vietnamese_is_folded_by_the_database_as_by_the_product():
    photo = a_photo("".join(marked_letters()))
    assert Photo.objects.filter(pk=photo.pk, title__folded_contains=fold(marked_letters())).exists()
    assert connection.vendor in {"sqlite", "postgresql"}

"""All that the house is told of the room."""

from __future__ import annotations

from hoaban.kit.access import AccessRule, anybody
from hoaban.pages.page_types import ListedType
from hoaban.pages.public_urls import PublicUrls
from hoaban.publication.effects import Effect
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import Wording
from tests.example_room.models import Vacancy
from tests.example_room.register import TABLE, URLS, PermitAddresses, PermitSource, lists_of_permits


def an_example(number: int) -> Vacancy:
    """A vacancy for the portal of examples."""
    return Vacancy(title=f"Tuyển kế toán xã số {number}", lead="Hồ sơ nộp trực tiếp.", duties="Ghi sổ thu chi.")


DECLARES = [
    ListedType(
        model=Vacancy,
        kind="vacancy",
        called="Tuyển dụng",
        held_by="vacancies",
        held_as="vị trí tuyển dụng",
        teaser_fields=("lead",),
        text_fields=("lead", "duties"),
        example=an_example,
    ),
    PublicUrls(in_each_language=URLS),
    AccessRule("example_permits example_permit", anybody),
    Tracked("example_room.Permit"),
    Effect(TABLE, lists_of_permits),
    Wording(TABLE, unspoken=("id",)),
    PermitAddresses(),
    PermitSource(),
]

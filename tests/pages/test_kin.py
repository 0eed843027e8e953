"""The pages with which a page is compared, and the name in which reports of a site speak."""

import pytest
from wagtail.models import Site

from hoaban.pages.models import SiteIdentity
from hoaban.pages.reads import kin_of, name_of_body
from tests.builders import a_portal, a_section, an_article, at

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_the_kin_of_a_page_are_those_posted_nearest_to_it():
    section = a_section(a_portal())
    articles = [an_article(section, posted_at=at(f"2024-02-{day:02} 08:00")) for day in range(1, 10)]
    an_article(section, live=False)
    numbers = [article.pk for article in articles]
    assert set(kin_of(numbers[4], 4).page_numbers) == {*numbers[2:4], *numbers[5:7]}
    assert set(kin_of(numbers[0], 4).page_numbers) == set(numbers[1:5])
    assert set(kin_of(numbers[8], 4).page_numbers) == set(numbers[4:8])
    assert set(kin_of(numbers[4], 100).page_numbers) == set(numbers) - {numbers[4]}
    assert kin_of(section.pk, 4) is None
    assert kin_of(999_999, 4) is None


def test_a_site_without_an_identity_speaks_in_its_own_name():
    a_portal()
    site = Site.objects.get()
    assert name_of_body(site) == "Cổng thông tin điện tử tỉnh Hoa Ban"
    SiteIdentity.objects.all().delete()
    site.site_name = ""
    assert name_of_body(site) == site.hostname

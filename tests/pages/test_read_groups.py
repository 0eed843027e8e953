"""The sections that pages belong to when their reads are summed, and how these are called."""

import pytest

from hoaban.pages.read_groups import SECTIONS
from tests.builders import a_portal, a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_a_page_belongs_to_the_nearest_section_and_a_section_to_itself():
    home = a_portal()
    upper = a_section(home)
    lower = upper.add_child(instance=type(upper)(title="Xã"))
    articles = [an_article(upper), an_article(lower)]
    pages = {home.pk, upper.pk, lower.pk, *(article.pk for article in articles), 999_999}
    assert SECTIONS.names_of(pages) == {
        upper.pk: (str(upper.pk),),
        lower.pk: (str(lower.pk),),
        articles[0].pk: (str(upper.pk),),
        articles[1].pk: (str(lower.pk),),
    }


def test_sections_are_called_by_their_titles():
    section = a_section(a_portal(), "Tin trong tỉnh")
    assert SECTIONS.labels_of([str(section.pk), "999999", "no number"]) == {str(section.pk): "Tin trong tỉnh"}

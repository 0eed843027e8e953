"""The authors to whom reads are counted, and how they are called."""

import pytest

from hoaban.news.read_groups import AUTHORS
from tests.builders import a_portal, a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_an_article_belongs_to_all_authors_that_its_byline_names():
    section = a_section(a_portal())
    both = an_article(section, byline="Tin, ảnh: Minh Thùy, Lò Văn Inh")
    nobody = an_article(section)
    assert AUTHORS.names_of({both.pk, nobody.pk, section.pk}) == {both.pk: ("Minh Thùy", "Lò Văn Inh")}


def test_authors_are_called_as_the_byline_calls_them():
    assert AUTHORS.labels_of(["Minh Thùy"]) == {"Minh Thùy": "Minh Thùy"}

"""What the newsroom tells the counters of its groups."""

import pytest

from hoaban.statistics import groups
from tests.builders import a_portal, a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_a_page_belongs_to_the_nearest_section_and_a_section_to_itself():
    home = a_portal()
    upper = a_section(home)
    lower = upper.add_child(instance=type(upper)(title="Xã"))
    articles = [an_article(upper), an_article(lower)]
    pages = {home.pk, upper.pk, lower.pk, *(article.pk for article in articles), 999_999}
    assert groups.names_of("section", pages) == {
        upper.pk: (str(upper.pk),),
        lower.pk: (str(lower.pk),),
        articles[0].pk: (str(upper.pk),),
        articles[1].pk: (str(lower.pk),),
    }


def test_an_article_belongs_to_all_authors_that_its_byline_names():
    section = a_section(a_portal())
    both = an_article(section, byline="Tin, ảnh: Minh Thùy, Lò Văn Inh")
    nobody = an_article(section)
    assert groups.names_of("author", {both.pk, nobody.pk, section.pk}) == {both.pk: ("Minh Thùy", "Lò Văn Inh")}

"""The kinds of pages as a group of reads."""

import pytest

from hoaban.counting.page_kinds import PAGE_KINDS
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db


def test_pages_are_grouped_by_what_they_are():
    section = a_section(a_portal())
    article = an_article(section)
    found = PAGE_KINDS.names_of({section.pk, article.pk, 999_999})
    assert found == {section.pk: ("pages.section",), article.pk: ("news.article",)}


def test_kinds_that_are_gone_have_no_name():
    assert PAGE_KINDS.labels_of(["news.article", "gone.kind", "nonsense"]) == {"news.article": "Bài viết"}

"""What the search is given of a page: its words as they were written, without the marks that rich text has."""

import pytest

from hoaban.pages.searchable import documents
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db
PLAIN = "An <an@x.vn>, Sở TN&MT. Lương > 5, a < b, &amp; và <b>chữ</b>"


def words_of(**fields):
    return next(documents([an_article(a_section(a_portal()), "Bài", **fields)])).body


@pytest.mark.parametrize("field", ["lead", "byline", "source", "search_description"])
def test_plain_text_is_taken_as_it_stands(field):
    assert PLAIN in words_of(**{field: PLAIN}).split("\n")


def test_plain_text_in_blocks_too():
    rows = {"data": [["Tên", "Số"], [PLAIN, "5 < 6"]], "first_row_is_table_header": True, "table_caption": ""}
    found = words_of(body=[("quote", {"text": PLAIN, "attribution": "A & B"}), ("table", rows)]).split("\n")
    assert found.count(PLAIN) == 2
    assert {"A & B", "5 < 6"} <= set(found)


def test_of_rich_text_the_words_alone():
    found = words_of(body=[("text", "<p>Sở TN&amp;MT <b>ký</b></p><p>Lương &gt; 5</p>")])
    assert "Sở TN&MT ký Lương > 5" in found
    assert "<p>" not in found

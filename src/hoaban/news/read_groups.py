"""The authors as a group of reads: of the articles whose bylines name them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hoaban.counting.groups import ReadGroup
from hoaban.kit.byline import parse_byline
from hoaban.kit.pieces import in_pieces
from hoaban.news.models import Article

AT_ONCE = 500


def authors_of(pages: set[int]) -> dict[int, tuple[str, ...]]:
    """The authors whom the byline of each article names."""
    found: dict[int, tuple[str, ...]] = {}
    for some in in_pieces(sorted(pages), AT_ONCE):
        for pk, byline in Article.objects.filter(pk__in=some).exclude(byline="").values_list("pk", "byline"):
            found[pk] = parse_byline(byline).authors
    return found


AUTHORS = ReadGroup(
    "author",
    "authors",
    plural=_("Authors"),
    singular=_("Author"),
    explanation=_("Reads of the articles whose byline names an author; an article of two counts for both."),
    order=40,
    names_of=authors_of,
)

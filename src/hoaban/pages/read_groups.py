"""What pages belong together when their reads are summed: those of a section, those of an author."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Page

from hoaban.kit.byline import parse_byline
from hoaban.kit.pieces import in_pieces
from hoaban.news.models import Article
from hoaban.pages.models import Section
from hoaban.statistics import groups

AT_ONCE = 500


def declare_groups() -> None:
    """Tell the counters of the newsroom's groups."""
    groups.register("section", sections_of)
    groups.register("author", authors_of)


def sections_of(pages: set[int]) -> dict[int, tuple[str, ...]]:
    """The section that each page lies in, or is, as the number of the section's page."""
    found: dict[int, tuple[str, ...]] = {}
    for some in in_pieces(sorted(pages), AT_ONCE):
        paths = dict(Page.objects.filter(pk__in=some).values_list("pk", "path"))
        above = {path: list(paths_down_to(path)) for path in set(paths.values())}
        wanted = {path for upper in above.values() for path in upper}
        sections = dict(Section.objects.filter(path__in=wanted).values_list("path", "pk"))
        for pk, path in paths.items():
            nearest = next((sections[upper] for upper in reversed(above[path]) if upper in sections), None)
            if nearest is not None:
                found[pk] = (str(nearest),)
    return found


def authors_of(pages: set[int]) -> dict[int, tuple[str, ...]]:
    """The authors whom the byline of each article names."""
    found: dict[int, tuple[str, ...]] = {}
    for some in in_pieces(sorted(pages), AT_ONCE):
        for pk, byline in Article.objects.filter(pk__in=some).exclude(byline="").values_list("pk", "byline"):
            found[pk] = parse_byline(byline).authors
    return found


def paths_down_to(path: str) -> Iterator[str]:
    """The places in the tree above a page from the top, its own last."""
    for end in range(Page.steplen, len(path) + 1, Page.steplen):
        yield path[:end]

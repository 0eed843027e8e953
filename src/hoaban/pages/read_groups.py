"""The sections as a group of reads: of every page in one, and of its own page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from hoaban.counting.groups import ReadGroup
from hoaban.kit.pieces import in_pieces
from hoaban.pages.models import Section

AT_ONCE = 500


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


def titles_of_sections(names: Sequence[str]) -> dict[str, str]:
    """Titles of sections by their numbers as text."""
    numbers = [int(name) for name in names if name.isdecimal()]
    return {str(pk): title for pk, title in Section.objects.filter(pk__in=numbers).values_list("pk", "title")}


def paths_down_to(path: str) -> Iterator[str]:
    """The places in the tree above a page from the top, its own last."""
    for end in range(Page.steplen, len(path) + 1, Page.steplen):
        yield path[:end]


SECTIONS = ReadGroup(
    "section",
    "sections",
    plural=_("Sections"),
    singular=pgettext_lazy("figures", "Section"),
    explanation=_("Reads of everything that stands in a section."),
    order=30,
    names_of=sections_of,
    labels_of=titles_of_sections,
)

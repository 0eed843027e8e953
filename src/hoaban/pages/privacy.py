"""Which pages the public may not read, with everything below them; each home has its own list."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.models import PageViewRestriction

from hoaban.pages import names
from hoaban.publication.homes import home_place
from hoaban.publication.recorder import explained, remembered


def is_private(path: str) -> bool:
    """Whether a page with this path, or one above it, was made private."""
    return path.startswith(private_paths(path))


def without_private(paths: Iterable[str]) -> set[str]:
    """Those of some paths that are not private; asks once for each home."""
    listed = set(paths)
    private = tuple(path for home in {home_place(each) for each in listed} for path in private_paths(home))
    return {path for path in listed if not path.startswith(private)}


def private_paths(path: str) -> tuple[str, ...]:
    """Paths of the pages that were made private under the home of a page, or above it; asked once for a rendering."""
    home = home_place(path)
    return remembered(("private paths", home), lambda: paths_of_restrictions(home))


def paths_of_restrictions(home: str) -> tuple[str, ...]:
    """Paths of the pages that were made private under a home, or above it, as they are now."""
    with explained(names.restrictions(home)):
        paths = PageViewRestriction.objects.order_by().values_list("page__path", flat=True)
        return tuple(path for path in paths if path.startswith(home) or home.startswith(path))

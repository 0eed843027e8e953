"""Which pages the public may not read, with everything below them."""

from __future__ import annotations

from wagtail.models import PageViewRestriction

from hoaban.pages import names
from hoaban.publication.recorder import explained, remembered


def private_paths() -> tuple[str, ...]:
    """Paths of the pages that were made private; asked once for each rendering."""
    return remembered("private paths", paths_of_restrictions)


def paths_of_restrictions() -> tuple[str, ...]:
    """Paths of the pages that were made private, as they are now."""
    with explained(names.RESTRICTIONS):
        return tuple(PageViewRestriction.objects.order_by().values_list("page__path", flat=True))

"""Lists in which one page that fails is left out, so that it stops none of the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from hoaban.publication.faults import raise_without_database

Made = TypeVar("Made")
logger = logging.getLogger(__name__)


def each(pages: Iterable[Any], make: Callable[[Any], Made]) -> Iterator[tuple[Any, Made]]:
    """(page, what is made of it) for every page of which it can be made; the others are logged.

    Raises DatabaseError where the database is away.
    """
    for page in pages:
        try:
            made = make(page)
        except Exception as error:
            raise_without_database(error)
            logger.exception("The page %s (%s) is left out of a list", page.pk, page.title)
            continue
        yield page, made

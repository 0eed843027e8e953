"""What of a page cannot be shown, in words for its editor: the press knows but the error of a program."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from hoaban.press.address_rendering import language_of, render, request_for
from hoaban.publication.recorder import recording

logger = logging.getLogger(__name__)


def faults_of(page: Page) -> list[str]:
    """What keeps readers from seeing a public page as it is now; empty where it can be shown."""
    site, path = place_of(page)
    if site is None:
        return []
    try:
        render(site, path)
    except DatabaseError:
        # No fault of the page: the press waits for the database.
        return []
    except Exception:
        logger.exception("Page %s cannot be shown at %s", page.pk, path)
        return blocks_at_fault(page) or [_("The page as a whole cannot be shown.")]
    return []


def blocks_at_fault(page: Page) -> list[str]:
    """The blocks of a page that fail when each is shown by itself, by their place and name; empty where none does."""
    site, path = place_of(page)
    if site is None:
        return []
    with language_of(path), recording():
        context = {"page": page, "self": page, "request": request_for(site, path)}
        failed = [place for place, block in blocks_of(page) if fails(block, context)]
    told = _("Block %(number)s (%(label)s) cannot be shown.")
    return [told % {"number": number, "label": label} for number, label in failed]


def place_of(page: Page) -> tuple[Site | None, str]:
    """The site and the path of a page; no site where it lies in none."""
    parts = page.get_url_parts()
    return (page.get_site(), parts[2] or "") if parts else (None, "")


def blocks_of(page: Page) -> Iterator[tuple[tuple[int, str], Any]]:
    """((number, label), block) of each block in the streams of a page."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for number, block in enumerate(getattr(page, field.name), 1):
                yield (number, str(block.block.label)), block


def fails(block: Any, context: dict[str, Any]) -> bool:
    """Whether a block cannot be shown."""
    try:
        block.render(context)
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001  whatever it is, the editor is told which block it was
        return True
    return False

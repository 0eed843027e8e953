"""What a copy of a page does not take over: the date, the corrections and the schedule are those of its source.

A translation is the same page in another language and an alias mirrors its source: both keep them.
"""

from __future__ import annotations

from typing import Any

from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

from hoaban.pages.models.public import PublicPage


def guard_copies() -> None:
    """Have Wagtail leave it out of every copy, those of a branch and of many pages at once among them."""
    wagtails = CopyPageAction._copy_page  # noqa: SLF001  the one place through which every page of a branch goes

    def copy_page(
        action: CopyPageAction,
        page: Page,
        to: Page | None = None,
        update_attrs: dict[str, Any] | None = None,
        exclude_fields: list[str] | None = None,
        **named: Any,
    ) -> Page:
        left_out = list(exclude_fields or [])
        # Wagtail gives a translation the key of its source.
        if action.reset_translation_key:
            left_out += emptied_in(page)
        return wagtails(action, page, to, update_attrs, left_out, **named)

    CopyPageAction._copy_page = copy_page  # noqa: SLF001


def emptied_in(page: Page) -> tuple[str, ...]:
    """Names of the fields that are empty in a copy of a page."""
    kind = page.specific_class
    return kind.emptied_in_copies if kind is not None and issubclass(kind, PublicPage) else ()

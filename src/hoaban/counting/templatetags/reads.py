"""The one tag by which pages of every kind show their reads."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from hoaban.counting import queries
from hoaban.kit import figures

register = template.Library()


@register.inclusion_tag("counting/components/reads.html")
def reads(page: Page) -> dict[str, Any]:
    """An entry for the list of a page's facts; of a page that nobody has read it shows once the script knows."""
    here, brought = queries.counts_of(page.pk) if page.pk else (None, None)
    is_known = here is not None or brought is not None
    count = (here or 0) + (brought or 0) if is_known else None
    figure = figures.figure("reads", count, get_language() or "vi", opening=brought or 0)
    return {"figure": mark_safe(figure), "is_known": is_known}

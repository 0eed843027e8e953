"""The one tag by which pages show reads, so that the live figure can take its place later."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from hoaban.statistics import queries

register = template.Library()


@register.simple_tag
def reads(page: Page) -> int | None:
    """Reads of the page, or None when there is nothing to show."""
    return queries.reads_of(page.pk) if page.pk else None

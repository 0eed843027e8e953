"""The filter through which templates show every address that somebody typed."""

from __future__ import annotations

from django import template

from hoaban.kit import html_cleaning

register = template.Library()


@register.filter
def harmless(address: object) -> str:
    """The address where it leads to a page or writes a letter, else `#`: rows are also written past every form."""
    return html_cleaning.harmless_address(str(address or ""))

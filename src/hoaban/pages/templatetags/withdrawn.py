"""When, by whom and why a page was withdrawn, and what is lost where pages are deleted."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from hoaban.pages.withdrawn import in_words, present_withdrawal

register = template.Library()


@register.simple_tag
def withdrawn_words(page: Page) -> str:
    """In words; nothing for a page that is not withdrawn."""
    found = present_withdrawal(page)
    return in_words(found) if found else ""

"""Tags of the newsroom's templates."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from hoaban.content.page_urls import url_of
from hoaban.kit.html_cleaning import clean_html

register = template.Library()


@register.filter
def safe_rich_text(value: RichText | str | None) -> SafeString:
    """Rich text as harmless HTML, whatever was written into the database."""
    source = value.source if isinstance(value, RichText) else (value or "")
    return mark_safe(clean_html(expand_db_html(source)))


@register.simple_tag(takes_context=True)
def address(context: Context, page: Page) -> str:
    """The address of a page, as the page that links to it names it."""
    return url_of(page, context.get("request"))

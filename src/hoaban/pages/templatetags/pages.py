"""Tags of the templates of pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from hoaban.kit.html_cleaning import clean_html
from hoaban.pages.each import each
from hoaban.pages.page_urls import url_of

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


@register.simple_tag(takes_context=True)
def listed(context: Context, items: Iterable[Any], component: str, **inputs: Any) -> SafeString:
    """Each item in a component; one that fails is left out and logged, so that the list stands."""
    template = context.template.engine.get_template(component)  # type: ignore[union-attr]

    def make(item: Any) -> str:
        with context.push(item=item, **inputs):
            return str(template.render(context))

    return mark_safe("".join(html for _item, html in each(items, make)))

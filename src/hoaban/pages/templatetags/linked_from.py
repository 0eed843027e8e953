"""Tags that say who links to pages which are about to go off the air."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from hoaban.pages import linked_from as links

register = template.Library()


@register.inclusion_tag("pages/desk/linked_from.html", takes_context=True)
def linked_from(context: Context, page: Any) -> dict[str, Any]:
    """Who links to a page, as far as who looks may see it; nothing for what is no page."""
    return {"links": links.told([page], context["request"].user) if isinstance(page, Page) else ""}


@register.inclusion_tag("pages/desk/linked_from.html", takes_context=True)
def linked_from_any(context: Context, items: Any) -> dict[str, Any]:
    """Who links to any page of a bulk action, each given as {item}."""
    pages = [entry["item"] for entry in items or ()]
    return {"links": links.told(pages, context["request"].user)}

"""The hidden fields by which a form of a page says what it is and what it showed: see `hoaban.desk.editing`."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.models import Page

from hoaban.desk.editing import FORM, SHOWN, state_of

register = template.Library()
LONGEST_SIGN = 64


@register.simple_tag
def shown_state(page: Page) -> SafeString:
    """The state of the page that this form shows."""
    return hidden(SHOWN, state_of(page))


@register.simple_tag(takes_context=True)
def sign_of_form(context: dict[str, Any]) -> SafeString:
    """The sign of a form for a new page; a form that comes back with faults keeps its own."""
    return hidden(FORM, context["request"].POST.get(FORM, "")[:LONGEST_SIGN] or str(uuid.uuid4()))


def hidden(name: str, value: str) -> SafeString:
    """A field that nobody sees; browsers do not fill it from the page that was left."""
    return format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', name, value)

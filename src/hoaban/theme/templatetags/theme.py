"""Tags of the shell and its components: signs drawn once, used by name."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign from `icons.svg` by its id; says nothing to a screen reader, since words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("theme/icons.svg"), name
    )

"""Registers with Wagtail what holds for every screen on which pages are worked on."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks

from hoaban.desk import editing

# Before any room looks at what was sent.
FIRST = -100
hooks.register("before_create_page", editing.edit_what_the_form_made, order=FIRST)
hooks.register("before_edit_page", editing.act_once, order=FIRST)


@hooks.register("insert_global_admin_js")
def lengths_are_counted() -> SafeString:
    """The script, with its words in the editor's language."""
    return format_html(
        '<script src="{}" data-left="{}" data-over="{}"></script>',
        static("desk/lengths.js"),
        _("{length} of {longest} characters"),
        _("Too long by {over}: {length} characters, {longest} at most. It cannot be saved so; nothing is cut off."),
    )

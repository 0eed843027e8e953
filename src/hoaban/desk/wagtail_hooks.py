"""Registers with Wagtail the script that counts what is typed into fields that have a largest length."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def lengths_are_counted() -> SafeString:
    """The script, with its words in the editor's language."""
    return format_html(
        '<script src="{}" data-left="{}" data-over="{}"></script>',
        static("desk/lengths.js"),
        _("{length} of {longest} characters"),
        _("Too long by {over}: {length} characters, {longest} at most. It cannot be saved so; nothing is cut off."),
    )

"""Registers what concerns the whole desk."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from hoaban.site.process_panel import add_process_panel

hooks.register("construct_homepage_panels", add_process_panel)


@hooks.register("insert_global_admin_js")
def calendars_leave_what_was_typed() -> SafeString:
    """The script that keeps the desk's calendars from replacing what somebody typed."""
    return format_html('<script src="{}"></script>', static("site/days.js"))

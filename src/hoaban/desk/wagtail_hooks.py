"""Registers what holds for every screen on which pages are worked on."""

from __future__ import annotations

from wagtail import hooks

from hoaban.desk import editing

# Before any room looks at what was sent.
FIRST = -100
hooks.register("before_create_page", editing.edit_what_the_form_made, order=FIRST)
hooks.register("before_edit_page", editing.act_once, order=FIRST)

"""Registers the room `desk` with Django."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hoaban.desk import lengths


class DeskConfig(AppConfig):
    """Frame, ranges of days, tables and charts of reports."""

    name = "hoaban.desk"
    label = "desk"
    verbose_name = _("Editors' desk")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        # Before any models are loaded: they bring the first forms along.
        lengths.install()

    def ready(self) -> None:
        """Make Wagtail's own exports as harmless as ours, and let a form make one page."""
        from django.db.models.signals import pre_save

        from hoaban.desk import editing, wagtail_exports

        wagtail_exports.install()
        pre_save.connect(editing.give_key, dispatch_uid="hoaban.desk.editing")

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
        """Make Wagtail's own exports as harmless as ours."""
        from hoaban.desk import wagtail_exports

        wagtail_exports.install()

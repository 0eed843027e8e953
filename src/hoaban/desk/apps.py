"""Registers the room `desk` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Frame, ranges of days, tables and charts of reports."""

    name = "hoaban.desk"
    label = "desk"
    verbose_name = _("Editors' desk")

    def ready(self) -> None:
        """Make Wagtail's own exports as harmless as ours."""
        from hoaban.desk import wagtail_exports

        wagtail_exports.install()

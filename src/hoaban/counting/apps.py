"""Registers the room `counting` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountingConfig(AppConfig):
    """Reads and visits."""

    name = "hoaban.counting"
    label = "counting"
    verbose_name = _("Reads and visits")

    def ready(self) -> None:
        """Look at what rooms declare to be counted together."""
        from hoaban.counting import checks  # noqa: F401  the import registers them

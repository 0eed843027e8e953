"""Registers the room `press` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    """Keeps the published directory equal to what the database says."""

    name = "hoaban.press"
    label = "press"
    verbose_name = _("Press")

    def ready(self) -> None:
        """Have the desk ask where a redirect leads before it is saved."""
        # Models are not importable before this.
        from hoaban.press import redirect_forms

        redirect_forms.install()

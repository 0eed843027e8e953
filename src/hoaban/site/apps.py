"""Registers the room `site` with Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The room `site`."""

    name = "hoaban.site"
    label = "hoaban_site"

    def ready(self) -> None:
        """Make Wagtail's own exports as harmless as ours."""
        from hoaban.site import spreadsheets

        spreadsheets.install()

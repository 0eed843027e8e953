"""Registers the room `site` with Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The room `site`."""

    name = "hoaban.site"
    label = "hoaban_site"

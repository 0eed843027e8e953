"""Registers the room `theme` with Django."""

from django.apps import AppConfig


class ThemeConfig(AppConfig):
    """The look of every page."""

    name = "hoaban.theme"
    label = "theme"

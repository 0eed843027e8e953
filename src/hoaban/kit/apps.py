"""Registers the room `kit` with Django, for its template filters."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Small sharp tools."""

    name = "hoaban.kit"
    label = "kit"

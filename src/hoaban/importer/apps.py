"""Registers the room `importer` with Django."""

from django.apps import AppConfig


class ImporterConfig(AppConfig):
    """The room `importer`."""

    name = "hoaban.importer"
    label = "importer"

"""Registers the room `demo` with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The room `demo`."""

    name = "hoaban.demo"
    label = "demo"

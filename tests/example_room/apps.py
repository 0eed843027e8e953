"""Registers the example room with Django."""

from django.apps import AppConfig


class ExampleConfig(AppConfig):
    """Vacancies and permits."""

    name = "tests.example_room"
    label = "example_room"

"""Registers the room `statistics` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    """Reads and visits."""

    name = "hoaban.statistics"
    label = "statistics"
    verbose_name = _("Statistics")

"""Registers the room `reports` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Reports of reads and visits, for people and programs."""

    name = "hoaban.reports"
    label = "reports"
    verbose_name = _("Reports")

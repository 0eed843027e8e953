"""Registers the room `media` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Photos, attached files, videos."""

    name = "hoaban.media"
    label = "media"
    verbose_name = _("Media")

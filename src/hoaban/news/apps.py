"""Registers the room `news` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """The newsroom."""

    name = "hoaban.news"
    label = "news"
    verbose_name = _("Newsroom")

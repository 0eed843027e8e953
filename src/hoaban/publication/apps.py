"""Registers the room `publication` with Django."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    """The log of what changed, and what depends on it."""

    name = "hoaban.publication"
    label = "publication"
    verbose_name = _("Publication")

    def ready(self) -> None:
        """Put triggers and the index of addresses in place after every migration."""
        from hoaban.publication import checks  # noqa: F401  checks register themselves

        post_migrate.connect(install_when_all_is_migrated, dispatch_uid="publication.install_triggers")


def install_when_all_is_migrated(sender: AppConfig, **_: Any) -> None:
    """Install after the last app's signal: only then does every table stand as it will."""
    from hoaban.publication import installation

    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if sender.label == last.label:
        installation.install()

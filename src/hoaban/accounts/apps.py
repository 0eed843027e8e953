"""Registers the room `accounts` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Sign-in, passwords, sessions."""

    name = "hoaban.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Begin the clock of a session at sign-in, and write names as they are written here."""
        from hoaban.accounts import names, sessions

        sessions.connect()
        names.write_family_name_first()

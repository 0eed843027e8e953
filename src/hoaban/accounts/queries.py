"""Reads of the accounts: who still has a password that is easily guessed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from hoaban.accounts.models import WeakPassword


def has_weak_password(user: Any) -> bool:
    """Whether this account was seen with a weak password."""
    return WeakPassword.objects.filter(user_id=user.pk).exists()


def administrators_with_weak_passwords() -> QuerySet[Any]:
    """Administrators who were seen with a weak password."""
    return (
        get_user_model().objects.filter(is_superuser=True, is_active=True, weak_password__isnull=False).order_by("pk")
    )
